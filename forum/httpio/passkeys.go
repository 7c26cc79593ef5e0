package httpio

import (
	"context"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/wire"
)

// Passkeys answers the calls about passkeys, which both APIs have. Each takes who calls, and what
// it showed or sent.
type Passkeys struct{ Board *board.Board }

// List gives the caller's.
func (p Passkeys) List(ctx context.Context, h board.Holder) (int, any, error) {
	list, err := p.Board.Passkeys(ctx, h)
	return http.StatusOK, wire.Passkeys(list), err
}

// Begin begins a registration.
func (p Passkeys) Begin(ctx context.Context, h board.Holder, assertion string) (int, any, error) {
	begun, err := p.Board.BeginPasskey(ctx, h, assertion)
	return Begun(begun, err)
}

// Begun gives a ceremony that was begun.
func Begun(begun board.Begun, err error) (int, any, error) {
	if err != nil {
		return 0, nil, err
	}
	out, err := wire.Ceremony(begun)
	return http.StatusCreated, out, err
}

// Add ends a registration.
func (p Passkeys) Add(ctx context.Context, h board.Holder, body []byte) (int, any, error) {
	var in client.CeremonyAnswer
	if err := Decode(body, &in); err != nil {
		return 0, nil, err
	}
	made, err := p.Board.AddPasskey(ctx, h, in.Ceremony, in.Name, in.Credential)
	return http.StatusCreated, client.PasskeyAnswer{Success: true, Passkey: wire.Passkey(made)}, err
}

// Remove takes one away.
func (p Passkeys) Remove(ctx context.Context, h board.Holder, id, assertion string) (int, any, error) {
	err := p.Board.RemovePasskey(ctx, h, id, assertion)
	return http.StatusOK, client.DoneAnswer{Success: true, Message: "The passkey opens nothing any more.", Action: "passkey_removed"}, err
}

// BeginAssertion begins an assertion.
func (p Passkeys) BeginAssertion(ctx context.Context, h board.Holder, body []byte) (int, any, error) {
	var in client.NewAssertion
	if err := Decode(body, &in); err != nil {
		return 0, nil, err
	}
	begun, err := p.Board.BeginAssertion(ctx, h, in.Action)
	return Begun(begun, err)
}

// Assert ends one.
func (p Passkeys) Assert(ctx context.Context, h board.Holder, body []byte) (int, any, error) {
	var in client.CeremonyAnswer
	if err := Decode(body, &in); err != nil {
		return 0, nil, err
	}
	made, err := p.Board.Assert(ctx, h, in.Ceremony, in.Credential)
	return http.StatusCreated, wire.Assertion(made), err
}
