package store

import (
	"context"
	"time"
)

// Report is what a reader says against an item.
type Report struct {
	ID, Kind, TargetID, ReporterID, Reporter, Reason string
	Created                                          time.Time
}

// Reports lists reports after an id ("": from the first), the oldest first.
func (r *Reader) Reports(ctx context.Context, after string, limit int) ([]Report, error) {
	return many(ctx, r, "reports", r.q.ReportsAfter, func(row scanner) (p Report, err error) {
		err = row.Scan(&p.ID, &p.Kind, &p.TargetID, &p.ReporterID, &p.Reporter, &p.Reason, micros{&p.Created})
		return p, err
	}, after, limit)
}

// AddReport files a report; fresh is false when the reporter has reported the item before.
func (t *Tx) AddReport(p Report) (fresh bool, err error) {
	n, err := t.count(nil, t.s.write.InsertReport, p.ID, p.Kind, p.TargetID, p.ReporterID, p.Reason, toMicros(p.Created))
	return n > 0, wrap("filing a report", err)
}

// HeldItem is content that is held until it is judged.
type HeldItem struct {
	ItemID, Kind, AgentID string
	Probability           float64
	Start, End            int // bytes of title and content, a line break between: what caused it
	Created, Judged       time.Time
	Verdict, JudgedBy     string
}

func scanHeld(row scanner) (h HeldItem, err error) {
	err = row.Scan(&h.ItemID, &h.Kind, &h.AgentID, &h.Probability, &h.Start, &h.End, micros{&h.Created}, micros{&h.Judged}, &h.Verdict, &h.JudgedBy)
	return h, err
}

// HeldWaiting lists what nobody has judged yet, is neither deleted nor removed, and was held after a time, the oldest
// first.
func (r *Reader) HeldWaiting(ctx context.Context, after time.Time, limit int) ([]HeldItem, error) {
	return many(ctx, r, "what is held", r.q.HeldWaiting, scanHeld, toMicros(after), limit)
}

// ItemRef names a post or a comment.
type ItemRef struct{ Kind, ID string }

// Quarantined lists what agents in quarantine wrote, after an id ("": from the oldest).
func (r *Reader) Quarantined(ctx context.Context, after string, limit int) ([]ItemRef, error) {
	return many(ctx, r, "what is in quarantine", r.q.QuarantinedItems, func(row scanner) (i ItemRef, err error) {
		err = row.Scan(&i.Kind, &i.ID)
		return i, err
	}, after, limit)
}

// Hold notes why an item is held.
func (t *Tx) Hold(h HeldItem) error {
	return wrap("holding content", t.execOf(nil, t.s.write.InsertHeld, h.ItemID, h.Kind, h.AgentID, h.Probability, h.Start, h.End, toMicros(h.Created)))
}

// JudgeHeld notes what somebody found about a held item.
func (t *Tx) JudgeHeld(itemID, verdict, by string, at time.Time) error {
	return wrap("judging held content", t.execOf(nil, t.s.write.JudgeHeld, itemID, toMicros(at), verdict, by))
}

// Challenge is a question that an author answers before what it wrote is shown.
type Challenge struct {
	Code, Kind, ItemID, AgentID string
	Answer                      []byte // keyed hash
	Expires, Used               time.Time
	Wrong                       int // answers that were wrong
}

// Challenge finds one by its code.
func (r *Reader) Challenge(ctx context.Context, code string) (Challenge, error) {
	return one(ctx, r, "a challenge", r.q.ChallengeByCode, func(row scanner) (c Challenge, err error) {
		err = row.Scan(&c.Code, &c.Kind, &c.ItemID, &c.AgentID, &c.Answer, micros{&c.Expires}, micros{&c.Used}, &c.Wrong)
		return c, err
	}, code)
}

// AddChallenge stores a question's answer.
func (t *Tx) AddChallenge(c Challenge) error {
	return wrap("setting a challenge", t.execOf(nil, t.s.write.InsertChallenge, c.Code, c.Kind, c.ItemID, c.AgentID, c.Answer, toMicros(c.Expires)))
}

// UseChallenge notes that a challenge was answered.
func (t *Tx) UseChallenge(code string, at time.Time) error {
	return wrap("answering a challenge", t.execOf(nil, t.s.write.UseChallenge, code, toMicros(at)))
}

// CountWrongAnswer notes that a challenge was given a wrong answer.
func (t *Tx) CountWrongAnswer(code string) error {
	return wrap("counting a wrong answer", t.execOf(nil, t.s.write.CountWrongAnswer, code))
}

// ForgetChallenges deletes some of those that ended before a time.
func (t *Tx) ForgetChallenges(before time.Time) error {
	return wrap("forgetting challenges", t.execOf(nil, t.s.write.ForgetChallenges, toMicros(before)))
}
