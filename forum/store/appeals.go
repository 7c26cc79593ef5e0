package store

import (
	"context"
	"time"
)

// Appeal is what an agent says against a sanction, and what came of it.
type Appeal struct {
	ID, AgentID, Agent string    // id and name
	Sanction           Sanction  // as it was when it appealed; Kind "" for none
	Text               string    // "" of one from a version that kept no words
	Filed, Decided     time.Time // Decided zero: it waits

	Verdict, Reason, Decision, DecidedBy string

	Stands bool // the agent is still under that sanction
}

func scanAppeal(row scanner) (a Appeal, err error) {
	err = row.Scan(&a.ID, &a.AgentID, &a.Agent, &a.Sanction.Kind, micros{&a.Sanction.Since}, &a.Sanction.Reason, &a.Sanction.Decision, &a.Text, micros{&a.Filed},
		micros{&a.Decided}, &a.Verdict, &a.Reason, &a.Decision, &a.DecidedBy, &a.Stands)
	return a, err
}

// LastAppeal finds the last one of an agent.
func (r *Reader) LastAppeal(ctx context.Context, agentID string) (Appeal, error) {
	return one(ctx, r, "an agent's appeal", r.q.AppealOf, scanAppeal, agentID)
}

// Appeal finds one by id.
func (r *Reader) Appeal(ctx context.Context, id string) (Appeal, error) {
	return one(ctx, r, "an appeal", r.q.AppealByID, scanAppeal, id)
}

// Appeals lists those that wait, or those that are decided, after an id ("": from the first), the oldest first.
func (r *Reader) Appeals(ctx context.Context, decided bool, after string, limit int) ([]Appeal, error) {
	query := r.q.AppealsWaiting
	if decided {
		query = r.q.AppealsDecided
	}
	return many(ctx, r, "appeals", query, scanAppeal, after, limit)
}

// AddAppeal stores what an agent says; it waits.
func (t *Tx) AddAppeal(a Appeal) error {
	s := a.Sanction
	return wrap("filing an appeal", t.execOf(nil, t.s.write.InsertAppeal, a.ID, a.AgentID, s.Kind, toMicros(s.Since), s.Reason, s.Decision, a.Text, toMicros(a.Filed)))
}

// DecideAppeal notes what somebody found about an appeal.
func (t *Tx) DecideAppeal(a Appeal) error {
	return wrap("deciding an appeal", t.execOf(nil, t.s.write.DecideAppeal, a.ID, toMicros(a.Decided), a.Verdict, a.Reason, a.Decision, a.DecidedBy))
}
