package outbox

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/moltwatch/moltwatch/forum/limits"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// How many notes wait at most, and for how long some of them wait for more.
const (
	maxNotes   = 4096
	notesEvery = 100 * time.Millisecond
)

// Notes emits actions that change nothing: what was shown, who called too often. Nobody waits
// for them: a crash may lose the last of them, and when there are too many some are left out
// and counted. Safe for concurrent use.
type Notes struct {
	store   *store.Store
	waiting chan event.Action
	dropped atomic.Uint64
}

// NewNotes gives notes that wait until Run.
func NewNotes(s *store.Store) *Notes {
	return &Notes{store: s, waiting: make(chan event.Action, maxNotes)}
}

// Add takes an action; its time is the one at which it is written.
func (n *Notes) Add(a event.Action) {
	select {
	case n.waiting <- a:
	default:
		n.dropped.Add(1)
	}
}

// Dropped counts what was left out.
func (n *Notes) Dropped() uint64 { return n.dropped.Load() }

// Run writes what there is, every so often, until ctx ends; then it writes the rest.
func (n *Notes) Run(ctx context.Context) error {
	ticker := time.NewTicker(notesEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return n.write(context.WithoutCancel(ctx))
		case <-ticker.C:
			if err := n.write(ctx); err != nil && ctx.Err() == nil && !store.Passes(err) {
				return err
			}
		}
	}
}

func (n *Notes) write(ctx context.Context) error {
	var list []event.Action
	for len(n.waiting) > 0 && len(list) < maxNotes {
		list = append(list, <-n.waiting)
	}
	if len(list) == 0 {
		return nil
	}
	err := n.store.Update(ctx, func(tx *store.Tx) error {
		for _, a := range list {
			if _, err := tx.Emit(a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("writing what was read: %w", err)
	}
	return nil
}

// RestoreWindows gives the counts of requests that the last process kept.
func RestoreWindows(ctx context.Context, s *store.Store, p limits.Preset, now time.Time) (*limits.Windows, error) {
	w := limits.NewWindows(p)
	rows, err := s.RateWindows(ctx, now.Add(-p.Window))
	if err != nil {
		return nil, err
	}
	counts := make([]limits.Count, len(rows))
	for i, r := range rows {
		counts[i] = limits.Count{Key: r.Key, Began: r.Began, Done: [...]int{limits.Read: r.Reads, limits.Write: r.Writes, limits.Check: r.Checks, limits.Picture: 0}}
	}
	w.Restore(counts)
	return w, nil
}

// KeepWindows keeps the counts of requests that changed. A crash loses those since the last
// beat.
func KeepWindows(w *limits.Windows, clock func() time.Time) Chore {
	return func(_ context.Context, tx *store.Tx) error {
		for _, c := range w.Changed(clock()) {
			row := store.RateWindow{Key: c.Key, Began: c.Began, Reads: c.Done[limits.Read], Writes: c.Done[limits.Write], Checks: c.Done[limits.Check]}
			if err := tx.PutRateWindow(row); err != nil {
				return err
			}
		}
		return nil
	}
}
