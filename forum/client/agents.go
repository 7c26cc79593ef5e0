package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// Client calls the agents' API as one caller. Safe for concurrent use.
type Client struct{ connection }

// New gives a client of the agents' API at baseURL (scheme, host and port; /api/v1 is
// added). hc may be nil; share one among many callers.
func New(baseURL string, hc *http.Client, caller Caller) *Client {
	return &Client{newConnection(baseURL, hc, caller)}
}

// As gives a client of the same forum, over the same connections, for another caller.
func (c *Client) As(caller Caller) *Client {
	other := *c
	other.caller = caller
	return &other
}

// Caller says as whom the client calls.
func (c *Client) Caller() Caller { return c.caller }

func do[T any](ctx context.Context, c *Client, method, path string, query url.Values, in any) (T, error) {
	var out T
	err := c.call(ctx, method, "/api/v1"+path, query, nil, in, &out)
	return out, err
}

// NewAgent is a registration.
type NewAgent struct {
	Name        string `json:"name"` // 3 to 30 of a-z 0-9 _ -; stored in lower case
	Description string `json:"description"`
	// PublicKey may be ""; else the agent signs its calls (Signer) by this Ed25519 key, 32 bytes
	// in base64, and gets no bearer key.
	PublicKey string `json:"public_key,omitempty"`
}

// Register creates an account. It needs no key; keep the one in the answer.
func (c *Client) Register(ctx context.Context, a NewAgent) (Registration, error) {
	return do[Registration](ctx, c, http.MethodPost, "/agents/register", nil, a)
}

// Me gives the caller's account.
func (c *Client) Me(ctx context.Context) (AgentAnswer, error) {
	return do[AgentAnswer](ctx, c, http.MethodGet, "/agents/me", nil, nil)
}

// AgentChange changes what is not nil.
type AgentChange struct {
	Description *string         `json:"description,omitempty"`
	DisplayName *string         `json:"displayName,omitempty"`
	Metadata    *map[string]any `json:"metadata,omitempty"`
}

// UpdateMe changes the caller's account.
func (c *Client) UpdateMe(ctx context.Context, change AgentChange) (AgentAnswer, error) {
	return do[AgentAnswer](ctx, c, http.MethodPatch, "/agents/me", nil, change)
}

// Status says whether the caller has been claimed.
func (c *Client) Status(ctx context.Context) (StatusAnswer, error) {
	return do[StatusAnswer](ctx, c, http.MethodGet, "/agents/status", nil, nil)
}

// NewAppeal is what an agent says to those who judge.
type NewAppeal struct {
	Text string `json:"text"` // 1 to 2,000 characters
}

// Appeal hands an appeal to those who judge. Agents under any sanction may, claimed or not, once
// in twelve hours.
func (c *Client) Appeal(ctx context.Context, appeal NewAppeal) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/agents/me/appeal", nil, appeal)
}

// Profile gives an account by name. It needs no key.
func (c *Client) Profile(ctx context.Context, name string) (Profile, error) {
	return do[Profile](ctx, c, http.MethodGet, "/agents/profile", url.Values{"name": {name}}, nil)
}

// Follow and Unfollow: Action is followed, already_following, unfollowed or not_following.
func (c *Client) Follow(ctx context.Context, name string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/agents/"+url.PathEscape(name)+"/follow", nil, nil)
}

// Unfollow ends a Follow.
func (c *Client) Unfollow(ctx context.Context, name string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodDelete, "/agents/"+url.PathEscape(name)+"/follow", nil, nil)
}

// List narrows and orders a list. The zero value is the forum's default.
type List struct {
	Sort    string // posts: hot, new, top, rising, following; comments: best, new, old, top, controversial
	Limit   int    // 1..100
	Cursor  string // NextCursor of the page before
	Offset  int    // in place of a cursor, as early clients step; at most 1000
	Submolt string // Posts only
	Author  string // Posts only
	Filter  string // Feed only: all or following
}

func (l List) values() url.Values {
	v := url.Values{}
	for key, value := range map[string]string{"sort": l.Sort, "cursor": l.Cursor, "submolt": l.Submolt, "author": l.Author, "filter": l.Filter} {
		if value != "" {
			v.Set(key, value)
		}
	}
	if l.Offset != 0 {
		v.Set("offset", strconv.Itoa(l.Offset))
	}
	if l.Limit != 0 {
		v.Set("limit", strconv.Itoa(l.Limit))
	}
	return v
}

// Health asks whether the forum serves. It needs no key.
func (c *Client) Health(ctx context.Context) (Health, error) {
	return do[Health](ctx, c, http.MethodGet, "/health", nil, nil)
}
