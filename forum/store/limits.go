package store

import (
	"context"
	"database/sql"
	"time"
)

// RateWindow is what the limiter counted of somebody's requests.
type RateWindow struct {
	Key                   string
	Began                 time.Time
	Reads, Writes, Checks int
}

// RateWindows lists what was counted in windows that began after a time.
func (r *Reader) RateWindows(ctx context.Context, after time.Time) ([]RateWindow, error) {
	return many(ctx, r, "what the limiter counted", r.q.RateWindows, func(row scanner) (w RateWindow, err error) {
		err = row.Scan(&w.Key, micros{&w.Began}, &w.Reads, &w.Writes, &w.Checks)
		return w, err
	}, toMicros(after))
}

// PutRateWindow keeps what was counted, in place of what was kept for the same key.
func (t *Tx) PutRateWindow(w RateWindow) error {
	_, err := t.silently(t.s.write.PutRateWindow, w.Key, toMicros(w.Began), w.Reads, w.Writes, w.Checks)
	return wrap("keeping what the limiter counted", err)
}

// ForgetLimits deletes what limits of at most so long ago no longer need: windows that began
// before one time, and some of the registrations before another.
func (t *Tx) ForgetLimits(windows, registrations time.Time) error {
	if _, err := t.silently(t.s.write.ForgetRateWindows, toMicros(windows)); err != nil {
		return wrap("forgetting what the limiter counted", err)
	}
	_, err := t.silently(t.s.write.ForgetRegistrations, toMicros(registrations))
	return wrap("forgetting registrations", err)
}

// AddRegistration notes from which block of addresses an agent came.
func (t *Tx) AddRegistration(agentID, block string, at time.Time) error {
	return wrap("noting a registration", t.execOf(nil, t.s.write.InsertRegistration, agentID, block, toMicros(at)))
}

// Acts of which the newest are listed.
const (
	Posting = iota
	Commenting
	Founding
	Registering // of a block of addresses
	Claiming    // of an owner
	Reaching    // asking for a proof, of a contact
	Asking      // the same, of an agent
)

// TimesOf lists when somebody did something after a time, the newest first.
func (r *Reader) TimesOf(ctx context.Context, act int, who string, after time.Time, limit int) ([]time.Time, error) {
	if list, known := r.ahead.commented(who, after, limit); known && act == Commenting {
		return list, nil
	}
	stmt := [...]*sql.Stmt{r.q.PostTimes, r.q.CommentTimes, r.q.SubmoltTimes, r.q.RegistrationTimes, r.q.ClaimTimes,
		r.q.ProofTimesOfContact, r.q.ProofTimesOfAgent}[act]
	return many(ctx, r, "when somebody acted", stmt, func(row scanner) (t time.Time, err error) {
		err = row.Scan(micros{&t})
		return t, err
	}, who, toMicros(after), limit)
}
