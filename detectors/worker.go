package detectors

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

const (
	maxTicks = 180 // that one run of a detector covers: it bounds memory while catching up

	longestWait = time.Minute // before a detector that failed is tried again

	maxFailures = 8 // in a row end a run in lockstep

	// maxFlagBytes is well below what a broker takes.
	maxFlagBytes = 512 << 10
)

// worker is one detector and how far it has come.
type worker struct {
	Detector
	name   string
	stages []string // whose watermarks it follows

	done     time.Time // the last tick whose flags are on the topic
	restored bool
	busy     bool
	since    time.Time // wall time since which it is
	overdue  bool      // the others no longer wait for what it is doing
	failures int       // in a row
	retryAt  time.Time // wall time before which it is left alone
	budget   int       // ticks that its next run may cover
}

func newWorker(d Detector, stage string) *worker {
	w := &worker{Detector: d, name: d.Name(), stages: []string{stage}, budget: maxTicks}
	if s, ok := d.(Staged); ok {
		for _, name := range s.Stages() {
			if !slices.Contains(w.stages, name) {
				w.stages = append(w.stages, name)
			}
		}
	}
	return w
}

// result is what came of a run of a detector: a restoration if span is empty.
type result struct {
	worker  *worker
	span    Span
	flags   []event.Flag
	records []bus.Record // the flags as they go on the topic
	rows    uint64       // read from ClickHouse
	took    time.Duration
	err     error
}

func (w *worker) ready(now time.Time) bool { return w.restored && !w.busy && !now.Before(w.retryAt) }

// restore begins to bring a detector to the state after its last tick.
func (e *Engine) restore(ctx context.Context, w *worker) {
	done := w.done
	e.begin(ctx, w, result{worker: w}, func(ctx context.Context, r *result) error {
		if err := w.Restore(ctx, e.Warehouse, done); err != nil {
			return fmt.Errorf("restoring the state as of %s: %w", done, err)
		}
		return nil
	})
}

// advance begins to run the ticks of a span.
func (e *Engine) advance(ctx context.Context, w *worker, span Span) {
	e.begin(ctx, w, result{worker: w, span: span}, func(ctx context.Context, r *result) (err error) {
		if r.flags, err = w.Advance(ctx, e.Warehouse, span); err != nil {
			return fmt.Errorf("running the ticks from %s to %s: %w", span.From, span.To, err)
		}
		return r.encode()
	})
}

// begin does something with a detector in a goroutine of its own, which ends with a result.
func (e *Engine) begin(ctx context.Context, w *worker, r result, do func(context.Context, *result) error) {
	began := time.Now()
	w.busy, w.overdue, w.since = true, false, began
	e.goroutines.Go(func() {
		var rows atomic.Uint64
		ctx, cancel := context.WithTimeout(ctx, e.Timeout)
		defer cancel()
		ctx = clickhouse.Context(ctx, clickhouse.WithProgress(func(p *clickhouse.Progress) { rows.Add(p.Rows) }))
		r.err = guarded(func() error { return do(ctx, &r) })
		if r.err == nil && ctx.Err() != nil {
			r.err = fmt.Errorf("after %s: %w", time.Since(began).Round(time.Second), ctx.Err())
		}
		r.rows, r.took = rows.Load(), time.Since(began)
		e.results <- r
	})
}

// guarded makes a panic of a detector an error like any other.
func guarded(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return do()
}

// encode checks the flags and makes them records.
func (r *result) encode() error {
	for _, f := range r.flags {
		value, err := event.Encode(f)
		if err == nil && len(value) > maxFlagBytes {
			err = errors.New("it is too long for the topic")
		}
		if err != nil {
			return fmt.Errorf("encoding flag %s (%d bytes): %w", f.ID, len(value), err)
		}
		if f.Detector != r.worker.name || !f.Time.After(r.span.From) || f.Time.After(r.span.To) {
			return fmt.Errorf("flag %s is of detector %s at %s, which is none of these ticks", f.ID, f.Detector, f.Time)
		}
		r.records = append(r.records, bus.Record{Key: []byte(f.ID), Value: value})
	}
	return nil
}

// failed notes that a run of a detector failed: it is restored after a while.
func (e *Engine) failed(ctx context.Context, r result) error {
	w := r.worker
	w.restored, w.failures = false, w.failures+1
	wait := min(e.Retry<<min(w.failures-1, 10), longestWait)
	w.retryAt, w.budget = time.Now().Add(wait), max(1, w.budget/2)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	e.metrics.failures.WithLabelValues(w.name).Inc()
	e.tell(e.front()) // before the others' ticks are on record, so that nobody sees those and a healthy service
	e.Logger.Error("a detector failed; it is restored and tried again while the others go on",
		"detector", w.name, "tick", w.done, "failures", w.failures, "again_in", wait, "error", r.err)
	if e.Lockstep && w.failures >= maxFailures {
		return &hopeless{fmt.Errorf("detector %s failed %d times in a row, and the others wait for it: %w", w.name, w.failures, r.err)}
	}
	return nil
}
