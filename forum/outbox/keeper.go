package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/forum/store"
)

// Chore is something to do in the store though nobody calls.
type Chore func(ctx context.Context, tx *store.Tx) error

// Every does a chore at most once every so often.
func Every(often time.Duration, clock func() time.Time, chore Chore) Chore {
	var last time.Time
	return func(ctx context.Context, tx *store.Tx) error {
		now := clock()
		if now.Sub(last) < often && !now.Before(last) {
			return nil
		}
		last = now
		return chore(ctx, tx)
	}
}

// Keeper writes what must be written though nobody calls.
type Keeper struct {
	Store *store.Store
	Every time.Duration // between two watermarks
	Keep  time.Duration // how long what was sent stays in the outbox
	// Also runs before each watermark, in the same transaction.
	Also []Chore
	// Clock says what is long ago.
	Clock func() time.Time
}

// answersKept is how long a repeated call of the staff gets its stored answer.
const answersKept = 7 * 24 * time.Hour

// Run writes a watermark at once and then every so often, until ctx ends. A store that is away or full is
// waited for.
func (k *Keeper) Run(ctx context.Context) error {
	ticker := time.NewTicker(k.Every)
	defer ticker.Stop()
	for {
		if err := k.beat(ctx); err != nil && !store.Passes(err) {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

func (k *Keeper) beat(ctx context.Context) error {
	err := k.Store.Update(ctx, func(tx *store.Tx) error {
		for _, chore := range k.Also {
			if err := chore(ctx, tx); err != nil {
				return err
			}
		}
		now := k.Clock()
		if _, err := tx.PruneOutbox(now.Add(-k.Keep)); err != nil {
			return err
		}
		if _, err := tx.ForgetAnswers(now.Add(-answersKept)); err != nil {
			return err
		}
		return tx.Watermark()
	})
	if err != nil {
		return fmt.Errorf("writing a watermark: %w", err)
	}
	return nil
}
