package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// NewPasskey asks to register a passkey.
type NewPasskey struct{}

// Ceremony is what a browser is asked to do by a passkey (WebAuthn): Options go to
// navigator.credentials, as its parse…OptionsFromJSON reads them. It is good once, until it expires.
type Ceremony struct {
	Success  bool           `json:"success"`
	Ceremony string         `json:"ceremony"` // its id, to be sent back with the answer
	Options  map[string]any `json:"options"`
	Expires  time.Time      `json:"expires_at"`
}

// CeremonyAnswer is what the browser gave, as its toJSON writes it.
type CeremonyAnswer struct {
	Ceremony   string          `json:"ceremony"`
	Name       string          `json:"name,omitempty"` // of a new passkey, for its holder
	Credential json.RawMessage `json:"credential"`
}

// Passkey is one of the caller's.
type Passkey struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	CreatedAt time.Time  `json:"created_at"`
	UsedAt    *time.Time `json:"used_at"`
	Cloned    bool       `json:"cloned"` // its counter went back: it opens nothing any more
}

// PasskeyAnswer holds one passkey.
type PasskeyAnswer struct {
	Success bool    `json:"success"`
	Passkey Passkey `json:"passkey"`
}

// PasskeyPage lists the caller's passkeys.
type PasskeyPage struct {
	Success  bool      `json:"success"`
	Passkeys []Passkey `json:"passkeys"`
}

// NewAssertion asks to assert for an action: the one that a refusal with the code PASSKEY_REQUIRED
// names, or "change passkeys".
type NewAssertion struct {
	Action string `json:"action"`
}

// Assertion is the token that opens the action, once: it goes into the header Passkey-Assertion.
type Assertion struct {
	Success   bool      `json:"success"`
	Assertion string    `json:"assertion"`
	Action    string    `json:"action"`
	Expires   time.Time `json:"expires_at"`
}

// PasskeyReset is for somebody who has lost every passkey.
type PasskeyReset struct {
	Holder string `json:"holder"` // operator:ID or staff:NAME
}

// ResetPasskeys takes all passkeys of somebody away, who can register one anew then. It needs an
// assertion for "reset passkeys of HOLDER".
func (a *Admin) ResetPasskeys(ctx context.Context, key string, r PasskeyReset) (DoneAnswer, error) {
	return act[DoneAnswer](ctx, a, "/passkeys/reset", key, r)
}

// Passkeys are the calls about the caller's passkeys: an operator's, or those of one of the staff.
type Passkeys struct {
	c    connection
	path string
}

// Passkeys gives the calls about an operator's.
func (c *Client) Passkeys() Passkeys { return Passkeys{c.connection, "/api/v1/operators/passkeys"} }

// Passkeys gives the calls about those of whoever the token is.
func (a *Admin) Passkeys() Passkeys { return Passkeys{a.connection, "/admin/v1/passkeys"} }

func passkeys[T any](ctx context.Context, p Passkeys, method, more string, in any) (T, error) {
	var out T
	err := p.c.call(ctx, method, p.path+more, nil, nil, in, &out)
	return out, err
}

// List lists the caller's.
func (p Passkeys) List(ctx context.Context) (PasskeyPage, error) {
	return passkeys[PasskeyPage](ctx, p, http.MethodGet, "", nil)
}

// Begin begins the registration of one. Who has one shows an assertion for "change passkeys".
func (p Passkeys) Begin(ctx context.Context) (Ceremony, error) {
	return passkeys[Ceremony](ctx, p, http.MethodPost, "/registrations", NewPasskey{})
}

// Add ends the registration.
func (p Passkeys) Add(ctx context.Context, a CeremonyAnswer) (PasskeyAnswer, error) {
	return passkeys[PasskeyAnswer](ctx, p, http.MethodPost, "", a)
}

// Remove takes one away. It needs an assertion for "change passkeys".
func (p Passkeys) Remove(ctx context.Context, id string) (DoneAnswer, error) {
	return passkeys[DoneAnswer](ctx, p, http.MethodDelete, "/"+url.PathEscape(id), nil)
}

// BeginAssertion begins an assertion.
func (p Passkeys) BeginAssertion(ctx context.Context, action string) (Ceremony, error) {
	return passkeys[Ceremony](ctx, p, http.MethodPost, "/assertions/begin", NewAssertion{action})
}

// Assert ends it.
func (p Passkeys) Assert(ctx context.Context, a CeremonyAnswer) (Assertion, error) {
	return passkeys[Assertion](ctx, p, http.MethodPost, "/assertions", a)
}
