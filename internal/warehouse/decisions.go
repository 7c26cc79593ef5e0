package warehouse

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

//go:embed query/insert_decision.sql
var insertDecision string

// StoreDecision records one state of a decision. Storing it again is harmless.
func (w *Warehouse) StoreDecision(ctx context.Context, d event.Decision, offset int64) error {
	batch, err := w.conn.PrepareBatch(ctx, insertDecision)
	if err != nil {
		return fmt.Errorf("preparing to store a decision: %w", err)
	}
	defer batch.Close()
	steps, texts := make([]string, len(d.Trace)), make([]string, len(d.Trace))
	for i, s := range d.Trace {
		steps[i], texts[i] = s.Step, s.Text
	}
	var until *time.Time
	if d.Until != nil {
		until = &d.Until.Time
	}
	if err := batch.Append(d.ID, d.State, d.Time.Time, d.Flags, d.Subject.Kind, d.Subject.ID, d.Subject.Agents,
		d.Subject.Items, d.Action, until, d.Policy.Version, d.Policy.Rule, d.Judge, d.Confidence, d.Mode, d.By,
		d.Reason, steps, texts, d.Prev, d.Traceparent, offset); err != nil {
		return fmt.Errorf("filling a row of decision %s: %w", d.ID, err)
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("storing decision %s: %w", d.ID, err)
	}
	return nil
}
