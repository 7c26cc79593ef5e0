package board

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/forum/identity"
	"github.com/moltwatch/moltwatch/forum/passkey"
	"github.com/moltwatch/moltwatch/forum/store"
)

// How long a ceremony and an assertion are good, how many passkeys somebody may have, and how long
// their names and the words for an action may be.
const (
	ceremonyFor  = 5 * time.Minute
	assertionFor = 5 * time.Minute
	maxPasskeys  = 20
	maxKeyName   = 60
	maxAction    = 200
)

// kinds of ceremonies
const (
	registering = "register"
	asserting   = "assert"
	signingIn   = "sign in"
)

// ChangePasskeys is the action that an assertion must be for when somebody who has a passkey adds
// another, or takes one away: whoever stole a session alone must not be able to.
const ChangePasskeys = "change passkeys"

// Holder is who has passkeys.
type Holder struct {
	ID   string // operator:ID or staff:NAME
	Name string
}

// HolderOf gives an operator as a holder of passkeys.
func HolderOf(o store.Operator) Holder { return Holder{operatorHolder + o.ID, o.Handle} }

const operatorHolder = "operator:"

// StaffHolder gives one of the staff, by the name of its credential.
func StaffHolder(name string) Holder { return Holder{"staff:" + name, name} }

// Begun is a ceremony for a browser.
type Begun struct {
	ID      string
	Options json.RawMessage
	Expires time.Time
}

// Assertion is a token that opens one action, once.
type Assertion struct {
	Token, Action string
	Expires       time.Time
}

var errNoPasskeys = &Refusal{Status: http.StatusNotFound, Message: "There are no passkeys here", Hint: "This forum asks for none."}

func (b *Board) user(h Holder) passkey.Holder {
	return passkey.Holder{Handle: b.secret.PasskeyHandle(h.ID), Name: h.Name}
}

func records(list []store.Passkey) []string {
	var all []string
	for _, p := range list {
		all = append(all, p.Record)
	}
	return all
}

// usable leaves out what may have been copied.
func usable(list []store.Passkey) []store.Passkey {
	var good []store.Passkey
	for _, p := range list {
		if p.Cloned.IsZero() {
			good = append(good, p)
		}
	}
	return good
}

// Passkeys lists a holder's.
func (b *Board) Passkeys(ctx context.Context, h Holder) ([]store.Passkey, error) {
	if b.Checker == nil {
		return nil, errNoPasskeys
	}
	return b.store.Passkeys(ctx, h.ID)
}

// BeginPasskey begins the registration of a passkey. Who has one already asserts by it first.
func (b *Board) BeginPasskey(ctx context.Context, h Holder, assertion string) (Begun, error) {
	if b.Checker == nil {
		return Begun{}, errNoPasskeys
	}
	var made Begun
	err := b.store.Update(ctx, func(tx *store.Tx) error {
		list, err := tx.Passkeys(ctx, h.ID)
		if err != nil {
			return err
		}
		if len(list) >= maxPasskeys {
			return &Refusal{Status: http.StatusConflict, Message: "You have too many passkeys", Hint: "Remove one that you do not use."}
		}
		if len(list) > 0 {
			if err := b.takeAssertion(tx, h.ID, ChangePasskeys, assertion); err != nil {
				return err
			}
		}
		c, err := b.Checker.BeginRegistration(b.user(h), records(list))
		if err != nil {
			return err
		}
		made, err = b.begin(tx, h, registering, "", c)
		return err
	})
	return made, err
}

// begin stores a ceremony.
func (b *Board) begin(tx *store.Tx, h Holder, kind, action string, c passkey.Ceremony) (Begun, error) {
	id, err := store.NewID()
	made := Begun{ID: id, Options: c.Options, Expires: b.clock().Add(ceremonyFor).UTC()}
	if err != nil {
		return made, err
	}
	return made, tx.AddCeremony(store.Ceremony{ID: id, Holder: h.ID, Kind: kind, Action: action, State: c.State, Expires: made.Expires})
}

// end takes up a ceremony. It is used up for good, so it has a transaction of its own.
func (b *Board) end(ctx context.Context, h Holder, kind, id string) (store.Ceremony, error) {
	var c store.Ceremony
	err := b.store.Update(ctx, func(tx *store.Tx) (err error) {
		c, err = tx.TakeCeremony(ctx, id)
		return err
	})
	if errors.Is(err, store.ErrNotFound) || err == nil && (c.Holder != h.ID || c.Kind != kind || !c.Expires.After(b.clock())) {
		return c, notFound("Ceremony", "Begin it again: it is good for five minutes, and once.")
	}
	return c, err
}

// AddPasskey ends the registration of a passkey with what the browser answered.
func (b *Board) AddPasskey(ctx context.Context, h Holder, ceremony, name string, answer []byte) (store.Passkey, error) {
	if b.Checker == nil {
		return store.Passkey{}, errNoPasskeys
	}
	var f faults
	f.text("name", name, maxKeyName)
	if err := f.refusal(); err != nil {
		return store.Passkey{}, err
	}
	mask(&name)
	c, err := b.end(ctx, h, registering, ceremony)
	if err != nil {
		return store.Passkey{}, err
	}
	p := store.Passkey{Holder: h.ID, Name: name, Created: b.clock()}
	if p.ID, p.Record, err = b.Checker.EndRegistration(b.user(h), c.State, answer); err != nil {
		return p, notTaken(err)
	}
	return p, b.store.Update(ctx, func(tx *store.Tx) error {
		first, err := tx.AddPasskey(p)
		if err != nil {
			return err
		}
		if !first {
			return &Refusal{Status: http.StatusConflict, Message: "This passkey is registered already", Hint: "Use another authenticator."}
		}
		return nil
	})
}

// RemovePasskey takes a holder's passkey away, who asserts by one first.
func (b *Board) RemovePasskey(ctx context.Context, h Holder, id, assertion string) error {
	if b.Checker == nil {
		return errNoPasskeys
	}
	return b.store.Update(ctx, func(tx *store.Tx) error {
		if err := b.takeAssertion(tx, h.ID, ChangePasskeys, assertion); err != nil {
			return err
		}
		had, err := tx.DeletePasskey(h.ID, id)
		if err == nil && !had {
			return notFound("Passkey", "The list of your passkeys has its id.")
		}
		return err
	})
}

// ResetPasskeys takes all passkeys of somebody away who has lost them, or control of them, so that it can
// register one anew. What they opened ends too, and an operator is signed out everywhere: whoever had a copy
// would register the next one. by is one of the staff, who asserts for just that.
func (b *Board) ResetPasskeys(tx *store.Tx, by, holder, assertion string) (int64, error) {
	if b.Checker == nil {
		return 0, errNoPasskeys
	}
	if err := b.takeAssertion(tx, StaffHolder(by).ID, "reset passkeys of "+holder, assertion); err != nil {
		return 0, err
	}
	n, err := tx.DeletePasskeys(holder)
	if err == nil && n == 0 {
		return 0, notFound("Holder of passkeys", "It is operator:ID or staff:NAME, and has one at least.")
	}
	if err == nil {
		err = tx.EndAssertions(holder)
	}
	if operator, is := strings.CutPrefix(holder, operatorHolder); is && err == nil {
		err = tx.EndOperatorSessions(operator)
	}
	return n, err
}

// BeginAssertion asks a holder to assert for an action.
func (b *Board) BeginAssertion(ctx context.Context, h Holder, action string) (Begun, error) {
	if b.Checker == nil {
		return Begun{}, errNoPasskeys
	}
	var f faults
	f.filled("action", action, maxAction)
	if err := f.refusal(); err != nil {
		return Begun{}, err
	}
	var made Begun
	err := b.store.Update(ctx, func(tx *store.Tx) error {
		list, err := tx.Passkeys(ctx, h.ID)
		if err != nil {
			return err
		}
		if list = usable(list); len(list) == 0 {
			return &Refusal{Status: http.StatusConflict, Message: "You have no passkey", Hint: "Register one first."}
		}
		c, err := b.Checker.BeginAssertion(b.user(h), records(list))
		if err != nil {
			return err
		}
		made, err = b.begin(tx, h, asserting, action, c)
		return err
	})
	return made, err
}

// Assert ends an assertion with what the browser answered, and gives the token that opens the action.
// A passkey whose counter went back opens nothing any more.
func (b *Board) Assert(ctx context.Context, h Holder, ceremony string, answer []byte) (Assertion, error) {
	if b.Checker == nil {
		return Assertion{}, errNoPasskeys
	}
	c, err := b.end(ctx, h, asserting, ceremony)
	if err != nil {
		return Assertion{}, err
	}
	made := Assertion{Token: identity.NewAssertion(), Action: c.Action}
	cloned := false
	err = b.store.Update(ctx, func(tx *store.Tx) error {
		list, err := tx.Passkeys(ctx, h.ID)
		if err != nil {
			return err
		}
		list = usable(list)
		by, err := b.Checker.EndAssertion(b.user(h), records(list), c.State, answer)
		if err != nil {
			return notTaken(err)
		}
		if cloned, err = b.use(tx, h, by); err != nil || cloned {
			return err
		}
		made.Expires = b.clock().Add(assertionFor).UTC()
		return tx.AddAssertion(b.secret.AssertionHash(made.Token), h.ID, c.Action, made.Expires)
	})
	if err == nil && cloned {
		err = errCopied
	}
	if err != nil {
		return Assertion{}, err
	}
	return made, nil
}

var errCopied = &Refusal{Status: http.StatusForbidden, Message: "This passkey may have been copied", Hint: "Its counter went back, so it opens nothing any more. Use another one, and remove it."}

// use notes that somebody asserted by a passkey, and says whether it may have been copied: what was
// noted of that must stay, whatever else is refused.
func (b *Board) use(tx *store.Tx, h Holder, by passkey.Asserted) (cloned bool, err error) {
	p := store.Passkey{ID: by.ID, Holder: h.ID, Record: by.Record, Used: b.clock()}
	if by.Cloned {
		p.Cloned = p.Used
	}
	return by.Cloned, tx.UsePasskey(p)
}

// notTaken refuses an answer of a browser.
func notTaken(err error) error {
	if errors.Is(err, passkey.ErrRefused) {
		return &Refusal{Status: http.StatusBadRequest, Message: "The passkey's answer is not taken", Hint: err.Error()}
	}
	return err
}

// ForgetPasskeys forgets ceremonies, assertions and counts that are over.
func (b *Board) ForgetPasskeys(_ context.Context, tx *store.Tx) error {
	return tx.ForgetPasskeys(b.clock(), b.clock().Add(-2*bulkWindow))
}
