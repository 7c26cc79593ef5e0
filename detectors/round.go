package detectors

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// round runs the members over the ticks from where each is to the end of span, and publishes
// together what comes in time. What comes later is published when it comes (settle).
func (e *Engine) round(ctx context.Context, members []*worker, span Span) error {
	var together []result
	var running []*worker
	mending := map[*worker]bool{} // failed, and in lockstep the others wait for it
	waiting := members
	for len(waiting)+len(running)+len(mending) > 0 {
		for len(running) < e.Parallel && len(waiting) > 0 {
			w, own := waiting[0], span
			if !w.done.IsZero() {
				own.From = w.done
			}
			e.advance(ctx, w, own)
			running, waiting = append(running, w), waiting[1:]
		}
		select {
		case r := <-e.results:
			i := slices.Index(running, r.worker)
			if i >= 0 && r.err == nil {
				running, together = slices.Delete(running, i, i+1), append(together, r)
				continue
			}
			if err := e.settle(ctx, r); err != nil {
				return err
			}
			if i >= 0 {
				running = slices.Delete(running, i, i+1)
				if e.Lockstep {
					mending[r.worker] = true
				}
			}
		case <-time.After(e.Poll):
			running = slices.DeleteFunc(running, e.isOverdue)
		case <-ctx.Done():
			return ctx.Err()
		}
		for w := range mending {
			switch {
			case w.restored:
				delete(mending, w)
				waiting = append(waiting, w)
			case !w.busy && !time.Now().Before(w.retryAt):
				e.restore(ctx, w)
			}
		}
	}
	return e.publish(ctx, together...)
}

// isOverdue says whether a detector has run for longer than the others wait.
func (e *Engine) isOverdue(w *worker) bool {
	if e.Lockstep || time.Since(w.since) <= e.Patience {
		return false
	}
	w.overdue, w.budget = true, max(1, w.budget/2)
	e.metrics.overdue.WithLabelValues(w.name).Inc()
	e.Logger.Warn("a detector takes long; the others go on without it", "detector", w.name, "tick", w.done, "for", time.Since(w.since).Round(time.Second))
	return true
}

// settle takes the result of a detector that is by itself: behind, restored, or failed.
func (e *Engine) settle(ctx context.Context, r result) error {
	w := r.worker
	if r.err != nil {
		w.busy = false
		return e.failed(ctx, r)
	}
	if r.span.To.IsZero() {
		w.busy, w.restored = false, true
		e.Logger.Info("detector restored", "detector", w.name, "tick", w.done, "took", r.took)
		return nil
	}
	return e.publish(ctx, r)
}

// publish stores the flags of results, publishes them in their order, and records how far the
// detectors have come: again and again until it succeeds. Doing it twice is harmless.
func (e *Engine) publish(ctx context.Context, results ...result) error {
	if len(results) == 0 {
		return nil
	}
	flags, records := inOrder(results)
	ticks := map[string]time.Time{}
	for _, r := range results {
		ticks[r.worker.name] = r.span.To
	}
	err := e.insist(ctx, "publishing flags", func(ctx context.Context) error {
		if err := e.Warehouse.StoreFlags(ctx, flags); err != nil {
			return err
		}
		if err := e.flags.Publish(ctx, records); err != nil {
			return err
		}
		return e.Warehouse.StoreDetectorTicks(ctx, ticks)
	})
	if err != nil {
		return err
	}
	for _, r := range results {
		w := r.worker
		w.busy, w.overdue, w.failures, w.done = false, false, 0, r.span.To
		w.budget = min(2*w.budget, maxTicks)
		e.metrics.ran(r)
		e.Logger.Debug("ticks done", "detector", w.name, "from", r.span.From, "to", r.span.To, "flags", len(r.flags), "rows", r.rows, "took", r.took)
	}
	return nil
}

// inOrder gives the flags of all results as they go on the topic: by tick, detector, id,
// revision, part.
func inOrder(results []result) (flags []event.Flag, records []bus.Record) {
	type both struct {
		flag   event.Flag
		record bus.Record
	}
	var all []both
	for _, r := range results {
		for i, f := range r.flags {
			all = append(all, both{f, r.records[i]})
		}
	}
	slices.SortStableFunc(all, func(a, b both) int {
		x, y := a.flag, b.flag
		return cmp.Or(x.Time.Compare(y.Time.Time), cmp.Compare(x.Detector, y.Detector), cmp.Compare(x.ID, y.ID),
			cmp.Compare(x.Revision, y.Revision), cmp.Compare(x.Part, y.Part))
	})
	for _, b := range all {
		flags, records = append(flags, b.flag), append(records, b.record)
	}
	return flags, records
}
