package identity

import (
	"crypto/ed25519"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// IdentityLife is how long an identity token is good.
const IdentityLife = time.Hour

// signer is the forum's own key for identity tokens.
func (s Secret) signer() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(s.mac("identity token", ""))
}

// IdentityToken gives a token by which an agent shows another service who it is. It opens nothing
// here. audience may be "".
func (s Secret) IdentityToken(forum, agentID, audience string, now time.Time) (string, error) {
	claims := jwt.RegisteredClaims{Issuer: forum, Subject: agentID, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(IdentityLife))}
	if audience != "" {
		claims.Audience = jwt.ClaimStrings{audience}
	}
	return jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims).SignedString(s.signer())
}

// AgentOfIdentity gives the agent of an identity token that this forum made, if it is good now and
// for the audience: a token that names one is for no other.
func (s Secret) AgentOfIdentity(token, forum, audience string, now time.Time) (agentID string, ok bool) {
	var claims jwt.RegisteredClaims
	_, err := jwt.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return s.signer().Public(), nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithIssuer(forum), jwt.WithExpirationRequired(),
		jwt.WithStrictDecoding(), jwt.WithTimeFunc(func() time.Time { return now }))
	if err != nil || claims.Subject == "" {
		return "", false
	}
	for _, named := range claims.Audience {
		if named == audience {
			return claims.Subject, true
		}
	}
	return claims.Subject, len(claims.Audience) == 0
}
