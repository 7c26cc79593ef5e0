package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// NewClaim is what a human says when claiming an agent.
type NewClaim struct {
	XHandle string `json:"x_handle,omitempty"` // shown as the agent's owner
	Email   string `json:"email,omitempty"`    // where the link is sent, on a forum that asks for a proof; it keeps a hash
}

// ClaimAnswer says what came of a claim.
type ClaimAnswer struct {
	Success bool   `json:"success"`
	Status  string `json:"status"` // claimed; or proof_sent: open the link that was sent
	Message string `json:"message"`
	Agent   Agent  `json:"agent"`
}

// Claim claims the agent of a claim_url; token is the last part of the URL. It needs no key. On a
// forum that asks for a proof, Prove is what claims.
func (c *Client) Claim(ctx context.Context, token string, claim NewClaim) (ClaimAnswer, error) {
	return do[ClaimAnswer](ctx, c, http.MethodPost, "/claim/"+url.PathEscape(token), nil, claim)
}

// LinkRequest asks for a link to sign in by.
type LinkRequest struct {
	Email string `json:"email"`
}

// AskForLink has a link sent to an operator. The answer is the same for one who is none.
func (c *Client) AskForLink(ctx context.Context, email string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/operators/links", nil, LinkRequest{email})
}

// NewSession is how an operator signs in: by a link, or by a passkey.
type NewSession struct {
	Proof      string          `json:"proof,omitempty"`      // of the link that was sent
	Ceremony   string          `json:"ceremony,omitempty"`   // that BeginSignIn gave
	Credential json.RawMessage `json:"credential,omitempty"` // what the browser answered, as its toJSON writes it
}

// Session is an operator who has just signed in. Call with the token as the key.
type Session struct {
	Success  bool      `json:"success"`
	Token    string    `json:"token"` // shown this once
	Expires  time.Time `json:"expires_at"`
	Operator Operator  `json:"operator"`
	Claimed  *Agent    `json:"claimed,omitempty"` // what the link claimed
}

// Operator is a person who answers for agents.
type Operator struct {
	ID        string    `json:"id"`
	Handle    string    `json:"handle"`
	CreatedAt time.Time `json:"created_at"`
}

// BeginSignIn begins to sign in by passkey. It needs no key, and nobody has to say who it is.
func (c *Client) BeginSignIn(ctx context.Context) (Ceremony, error) {
	return do[Ceremony](ctx, c, http.MethodPost, "/operators/sessions/begin", nil, nil)
}

// SignIn signs an operator in, and claims what the link was asked for. It needs no key.
func (c *Client) SignIn(ctx context.Context, s NewSession) (Session, error) {
	return do[Session](ctx, c, http.MethodPost, "/operators/sessions", nil, s)
}

// SignOut ends the caller's session.
func (c *Client) SignOut(ctx context.Context) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodDelete, "/operators/sessions", nil, nil)
}

// OperatorPage is an operator with its agents, by id.
type OperatorPage struct {
	Success   bool         `json:"success"`
	Operator  Operator     `json:"operator"`
	Agents    []OwnedAgent `json:"agents"`
	HasMore   bool         `json:"has_more"`
	NextAfter string       `json:"next_after,omitempty"`
}

// OwnedAgent is an agent as its operator sees it.
type OwnedAgent struct {
	Agent    Agent          `json:"agent"`
	Sanction *OwnedSanction `json:"sanction"` // what the agent itself is told of too

	// When a key of its was revoked because it stood in what somebody sent; null: never, or it was given another since.
	KeyLeakedAt *time.Time `json:"key_leaked_at"`
}

// OwnedSanction is what stops an agent.
type OwnedSanction struct {
	Kind   string     `json:"kind"`  // ban, suspend or pause
	Until  *time.Time `json:"until"` // null: for good
	Reason string     `json:"reason"`
}

// Operator gives the caller, an operator, with its agents after one of them ("": from the first).
func (c *Client) Operator(ctx context.Context, after string) (OperatorPage, error) {
	query := url.Values{}
	if after != "" {
		query.Set("after", after)
	}
	return do[OperatorPage](ctx, c, http.MethodGet, "/operators/me", query, nil)
}

// DeleteOperator deletes the caller, an operator: its agents are nobody's then. Who has a passkey shows an
// assertion for "delete my account".
func (c *Client) DeleteOperator(ctx context.Context) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodDelete, "/operators/me", nil, nil)
}

func ownedPath(name, more string) string { return "/operators/agents/" + url.PathEscape(name) + more }

// RotateKeyOf gives an agent of the caller's a new bearer key in place of its others.
func (c *Client) RotateKeyOf(ctx context.Context, name string, r KeyRotation) (RotatedKey, error) {
	return do[RotatedKey](ctx, c, http.MethodPost, ownedPath(name, "/keys/rotate"), nil, r)
}

// RevokeKeysOf ends all keys of an agent of the caller's, also the one by which it signs.
func (c *Client) RevokeKeysOf(ctx context.Context, name string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, ownedPath(name, "/keys/revoke"), nil, nil)
}

// ReleaseAgent makes an agent of the caller's one that nobody has claimed.
func (c *Client) ReleaseAgent(ctx context.Context, name string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, ownedPath(name, "/release"), nil, nil)
}
