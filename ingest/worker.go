package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/pause"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// worker brings one partition into ClickHouse for as long as it is assigned.
type worker struct {
	*consumer
	partition int
	committed func(next int64)

	progress warehouse.Progress // as stored, and counts that the open block will add
	tracker  *tracker
	boundary boundary
	block    block
	letters  []event.DeadLetter
	decoder  event.Decoder
	action   event.Action // the record being taken; its strings lie in the message: what outlives that is cloned
	next     int64        // the offset after the last record taken
	appetite appetite
	doubtful bool // the next block may be stored already, in part or whole
	audit    audit
	told     counts // what metrics were told of this partition's progress
}

const errorWait = 500 * time.Millisecond

// run works the partition until ctx ends.
func (w *worker) run(ctx context.Context) error {
	if err := w.retry(ctx, "reading how far ingest has come", w.resume); err != nil {
		return err
	}
	if err := w.inDoubt(ctx, w.progress.Audited, w.progress.NextOffset); err != nil {
		return err
	}
	warned := false
	for ctx.Err() == nil {
		asked := time.Now()
		batch, err := w.appetite.fetch(func(size int) (bus.Batch, error) {
			return w.bus.Fetch(ctx, bus.TopicActions, w.partition, w.next, size)
		})
		if errors.Is(err, bus.ErrGone) {
			return w.gone(ctx)
		}
		if err != nil {
			if !warned && ctx.Err() == nil {
				w.log.Warn("kafka does not answer, trying again", "partition", w.partition, "error", err)
			}
			warned = true
			w.hold(w.partition, "reading Kafka")
			pause.For(ctx, errorWait)
			continue
		}
		if warned {
			warned = false
			w.free(w.partition)
		}
		w.metrics.fetched(w.partition, batch.End-batch.Next)
		w.behind(w.partition, batch.End-batch.Next)
		for _, m := range batch.Messages {
			if w.boundary.before(m.Time) {
				if err := w.flush(ctx); err != nil {
					return err
				}
			}
			if w.take(m) {
				if err := w.flush(ctx); err != nil {
					return err
				}
			}
		}
		if w.open() && batch.Next >= batch.End && asked.After(w.boundary.idleAt()) {
			if err := w.flush(ctx); err != nil {
				return err
			}
		}
		if err := w.auditWhenDue(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// open reports whether records were taken since the last block ended.
func (w *worker) open() bool { return !w.boundary.started.IsZero() }

// resume reads from ClickHouse where to go on and what was heard up to there.
func (w *worker) resume(ctx context.Context) error {
	all, err := w.warehouse.Progress(ctx, w.stage.name)
	if err != nil {
		return err
	}
	progress, ok := all[uint32(w.partition)]
	if !ok {
		first, _, err := w.bus.Offsets(ctx, bus.TopicActions, w.partition)
		if err != nil {
			return err
		}
		progress = warehouse.Progress{Stage: w.stage.name, Partition: uint32(w.partition), NextOffset: first, Audited: first}
	}
	if err := w.stage.begin(ctx, progress); err != nil {
		return err
	}
	recent, err := w.warehouse.RecentIDs(ctx, uint32(w.partition), progress.NextOffset, progress.BrokerTime.Add(-recentFor))
	if err != nil {
		return err
	}
	w.progress, w.next, w.doubtful = progress, progress.NextOffset, true
	w.told = w.counts()
	w.tracker = newTracker(w.limits, progress, recent)
	w.boundary = boundary{limits: w.limits, lastEnd: progress.BrokerTime}
	return nil
}

// gone is what happens when Kafka has deleted records that were never read: nothing can
// bring them back, and going on in silence would be a lie.
func (w *worker) gone(ctx context.Context) error {
	first, end, err := w.bus.Offsets(ctx, bus.TopicActions, w.partition)
	if err != nil {
		return err
	}
	return fmt.Errorf("ClickHouse has this partition up to offset %d, but Kafka now holds offsets %d to %d: "+
		"records were deleted before they were read, or the topic was made anew (then start with a new ClickHouse database)",
		w.next, first, end)
}

// take puts a record into the open block, or on its way to the dead letters, and reports
// whether the block ends with it. What it does to the progress and to blocks' ends is the same
// function of the log in every stage.
func (w *worker) take(m bus.Message) bool {
	w.next = m.Offset + 1
	action := &w.action
	err := w.decoder.Action(m.Value, action)
	if err == nil && action.Time.Sub(m.Time) > w.limits.MaxAhead {
		err = fmt.Errorf("field time is %s, more than %s ahead of the broker's clock (%s)", action.Time, w.limits.MaxAhead, event.At(m.Time))
	}
	if err != nil {
		if w.stage.letters {
			w.bury(m, err)
		}
		return w.boundary.add(m.Offset, m.Time, len(m.Value), false)
	}
	switch {
	case w.tracker.repeated(action, m.Time):
		w.progress.Duplicates++
	case action.Kind == event.Watermark:
		for _, name := range w.tracker.mark(action, m.Time) {
			w.log.Warn("a producer is silent and holds the watermark no longer", "producer", name, "partition", w.partition)
		}
	default:
		seen, late := w.tracker.seen(action)
		if late {
			w.progress.Late++
		}
		w.block.add(action, warehouse.Place{
			Partition: uint32(w.partition), Offset: m.Offset, BrokerTime: m.Time, Seen: seen, Late: late,
		})
	}
	return w.boundary.add(m.Offset, m.Time, len(m.Value)+w.stage.weight(action), action.Kind == event.Watermark)
}

// retry calls f until it succeeds or ctx ends, and says so once.
func (w *worker) retry(ctx context.Context, doing string, f func(context.Context) error) error {
	for try := 0; ; try++ {
		err := f(ctx)
		if try > 0 && err == nil {
			w.free(w.partition)
		}
		if err == nil || errors.Is(err, errCorrupt) {
			return err
		}
		if try == 0 && ctx.Err() == nil {
			w.hold(w.partition, doing)
			w.log.Warn("ingest is held up, trying again", "doing", doing, "partition", w.partition, "error", err)
		}
		if !pause.For(ctx, errorWait) {
			return ctx.Err()
		}
	}
}

func (w *worker) counts() counts {
	return counts{duplicates: w.progress.Duplicates, letters: w.progress.DeadLetters, late: w.progress.Late}
}
