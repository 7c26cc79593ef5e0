package detectors

import (
	"context"
	"time"
)

// front is the last tick that any detector has done.
func (e *Engine) front() (front time.Time) {
	for _, w := range e.workers {
		if w.done.After(front) {
			front = w.done
		}
	}
	return front
}

// step does what there is to do now. moved reports whether it did anything that may make more
// to do at once.
//
// The detectors at the front run together, over one span, and their flags are published
// together: by tick, detector, id. One that is behind, because it failed, took too long or
// waits for a stage, catches up by itself and joins the others again when it is near.
func (e *Engine) step(ctx context.Context, partitions int) (moved bool, err error) {
	if err := e.look(ctx, partitions); err != nil {
		return false, err
	}
	now, front := time.Now(), e.front()
	for _, w := range e.workers {
		if !w.restored && !w.busy && !now.Before(w.retryAt) {
			e.restore(ctx, w)
		}
	}
	e.tell(front)
	if e.starting() {
		return false, nil
	}
	members, span, err := e.gather(ctx, now, front)
	if err != nil {
		return false, err
	}
	if !span.To.IsZero() {
		return true, e.round(ctx, members, span)
	}
	for _, w := range e.workers {
		if w.ready(now) && w.done.Before(front) && e.limit(w).After(w.done) {
			own, err := e.cut(ctx, w.done, earlier(e.limit(w), front), w.budget)
			if err != nil {
				return false, err
			}
			if !own.To.IsZero() {
				e.advance(ctx, w, own)
			}
		}
	}
	return false, nil
}

// starting says whether to wait for detectors that are being restored for the first time.
func (e *Engine) starting() bool {
	for _, w := range e.workers {
		first := w.busy && !w.restored && w.failures == 0
		if first && (e.Lockstep || time.Since(w.since) < e.Timeout) {
			return true
		}
	}
	return false
}

// gather finds who takes part in the next round and which ticks it covers: none, if there is
// nothing to do or somebody to wait for.
func (e *Engine) gather(ctx context.Context, now, front time.Time) (members []*worker, span Span, err error) {
	var to time.Time
	budget := maxTicks
	for _, w := range e.workers {
		waits := !w.done.Equal(front) || !w.ready(now) || e.held(w, front)
		if waits && e.Lockstep {
			return nil, Span{}, nil
		}
		if waits {
			continue
		}
		if limit := e.limit(w); len(members) == 0 || limit.Before(to) {
			to = limit
		}
		members, budget = append(members, w), min(budget, w.budget)
	}
	if len(members) == 0 || !to.After(front) {
		return nil, Span{}, nil
	}
	span, err = e.cut(ctx, front, to, budget)
	if err != nil || span.To.IsZero() {
		return nil, Span{}, err
	}
	for _, w := range e.workers {
		near := w.done.Before(front) && !w.done.IsZero() && !span.To.After(w.done.Add(time.Duration(w.budget)*e.Tick))
		if near && w.ready(now) && !e.limit(w).Before(span.To) {
			members = append(members, w)
		}
	}
	return members, span, nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
