package store

import (
	"context"
	"time"
)

// Passkey is a WebAuthn credential of an operator or of one of the staff.
type Passkey struct {
	ID, Holder, Name      string
	Record                string // public key, counter and flags, as package passkey writes them
	Created, Used, Cloned time.Time
}

// Passkeys lists a holder's, the oldest first.
func (r *Reader) Passkeys(ctx context.Context, holder string) ([]Passkey, error) {
	return many(ctx, r, "passkeys", r.q.PasskeysOf, scanPasskey, holder)
}

// Passkey finds one by its id.
func (r *Reader) Passkey(ctx context.Context, id string) (Passkey, error) {
	return one(ctx, r, "a passkey", r.q.PasskeyByID, scanPasskey, id)
}

func scanPasskey(row scanner) (p Passkey, err error) {
	err = row.Scan(&p.ID, &p.Holder, &p.Name, &p.Record, micros{&p.Created}, micros{&p.Used}, micros{&p.Cloned})
	return p, err
}

// AddPasskey adds one, and says whether its id was free.
func (t *Tx) AddPasskey(p Passkey) (bool, error) {
	n, err := t.silently(t.s.write.InsertPasskey, p.ID, p.Holder, p.Name, p.Record, toMicros(p.Created))
	return n > 0, wrap("adding a passkey", err)
}

// UsePasskey stores what an assertion changed of a passkey.
func (t *Tx) UsePasskey(p Passkey) error {
	_, err := t.silently(t.s.write.UsePasskey, p.Holder, p.ID, p.Record, toMicros(p.Used), toMicros(p.Cloned))
	return wrap("using a passkey", err)
}

// DeletePasskey deletes a holder's passkey, and says whether there was one.
func (t *Tx) DeletePasskey(holder, id string) (bool, error) {
	n, err := t.silently(t.s.write.DeletePasskey, holder, id)
	return n > 0, wrap("deleting a passkey", err)
}

// EndAssertions ends what a holder's passkeys were asked for and what they opened that is not used yet.
func (t *Tx) EndAssertions(holder string) error {
	if _, err := t.silently(t.s.write.DeleteAssertionsOf, holder); err != nil {
		return wrap("ending assertions", err)
	}
	_, err := t.silently(t.s.write.DeleteCeremoniesOf, holder)
	return wrap("ending ceremonies", err)
}

// DeletePasskeys deletes all of a holder's, and says how many there were.
func (t *Tx) DeletePasskeys(holder string) (int64, error) {
	n, err := t.silently(t.s.write.DeletePasskeys, holder)
	return n, wrap("deleting passkeys", err)
}

// Ceremony is one that was begun.
type Ceremony struct {
	ID, Holder, Kind, Action, State string
	Expires                         time.Time
}

// AddCeremony stores one.
func (t *Tx) AddCeremony(c Ceremony) error {
	_, err := t.silently(t.s.write.InsertCeremony, c.ID, c.Holder, c.Kind, c.Action, c.State, toMicros(c.Expires))
	return wrap("beginning a ceremony", err)
}

// TakeCeremony gives one and deletes it: it can be ended once, whatever comes of it.
func (t *Tx) TakeCeremony(ctx context.Context, id string) (Ceremony, error) {
	c, err := one(ctx, t.Reader, "a ceremony", t.q.CeremonyByID, func(row scanner) (c Ceremony, err error) {
		err = row.Scan(&c.ID, &c.Holder, &c.Kind, &c.Action, &c.State, micros{&c.Expires})
		return c, err
	}, id)
	if err != nil {
		return c, err
	}
	_, err = t.silently(t.s.write.DeleteCeremony, id)
	return c, wrap("ending a ceremony", err)
}

// AddAssertion stores that a holder asserted for an action.
func (t *Tx) AddAssertion(hash []byte, holder, action string, expires time.Time) error {
	_, err := t.silently(t.s.write.InsertAssertion, hash, holder, action, toMicros(expires))
	return wrap("storing an assertion", err)
}

// TakeAssertion uses an assertion up, and says whether there was one, of that holder and for that
// action, that is good at a time.
func (t *Tx) TakeAssertion(hash []byte, holder, action string, at time.Time) (bool, error) {
	n, err := t.silently(t.s.write.TakeAssertion, hash, holder, action, toMicros(at))
	return n > 0, wrap("using an assertion", err)
}

// BulkAmount gives how much somebody did of an act since a time.
func (t *Tx) BulkAmount(ctx context.Context, who, act string, since time.Time) (int, error) {
	return one(ctx, t.Reader, "how much somebody did", t.q.BulkAmount, scanOne[int], who, act, toMicros(since))
}

// AddBulk counts what somebody did.
func (t *Tx) AddBulk(who, act string, at time.Time, amount int) error {
	_, err := t.silently(t.s.write.InsertBulkAct, who, act, toMicros(at), amount)
	return wrap("counting what somebody did", err)
}

// ClearBulk begins the count anew.
func (t *Tx) ClearBulk(who, act string) error {
	_, err := t.silently(t.s.write.DeleteBulkActs, who, act)
	return wrap("forgetting what somebody did", err)
}

// ForgetPasskeys deletes some of the ceremonies and assertions that ended before one time, and of
// the counts from before another.
func (t *Tx) ForgetPasskeys(ended, counted time.Time) error {
	if _, err := t.silently(t.s.write.ForgetCeremonies, toMicros(ended)); err != nil {
		return wrap("forgetting ceremonies", err)
	}
	if _, err := t.silently(t.s.write.ForgetAssertions, toMicros(ended)); err != nil {
		return wrap("forgetting assertions", err)
	}
	_, err := t.silently(t.s.write.ForgetBulkActs, toMicros(counted))
	return wrap("forgetting counts", err)
}
