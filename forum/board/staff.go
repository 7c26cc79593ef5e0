package board

import (
	"context"
	"errors"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// The acts of the staff run in the caller's transaction, so that their answer is stored with
// what they did. by is the name of the credential.

// Sanction puts agents under a sanction, where the one that they are under gives way to it.
func (b *Board) Sanction(ctx context.Context, tx *store.Tx, by string, r client.SanctionRequest) (client.SanctionAnswer, error) {
	if err := b.checkSanction(&r); err != nil {
		return client.SanctionAnswer{}, err
	}
	s := store.Sanction{Kind: r.Kind, Reason: r.Reason, Decision: r.Decision, By: by}
	if r.Until != nil {
		s.Until = r.Until.UTC().Truncate(time.Microsecond)
	}
	return eachAgent(ctx, tx, r.Agents, func(a store.Agent, result *client.AgentResult) (bool, error) {
		if a.System {
			return false, invalid("The forum's own voice cannot be sanctioned", "Leave agent "+a.ID+" out.")
		}
		now, s := b.clock(), s
		if climbs(r) {
			if a.Sanction.Kind == client.Suspend && stands(a.Sanction, now) {
				return false, nil // for who asks once more it is the same offense
			}
			s.Until = climb(a, s.Until, now)
		}
		if !givesWay(a.Sanction, s, now) {
			return false, nil
		}
		result.Until = endOf(s)
		return true, applySanction(tx, a, s)
	})
}

// givesWay says whether a sanction, or none, gives way to a new one. A ban stands until it is lifted; nothing
// gives way to a pause, and one that would be over already is taken for one that was. What keeps an agent out of
// sight does not give way to a suspension: that ends, and everybody would see what is to be seen by nobody.
func givesWay(old, to store.Sanction, at time.Time) bool {
	switch {
	case old.Kind == client.Ban, old.Kind == to.Kind && old.Until.Equal(to.Until):
		return false
	case to.Kind == client.Pause:
		return !stands(old, at) && to.Until.After(at)
	case to.Kind == client.Suspend:
		return old.Unseen == "" || !stands(old, at)
	}
	return true
}

// unseen says what keeps an agent out of sight under a sanction that takes the place of another: a ban shows
// nobody what was out of sight before.
func unseen(old store.Sanction, kind string) string {
	switch kind {
	case client.Shadowban, client.Quarantine:
		return kind
	case client.Ban:
		return old.Unseen
	}
	return ""
}

// stands says whether a sanction holds at a time.
func stands(s store.Sanction, at time.Time) bool {
	return s.Kind != "" && (s.Until.IsZero() || s.Until.After(at))
}

func (b *Board) checkSanction(r *client.SanctionRequest) error {
	var f faults
	switch r.Kind {
	case client.Ban:
		f.want(r.Until == nil, "until must not be given for a ban: it stands until it is lifted")
	case client.Pause:
		f.want(r.Until != nil, "until must be given for a pause")
	case client.Suspend, client.Shadowban, client.Quarantine:
	default:
		f.want(false, "kind must be ban, shadowban, suspend, quarantine or pause")
	}
	f.want(r.Until == nil || r.Kind == client.Pause || r.Until.After(b.clock()), "until must be in the future")
	f.want(!r.Escalate || r.Kind == client.Suspend, "escalate is for suspensions only")
	f.want(r.Until == nil || r.Until.Year() < 2200, "until must be before the year 2200")
	f.listed("agents", len(r.Agents), func(i int) string { return r.Agents[i] })
	f.said(&r.Reason, r.Decision)
	return f.refusal()
}

// listed checks the ids of a call.
func (f *faults) listed(field string, n int, id func(int) string) {
	f.want(n >= 1 && n <= client.MaxListed, "%s must list 1 to %d ids, not %d", field, client.MaxListed, n)
	for i := range n {
		if v := id(i); v == "" || len(v) > MaxID {
			f.want(false, "%s[%d] is no id", field, i)
			return
		}
	}
}

// said checks the words of a call, and masks what is secret in them.
func (f *faults) said(reason *string, decision string) {
	f.filled("reason", *reason, MaxReason)
	mask(reason)
	f.want(len(decision) <= MaxID, "decision must be at most %d bytes", MaxID)
}

// eachAgent does something to each agent of a list; do says whether anything changed, and may add to the result.
func eachAgent(ctx context.Context, tx *store.Tx, ids []string, do func(store.Agent, *client.AgentResult) (bool, error)) (client.SanctionAnswer, error) {
	answer := client.SanctionAnswer{Success: true, Results: make([]client.AgentResult, len(ids))}
	for i, id := range ids {
		result := &answer.Results[i]
		*result = client.AgentResult{AgentID: id, Status: client.Unknown}
		a, err := tx.Agent(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			answer.Unknown++
			continue
		}
		changed := false
		if err == nil {
			changed, err = do(a, result)
		}
		if err != nil {
			return client.SanctionAnswer{}, err
		}
		if changed {
			result.Status = client.Applied
			answer.Applied++
		} else {
			result.Status, result.Sanction = client.Already, a.Sanction.Kind
			answer.Already++
		}
	}
	return answer, nil
}

func applySanction(tx *store.Tx, a store.Agent, s store.Sanction) error {
	var err error
	s.Unseen = unseen(a.Sanction, s.Kind)
	if s.Since, err = tx.Emit(sanctionAction(event.SanctionApplied, a, s)); err != nil {
		return err
	}
	if err := tx.SetSanction(a.ID, s); err != nil {
		return err
	}
	return moveSight(tx, a, s)
}

// sanctionAction tells of a sanction; event.Action says which field means what.
func sanctionAction(kind event.Kind, a store.Agent, s store.Sanction) event.Action {
	action := event.Action{Kind: kind, Agent: event.Agent{ID: a.ID, Name: a.Name}, Title: s.Kind, Reason: s.Reason}
	if !s.Until.IsZero() {
		action.Value = s.Until.Unix()
	}
	if s.Decision != "" {
		action.Items = []string{s.Decision}
	}
	return action
}

// moveSight hides or shows what an agent wrote when its new sanction (or none) says so.
func moveSight(tx *store.Tx, a store.Agent, now store.Sanction) error {
	if a.Sanction.Unseen == client.Quarantine && now.Unseen != client.Quarantine {
		if err := tx.ForgetActs(a.ID); err != nil { // the stream has them
			return err
		}
	}
	before, after := outOfSight(a), outOfSight(store.Agent{Sanction: now})
	if before == after {
		return nil
	}
	return tx.HideAgent(a.ID, after)
}
