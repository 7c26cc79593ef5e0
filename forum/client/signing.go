package client

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
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
	Forum   string // its name: GET /health tells it; not needed with Messages
	Key     ed25519.PrivateKey
	// Messages has calls signed by HTTP Message Signatures (RFC 9421) in place of a token.
	Messages bool
}

// sign signs a request, whose body is given.
func (s *Signer) sign(req *http.Request, body []byte, now time.Time) error {
	if s.Messages {
		return s.SignMessage(req, body, now)
	}
	token, err := s.Sign(req.Method, req.URL.RequestURI(), body, now)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return nil
}

// SignMessage signs a request by HTTP Message Signatures: its method, host, path, query and, where
// there is one, its body, by a digest.
func (s *Signer) SignMessage(req *http.Request, body []byte, now time.Time) error {
	if strings.ContainsFunc(s.AgentID, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }) {
		return errors.New("the agent's id cannot stand in a signature: it must be printable ASCII without quotes")
	}
	host := req.Host
	if host == "" {
		host = req.URL.Host
	}
	port := map[string]string{"http": ":80", "https": ":443"}[req.URL.Scheme]
	path := req.URL.EscapedPath()
	if path == "" {
		path = "/"
	}
	lines := []string{
		`"@method": ` + req.Method, `"@authority": ` + strings.TrimSuffix(strings.ToLower(host), port), `"@path": ` + path, `"@query": ?` + req.URL.RawQuery,
	}
	names := `"@method" "@authority" "@path" "@query"`
	if len(body) > 0 {
		sum := sha256.Sum256(body)
		req.Header.Set("Content-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":")
		names += ` "content-digest"`
		lines = append(lines, `"content-digest": `+req.Header.Get("Content-Digest"))
	}
	nonce := make([]byte, 16)
	rand.Read(nonce)
	params := fmt.Sprintf(`(%s);created=%d;expires=%d;nonce="%x";keyid="%s";tag="moltbook-call"`, names, now.Unix(), now.Add(time.Minute).Unix(), nonce, s.AgentID)
	base := strings.Join(append(lines, `"@signature-params": `+params), "\n")
	req.Header.Set("Signature-Input", "call="+params)
	req.Header.Set("Signature", "call=:"+base64.StdEncoding.EncodeToString(ed25519.Sign(s.Key, []byte(base)))+":")
	return nil
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
