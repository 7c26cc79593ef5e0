package ingest

import (
	"context"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/ingest/deadletters"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/pause"
)

// bury puts a record that cannot be taken among the dead letters of the open block.
func (w *worker) bury(m bus.Message, reason error) {
	w.progress.DeadLetters++
	l := event.DeadLetter{
		V: event.Version, Topic: m.Topic, Partition: m.Partition, Offset: m.Offset, Time: event.At(m.Time),
		Reason: reason.Error(), Key: m.Key, Raw: m.Value,
	}
	w.letters = append(w.letters, l)
	// The reason quotes the record, which a stranger wrote and which may be erased: a log line stays.
	w.log.Warn("a record became a dead letter (moltwatch deadletters show says why)", "letter", deadletters.ID(l), "bytes", len(m.Value))
}

// settleLetters publishes the dead letters of the open block, and returns when they hold nothing that is
// erased. That may have happened before: the record may stand in a partition that is behind that of the
// erasure, or the letter be written once more after a crash. Whoever erases stores that first and then
// looks through the letters; here it is the other way round, so one of the two sees the other.
func (w *worker) settleLetters(ctx context.Context) error {
	if len(w.letters) == 0 {
		return nil
	}
	err := w.retry(ctx, "publishing dead letters", func(ctx context.Context) error {
		return deadletters.Publish(ctx, w.consumer.letters, w.letters)
	})
	if err != nil {
		return err
	}
	err = w.retry(ctx, "erasing in dead letters", func(ctx context.Context) error {
		items, err := w.warehouse.ErasedItems(ctx)
		if err != nil {
			return err
		}
		held := slices.DeleteFunc(slices.Clone(w.letters), func(l event.DeadLetter) bool { return !deadletters.Holds(l, items) })
		return w.erased(len(held), deadletters.Forget(ctx, w.consumer.letters, held, time.Now()))
	})
	if err != nil {
		return err
	}
	w.letters = nil
	return nil
}

// eraseLetters takes items out of all letters there are.
func (i *Ingest) eraseLetters(ctx context.Context, items []string) error {
	return i.erased(i.index.Erase(ctx, i.letters, items, time.Now()))
}

func (i *Ingest) erased(n int, err error) error {
	if err == nil && n > 0 {
		i.log.Info("dead letters held what is erased, and hold it no longer", "letters", n)
	}
	return err
}

// sweepLetters has the broker compact the dead letters, until ctx ends and no sooner: that would end the
// generation.
func (c *consumer) sweepLetters(ctx context.Context) {
	for ctx.Err() == nil {
		if err := deadletters.Sweep(ctx, c.letters); err != nil && ctx.Err() == nil {
			c.log.Warn("what was erased from dead letters stays in kafka until this succeeds, trying again later", "error", err)
		}
		pause.For(ctx, deadletters.SweepEvery)
	}
}
