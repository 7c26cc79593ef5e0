package ingest

import (
	"context"
	"time"
)

// audit is a stretch of offsets whose insert ended in doubt. A view's part of an insert is
// stored after the rows themselves: whatever cuts between them leaves what it makes short, and a
// block that is sent under a second token leaves counts too high.
type audit struct {
	pending  bool
	from, to int64     // offsets
	due      time.Time // when no insert that was under way can still be stored
}

// suspect marks the offsets [from, to).
func (a *audit) suspect(from, to int64, due time.Time) {
	if a.pending {
		from, to = min(from, a.from), max(to, a.to)
	}
	*a = audit{pending: true, from: from, to: to, due: due}
}

// auditNow compares what the views made with the rows of the suspected stretch and corrects it.
// It does so at once, so that what is shown is right, and again when nobody else's insert
// can come in between any more.
func (w *worker) auditNow(ctx context.Context) error {
	return w.retry(ctx, "comparing what the views made with the rows", func(ctx context.Context) error {
		wrong, err := w.stage.repair(ctx, uint32(w.partition), w.audit.from, w.audit.to)
		w.metrics.corrected.Add(float64(wrong))
		if wrong > 0 {
			w.log.Warn("what the views made did not say what the rows say and was corrected",
				"partition", w.partition, "from", w.audit.from, "to", w.audit.to, "wrong", wrong)
		}
		return err
	})
}

// auditWhenDue does the last audit of a stretch.
func (w *worker) auditWhenDue(ctx context.Context) error {
	if !w.audit.pending || time.Now().Before(w.audit.due) {
		return nil
	}
	if err := w.auditNow(ctx); err != nil {
		return err
	}
	w.audit.pending = false
	return nil
}

// inDoubt suspects a stretch and audits it for the first time.
func (w *worker) inDoubt(ctx context.Context, from, to int64) error {
	w.audit.suspect(from, to, time.Now().Add(w.limits.AuditAfter))
	return w.auditNow(ctx)
}
