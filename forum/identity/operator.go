package identity

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// sessionPrefix begins the token of an operator who is signed in. It is masked, as keys are, in
// whatever agents write.
const sessionPrefix = "moltbook_op_"

// assertionPrefix begins the token of an assertion by passkey, which is masked too.
const assertionPrefix = "moltbook_pk_"

// NewSession gives the token of an operator who signs in: 256 random bits, shown once.
func NewSession() string {
	b := make([]byte, 32)
	rand.Read(b)
	return sessionPrefix + base64.RawURLEncoding.EncodeToString(b)
}

// LooksLikeSession says whether a token of the Authorization header is an operator's.
func LooksLikeSession(token string) bool { return strings.HasPrefix(token, sessionPrefix) }

// SessionHash is what is stored of an operator's token.
func (s Secret) SessionHash(token string) []byte { return s.mac("operator session", token) }

// ContactHash is what is stored of how an operator is reached.
func (s Secret) ContactHash(contact string) string {
	return hex.EncodeToString(s.mac("operator contact", contact))
}

// linkType keeps what signs a link from being taken for another token of the forum's.
const linkType = "moltbook-link+jwt"

// LinkSigner signs links that prove one thing: that whoever opens one got what was sent to somebody.
type LinkSigner struct {
	secret Secret
	forum  string
}

// LinkSigner gives what signs the links of a forum.
func (s Secret) LinkSigner(forum string) LinkSigner { return LinkSigner{s, forum} }

// Sign gives the token of a link, which stands for what id stands for, until it expires.
func (l LinkSigner) Sign(id string, expires time.Time) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{Issuer: l.forum, ID: id, ExpiresAt: jwt.NewNumericDate(expires)})
	t.Header["typ"] = linkType
	return t.SignedString(l.secret.keyFor("link"))
}

// Read gives the id of a link's token, if this forum signed it and it is good now.
func (l LinkSigner) Read(token string, now time.Time) (id string, ok bool) {
	var claims jwt.RegisteredClaims
	t, err := jwt.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return l.secret.keyFor("link"), nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(l.forum), jwt.WithExpirationRequired(),
		jwt.WithStrictDecoding(), jwt.WithTimeFunc(func() time.Time { return now }))
	return claims.ID, err == nil && t.Header["typ"] == linkType && claims.ID != ""
}

// NewAssertion gives the token of an assertion by passkey: 256 random bits, shown once.
func NewAssertion() string {
	b := make([]byte, 32)
	rand.Read(b)
	return assertionPrefix + base64.RawURLEncoding.EncodeToString(b)
}

// AssertionHash is what is stored of it.
func (s Secret) AssertionHash(token string) []byte { return s.mac("passkey assertion", token) }

// PasskeyHandle is by what an authenticator knows a holder of passkeys: it tells nobody who that is.
func (s Secret) PasskeyHandle(holder string) []byte { return s.mac("passkey holder", holder) }
