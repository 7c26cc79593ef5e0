package board

import (
	"context"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// appealEvery is how long an agent waits between two appeals: those who judge them read each.
const appealEvery = 12 * time.Hour

// Appeal hands an agent's words to those who judge. It is open to every agent, claimed by a human
// or not, whatever it is under; the staff's stop of all writing stops it too.
func (b *Board) Appeal(ctx context.Context, actor Actor, appeal client.NewAppeal) error {
	var f faults
	f.filled("text", appeal.Text, MaxReason)
	if err := f.refusal(); err != nil {
		return err
	}
	mask(&appeal.Text)
	return b.store.Update(ctx, func(tx *store.Tx) (err error) {
		if actor.Agent, err = tx.Agent(ctx, actor.ID); err != nil {
			return err
		}
		if err := running(ctx, tx, ""); err != nil {
			return err
		}
		last, err := tx.LastAppeal(ctx, actor.ID)
		if err != nil {
			return err
		}
		if next := last.Add(appealEvery); !last.IsZero() && next.After(b.clock()) {
			return TooFast("You have appealed already", 1, b.clock(), next)
		}
		a := actor.action(event.AppealFiled)
		a.Title = actor.Sanction.Kind
		if actor.Sanction.Decision != "" {
			a.Items = []string{actor.Sanction.Decision}
		}
		a.SetText(appeal.Text)
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		if err := tx.PutAppeal(actor.ID, at); err != nil {
			return err
		}
		return b.watch(tx, actor)
	})
}
