package identity

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// SignedCall is a call that an agent signed, in the place of showing a bearer key: by a JSON Web Token
// (RFC 7519) of type "moltbook-call+jwt", signed by EdDSA (RFC 8037), or by HTTP Message Signatures
// (VerifyMessage). It is good for one call: this method, this path and query, this body, this forum,
// once, for a short while.
type SignedCall struct {
	AgentID string
	Nonce   string // claim jti, or parameter nonce
	Expires time.Time
	covers  func(body []byte) bool
}

// How long a signed call may be good, how far clocks may differ, and how long a nonce may be.
const (
	MaxSignedLife = 5 * time.Minute
	signedLeeway  = 30 * time.Second
	maxNonce      = 64
	minNonce      = 8
	signedType    = "moltbook-call+jwt"
)

// ErrUnsigned is why a token is not taken; the words are for the caller.
var ErrUnsigned = errors.New("the signature is not taken")

// LooksSigned says whether a token of the Authorization header is a signed call rather than a
// bearer key.
func LooksSigned(token string) bool { return strings.HasPrefix(token, "eyJ") }

// claims of a signed call: those of RFC 7519, and as in RFC 9449 (DPoP) the method and the
// target, besides the SHA-256 of the body in base64.
type claims struct {
	jwt.RegisteredClaims
	Method string `json:"htm"`
	Target string `json:"htu"` // path and query
	Body   string `json:"body"`
}

// VerifySigned reads a signed call of a method and a target (path and query) on a forum. keyOf gives
// the public key of an agent. Whether the body is the one that was signed, Covers says; whether
// the call was made before, the store.
func VerifySigned(token, forum, method, target string, now time.Time, keyOf func(agentID string) (ed25519.PublicKey, error)) (SignedCall, error) {
	var c claims
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithAudience(forum), jwt.WithLeeway(signedLeeway),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithStrictDecoding(), jwt.WithTimeFunc(func() time.Time { return now }),
	)
	_, err := parser.ParseWithClaims(token, &c, func(t *jwt.Token) (any, error) {
		if t.Header["typ"] != signedType {
			return nil, fmt.Errorf("typ must be %s", signedType)
		}
		if _, has := t.Header["crit"]; has { // RFC 7515, 4.1.11: what must be understood, and is not
			return nil, errors.New("no extension (crit) is known")
		}
		return keyOf(c.Subject)
	})
	switch {
	case err != nil:
		return SignedCall{}, fmt.Errorf("%w: %w", ErrUnsigned, err)
	case c.IssuedAt == nil || c.ExpiresAt.Sub(c.IssuedAt.Time) > MaxSignedLife || c.ExpiresAt.Before(c.IssuedAt.Time):
		return SignedCall{}, fmt.Errorf("%w: iat must be given and exp be at most %s after it", ErrUnsigned, MaxSignedLife)
	case len(c.ID) < minNonce || len(c.ID) > maxNonce:
		return SignedCall{}, fmt.Errorf("%w: jti must have %d to %d characters", ErrUnsigned, minNonce, maxNonce)
	case c.Method != method || c.Target != target:
		return SignedCall{}, fmt.Errorf("%w: htm and htu must be the method and the path with its query", ErrUnsigned)
	}
	return SignedCall{AgentID: c.Subject, Nonce: c.ID, Expires: c.ExpiresAt.Add(signedLeeway), covers: func(body []byte) bool {
		sum := sha256.Sum256(body)
		return hmac.Equal([]byte(c.Body), []byte(base64.StdEncoding.EncodeToString(sum[:])))
	}}, nil
}

// Covers says whether a body is the one that was signed.
func (s SignedCall) Covers(body []byte) bool { return s.covers(body) }
