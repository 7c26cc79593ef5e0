package board

import (
	"context"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Lift frees agents of the sanction that they are under, whatever it is, and of nothing else: the one whose place it took
// holds again, if its time is not over. One that did not end by itself was wrong, or is forgiven: it counts as no offense.
func (b *Board) Lift(ctx context.Context, tx *store.Tx, r client.LiftRequest) (client.SanctionAnswer, error) {
	var f faults
	f.listed("agents", len(r.Agents), func(i int) string { return r.Agents[i] })
	f.said(&r.Reason, r.Decision)
	if err := f.refusal(); err != nil {
		return client.SanctionAnswer{}, err
	}
	freed := map[string]bool{}
	return eachAgent(ctx, tx, r.Agents, func(a store.Agent, result *client.AgentResult) (bool, error) {
		if freed[a.ID] || a.Sanction.Kind == "" {
			return false, nil // who is named twice is freed of one
		}
		freed[a.ID] = true
		below, err := b.lift(ctx, tx, a, r.Reason, r.Decision, true)
		result.Sanction, result.Until = below.Kind, endOf(below)
		return true, err
	})
}

// endOf says when a sanction ends, or nil.
func endOf(s store.Sanction) *time.Time {
	if s.Until.IsZero() {
		return nil
	}
	return &s.Until
}

// lift ends the sanction of an agent and gives the one that holds again, or one of no kind.
func (b *Board) lift(ctx context.Context, tx *store.Tx, a store.Agent, reason, decision string, takenBack bool) (store.Sanction, error) {
	now := b.clock()
	below, err := tx.SanctionBelow(ctx, a.ID, now)
	if err != nil {
		return below, err
	}
	lifted := sanctionAction(event.SanctionLifted, a, store.Sanction{Kind: a.Sanction.Kind, Reason: reason, Decision: decision})
	lifted.Unseen = below.Unseen != ""
	if _, err := tx.Emit(lifted); err != nil {
		return below, err
	}
	if err := tx.ClearSanction(a.ID, takenBack); err != nil {
		return below, err
	}
	if err := tx.GiveBackSanction(a.ID, below, now); err != nil {
		return below, err
	}
	if below.Kind != "" {
		if _, err := tx.Emit(sanctionAction(event.SanctionApplied, a, below)); err != nil {
			return below, err
		}
	}
	return below, moveSight(tx, a, below)
}

// LiftEnded frees some agents whose sanction was until a time that is over.
func (b *Board) LiftEnded(ctx context.Context, tx *store.Tx) error {
	const some = 500
	ids, err := tx.SanctionsEnding(ctx, b.clock(), some)
	if err != nil {
		return err
	}
	_, err = eachAgent(ctx, tx, ids, func(a store.Agent, _ *client.AgentResult) (bool, error) {
		_, err := b.lift(ctx, tx, a, "its time is over", "", false)
		return true, err
	})
	return err
}
