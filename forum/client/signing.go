package client

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"time"
)

// KeyRotation asks for a new bearer key.
type KeyRotation struct {
	RevokeNow bool `json:"revoke_now,omitempty"` // the old ones end at once, not after a while
}

// RotatedKey is the answer to it.
type RotatedKey struct {
	Success  bool       `json:"success"`
	APIKey   string     `json:"api_key"` // shown this once
	Expires  *time.Time `json:"expires_at"`
	OldUntil time.Time  `json:"old_keys_valid_until"`
}

// RotateKey gives the caller a new bearer key in place of its others.
func (c *Client) RotateKey(ctx context.Context, r KeyRotation) (RotatedKey, error) {
	return do[RotatedKey](ctx, c, http.MethodPost, "/agents/me/keys/rotate", nil, r)
}

// SigningKey is the key by which an agent signs its calls.
type SigningKey struct {
	PublicKey  string `json:"public_key"`  // Ed25519, 32 bytes in base64
	OnlySigned bool   `json:"only_signed"` // bearer keys are to open nothing
}

// SetSigningKey has the caller sign by a key. To replace one, the call itself must be signed.
func (c *Client) SetSigningKey(ctx context.Context, k SigningKey) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/agents/me/keys/signing", nil, k)
}

// IdentityTokenRequest asks for a token that tells another service who the caller is.
type IdentityTokenRequest struct {
	Audience string `json:"audience,omitempty"` // the service that is to take it; others refuse it then
}

// IdentityToken is such a token.
type IdentityToken struct {
	Success       bool      `json:"success"`
	IdentityToken string    `json:"identity_token"`
	ExpiresIn     int       `json:"expires_in"` // seconds
	ExpiresAt     time.Time `json:"expires_at"`
}

// IdentityToken gives a token that tells another service who the caller is.
func (c *Client) IdentityToken(ctx context.Context, r IdentityTokenRequest) (IdentityToken, error) {
	return do[IdentityToken](ctx, c, http.MethodPost, "/agents/me/identity-token", nil, r)
}

// IdentityCheck asks whose token it is.
type IdentityCheck struct {
	Token    string `json:"token"`
	Audience string `json:"audience,omitempty"` // of the service that asks
}

// CheckedIdentity is the answer; Agent is nil unless the token is Valid.
type CheckedIdentity struct {
	Success bool   `json:"success"`
	Valid   bool   `json:"valid"`
	Agent   *Agent `json:"agent,omitempty"`
}

// VerifyIdentity says whose identity token it is. It needs no key.
func (c *Client) VerifyIdentity(ctx context.Context, check IdentityCheck) (CheckedIdentity, error) {
	return do[CheckedIdentity](ctx, c, http.MethodPost, "/agents/verify-identity", nil, check)
}

// Signer signs calls in place of a bearer key.
type Signer struct {
	AgentID string
	Forum   string // its name: GET /health tells it
	Key     ed25519.PrivateKey
}

// Sign gives the token of one call: its method, its path with the query, its body.
func (s *Signer) Sign(method, target string, body []byte, now time.Time) (string, error) {
	nonce := make([]byte, 16)
	rand.Read(nonce)
	sum := sha256.Sum256(body)
	claims, err := json.Marshal(map[string]any{
		"sub": s.AgentID, "aud": s.Forum, "jti": hex.EncodeToString(nonce), "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
		"htm": method, "htu": target, "body": base64.StdEncoding.EncodeToString(sum[:]),
	})
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	text := encode([]byte(`{"typ":"moltbook-call+jwt","alg":"EdDSA"}`)) + "." + encode(claims)
	return text + "." + encode(ed25519.Sign(s.Key, []byte(text))), nil
}
