package windowed

import (
	"context"
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Detector implements detectors.Detector over a Watcher.
type Detector[R any] struct {
	config  Config[R]
	watcher Watcher[R]
	book    *episode.Book
	epoch   time.Time // the window starts a window before this
	changed bool      // a row came since the watcher was last asked
	due     time.Time // when it is to be asked though no row comes; zero: not at all
}

// New gives a detector without a state: Restore comes first.
func New[R any](c Config[R]) (*Detector[R], error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	d := &Detector[R]{config: c}
	d.reset()
	return d, nil
}

// Must is New for a configuration that is written in the source and cannot fail.
func Must[R any](c Config[R]) *Detector[R] {
	d, err := New(c)
	if err != nil {
		panic(err)
	}
	return d
}

func (d *Detector[R]) reset() {
	d.watcher, d.book = d.config.New(), episode.NewBook(d.config.Episodes)
	d.epoch, d.changed, d.due = time.Time{}, false, time.Time{}
}

// Name implements detectors.Detector.
func (d *Detector[R]) Name() string { return d.config.Name }

// Stages implements detectors.Staged.
func (d *Detector[R]) Stages() []string { return d.config.Stages }

// Restore implements detectors.Detector: it reads the window again, and what was said.
func (d *Detector[R]) Restore(ctx context.Context, w *warehouse.Warehouse, upTo time.Time) error {
	d.reset()
	if upTo.IsZero() {
		return nil
	}
	d.epoch = d.epochBefore(upTo)
	pieces, err := cut(ctx, w, d.epoch.Add(-d.config.Window), upTo)
	if err != nil {
		return err
	}
	for _, p := range pieces {
		if err := d.config.Source.each(ctx, w, p.from, p.to, func(row R, _ time.Time) error {
			d.watcher.Take(row)
			return nil
		}); err != nil {
			return err
		}
	}
	if err := d.book.Read(ctx, w, upTo); err != nil {
		return err
	}
	seen, err := d.watcher.Tick(ctx, w, upTo)
	if err != nil {
		return fmt.Errorf("looking again as of %s: %w", upTo, err)
	}
	d.wake(seen.Wake)
	for _, f := range seen.Findings {
		d.wake(d.book.Due(f, upTo))
	}
	return nil
}

// Advance implements detectors.Detector.
func (d *Detector[R]) Advance(ctx context.Context, w *warehouse.Warehouse, span detectors.Span) ([]event.Flag, error) {
	return d.Play(ctx, w, span, func(take func(R, time.Time) error) error {
		return d.config.Source.each(ctx, w, span.From, span.To, take)
	})
}

// Play is Advance over rows that come from somewhere else than ClickHouse: a file that is
// scored, a test. rows hands them over in order, with when each was seen; w is what the
// Watcher is given, and may be nil if it needs none.
func (d *Detector[R]) Play(ctx context.Context, w *warehouse.Warehouse, span detectors.Span, rows func(take func(R, time.Time) error) error) (flags []event.Flag, err error) {
	next := span.From.Add(span.Tick) // the tick that is being filled
	runTo := func(tick time.Time) error {
		for next.Before(tick) {
			said, err := d.tick(ctx, w, next)
			if err != nil {
				return err
			}
			flags = append(flags, said...)
			next = d.skipQuiet(next.Add(span.Tick), tick, span.Tick)
		}
		return nil
	}
	err = rows(func(row R, seen time.Time) error {
		tick := span.TickOf(seen)
		if err := runTo(tick); err != nil {
			return err
		}
		d.enter(tick)
		d.watcher.Take(row)
		d.changed = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := runTo(span.To.Add(span.Tick)); err != nil {
		return nil, err
	}
	return flags, nil
}

func (d *Detector[R]) quiet(tick time.Time) bool {
	return !d.changed && (d.due.IsZero() || tick.Before(d.due))
}

// skipQuiet gives the first tick from next on, up to tick, at which something is due.
func (d *Detector[R]) skipQuiet(next, tick time.Time, step time.Duration) time.Time {
	if !d.quiet(next) {
		return next
	}
	until := tick
	if !d.due.IsZero() && d.due.Before(until) {
		until = d.due.Truncate(step)
		if until.Before(d.due) {
			until = until.Add(step)
		}
	}
	if until.Before(next) {
		return next
	}
	return until
}

// enter moves the window's start when a tick is the first of an epoch.
func (d *Detector[R]) enter(tick time.Time) {
	if e := d.epochBefore(tick); e.After(d.epoch) {
		d.epoch = e
		d.watcher.StartAt(e.Add(-d.config.Window))
	}
}

// epochBefore gives the epoch of the tick at t, which covers what was seen before t.
func (d *Detector[R]) epochBefore(t time.Time) time.Time { return t.Add(-1).Truncate(d.config.Epoch) }

// tick asks the watcher and says what is new. A tick at which nothing came and nothing is due
// says nothing, so that it makes no difference whether it was run.
func (d *Detector[R]) tick(ctx context.Context, w *warehouse.Warehouse, at time.Time) (flags []event.Flag, err error) {
	if d.quiet(at) {
		return nil, nil
	}
	d.enter(at)
	d.changed, d.due = false, time.Time{}
	d.book.Forget(at)
	seen, err := d.watcher.Tick(ctx, w, at)
	if err != nil {
		return nil, fmt.Errorf("the tick at %s: %w", at, err)
	}
	d.wake(seen.Wake)
	for _, f := range seen.Findings {
		said, due := d.book.Say(f, at)
		flags = append(flags, said...)
		d.wake(due)
	}
	return flags, nil
}

// wake makes sure that the watcher is asked at due, even if no row comes until then.
func (d *Detector[R]) wake(due time.Time) {
	if !due.IsZero() && (d.due.IsZero() || due.Before(d.due)) {
		d.due = due
	}
}

// each hands over the rows seen in [from, to), in order.
func (s Source[R]) each(ctx context.Context, w *warehouse.Warehouse, from, to time.Time, take func(R, time.Time) error) error {
	rows, err := w.Conn().Query(ctx, s.Query, warehouse.Between(from, to)...)
	if err != nil {
		return fmt.Errorf("reading the rows from %s to %s: %w", from, to, err)
	}
	defer rows.Close()
	for rows.Next() {
		row, seen, err := s.Scan(rows)
		if err != nil {
			return fmt.Errorf("reading a row: %w", err)
		}
		if err := take(row, seen.UTC()); err != nil {
			return err
		}
	}
	return rows.Err()
}
