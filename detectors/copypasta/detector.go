package copypasta

import (
	"context"
	"time"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Name and Version as they stand in flags. The version changes when the same actions would
// give other flags.
const (
	Name    = "copypasta"
	Version = "1"
)

// Detector implements detectors.Detector.
type Detector struct {
	activity *activity
	episodes *episodes
	epoch    time.Time // the window starts a window before this
	changed  bool      // something came since the rings were last looked for
	due      time.Time // when items that wait for a revision have waited long enough; zero: none wait
}

// New gives a detector without a state: Restore comes first.
func New() *Detector { return &Detector{activity: newActivity(), episodes: &episodes{}} }

// Name implements detectors.Detector.
func (d *Detector) Name() string { return Name }

// Restore implements detectors.Detector: it reads the last day again.
func (d *Detector) Restore(ctx context.Context, w *warehouse.Warehouse, upTo time.Time) error {
	*d = *New()
	if upTo.IsZero() {
		return nil
	}
	d.epoch = epochBefore(upTo)
	if err := readTexts(ctx, w, d.epoch.Add(-window), upTo, d.activity.take); err != nil {
		return err
	}
	err := readEpisodes(ctx, w, upTo.Add(-2*window), upTo, func(r revision) { d.episodes.apply(r) })
	if err != nil {
		return err
	}
	d.episodes.forget(upTo)
	if len(d.activity.items) > 0 {
		for _, r := range d.activity.rings() {
			_, _, due := d.plan(r, upTo)
			d.wake(due)
		}
	}
	return nil
}

// Advance implements detectors.Detector.
func (d *Detector) Advance(ctx context.Context, w *warehouse.Warehouse, span detectors.Span) (flags []event.Flag, err error) {
	next := span.From.Add(span.Tick) // the tick that is being filled
	runTo := func(tick time.Time) {
		for next.Before(tick) {
			flags = append(flags, d.tick(next)...)
			next = next.Add(span.Tick)
			if !d.changed && (d.due.IsZero() || next.Before(d.due)) {
				next = quiet(next, tick, d.due, span.Tick)
			}
		}
	}
	err = readTexts(ctx, w, span.From, span.To, func(p post) {
		runTo(span.TickOf(p.seen))
		d.enter(span.TickOf(p.seen))
		d.activity.take(p)
		d.changed = true
	})
	if err != nil {
		return nil, err
	}
	runTo(span.To.Add(span.Tick))
	return flags, nil
}

// quiet skips the ticks from next up to tick at which nothing is due.
func quiet(next, tick, due time.Time, step time.Duration) time.Time {
	until := tick
	if !due.IsZero() && due.Before(until) {
		until = due.Truncate(step)
		if until.Before(due) {
			until = until.Add(step)
		}
	}
	if until.Before(next) {
		return next
	}
	return until
}

// enter moves the window's start when a tick is the first of an epoch.
func (d *Detector) enter(tick time.Time) {
	if e := epochBefore(tick); e.After(d.epoch) {
		d.epoch = e
		d.activity.startAt(e.Add(-window))
	}
}

// epochBefore gives the epoch of the tick at t, which covers what was seen before t.
func epochBefore(t time.Time) time.Time { return t.Add(-1).Truncate(epoch) }

// tick looks for rings as of a tick and says what is new about them. A tick at which nothing
// came and nothing is due says nothing, so that it makes no difference whether it was run.
func (d *Detector) tick(at time.Time) (flags []event.Flag) {
	if !d.changed && (d.due.IsZero() || at.Before(d.due)) {
		return nil
	}
	d.enter(at)
	d.changed, d.due = false, time.Time{}
	d.episodes.forget(at)
	for _, r := range d.activity.rings() {
		rev, say, due := d.plan(r, at)
		d.wake(due)
		if say {
			flags = append(flags, d.report(r, rev)...)
		}
	}
	return flags
}

// wake makes sure that the rings are looked for at due, even if nothing comes until then.
func (d *Detector) wake(due time.Time) {
	if !due.IsZero() && (d.due.IsZero() || due.Before(d.due)) {
		d.due = due
	}
}
