package detectors

import (
	"context"
	"time"
)

// maxRows is how many actions one run of a detector covers, unless a single tick has more: it
// bounds memory while catching up.
const maxRows = 200_000

// cut gives the span that begins at from and ends at to or before: after as many ticks as the
// budget and maxRows allow. A stretch in which nothing was seen is one span however long it
// is. from is zero for a detector that has done nothing yet: it begins at the first action;
// the span is empty if there is none.
func (e *Engine) cut(ctx context.Context, from, to time.Time, budget int) (Span, error) {
	if from.IsZero() {
		first, err := e.Warehouse.FirstSeen(ctx, from, to)
		if err != nil || first.IsZero() {
			return Span{}, err
		}
		from = first.Truncate(e.Tick)
	}
	span := Span{From: from, To: earlier(to, from.Add(time.Duration(budget)*e.Tick)), Tick: e.Tick}
	counts, err := e.Warehouse.ActionsPerTick(ctx, span.From, span.To, e.Tick)
	if err != nil {
		return Span{}, err
	}
	if len(counts) == 0 {
		if !span.To.Before(to) {
			return span, nil
		}
		first, err := e.Warehouse.FirstSeen(ctx, span.To, to)
		if span.To = to; !first.IsZero() {
			span.To = first.Truncate(e.Tick)
		}
		return span, err
	}
	total := uint64(0)
	for i, c := range counts { // in order of their ticks
		if total += c.Actions; total > maxRows && i > 0 {
			span.To = counts[i-1].Tick
			break
		}
	}
	return span, nil
}
