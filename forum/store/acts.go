package store

import (
	"context"
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

// Act is something that an agent in quarantine did. It holds no word of the agent's.
type Act struct {
	N              int64
	AgentID, Agent string // id and name
	At             time.Time
	Call           string // method and path
	// What the action says that tells of it; "" where no action does. ActionID is the id of what was
	// made, if something was.
	Kind, ActionID  string
	Target          event.Target
	Submolt, PostID string
}

// Acts lists what agents in quarantine did after an act (0: from the first), of all or (agentID) of one.
func (r *Reader) Acts(ctx context.Context, agentID string, after int64, limit int) ([]Act, error) {
	stmt, args := r.q.ActsAfter, []any{after, limit}
	if agentID != "" {
		stmt, args = r.q.ActsOfAfter, append(args, agentID)
	}
	return many(ctx, r, "what was done in quarantine", stmt, func(row scanner) (a Act, err error) {
		err = row.Scan(&a.N, &a.AgentID, &a.Agent, micros{&a.At}, &a.Call, &a.Kind, &a.ActionID, &a.Target.Kind, &a.Target.ID, &a.Target.AgentID, &a.Submolt, &a.PostID)
		return a, err
	}, args...)
}

// AddActs notes a call of an agent, once for each action of the agent's own that this Update emitted so far,
// or once if there is none.
func (t *Tx) AddActs(agentID, call string, at time.Time) error {
	acts, err := t.emitted(agentID)
	if err != nil {
		return err
	}
	if len(acts) == 0 {
		acts = []Act{{At: at}}
	}
	for _, a := range acts {
		if _, err := t.silently(t.s.write.InsertAct, agentID, toMicros(a.At), call, a.Kind, a.ActionID, a.Target.Kind, a.Target.ID, a.Target.AgentID, a.Submolt, a.PostID); err != nil {
			return wrap("noting what was done in quarantine", err)
		}
	}
	return nil
}

func (t *Tx) emitted(agentID string) (list []Act, err error) {
	for _, o := range t.s.outgoing[t.s.now.actions:] {
		if o.agentID != agentID {
			continue
		}
		a, err := event.Decode[event.Action](o.body)
		if err != nil {
			return nil, fmt.Errorf("reading what was just emitted: %w", err)
		}
		list = append(list, Act{At: a.Time.Time, Kind: string(a.Kind), ActionID: a.ID, Target: a.Target, Submolt: a.Submolt, PostID: a.PostID})
	}
	return list, nil
}

// ForgetActs forgets what an agent did in quarantine.
func (t *Tx) ForgetActs(agentID string) error {
	_, err := t.silently(t.s.write.DeleteActs, agentID)
	return wrap("forgetting what was done in quarantine", err)
}
