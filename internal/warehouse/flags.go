package warehouse

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/moltwatch/moltwatch/internal/event"
)

//go:embed query/insert_flags.sql
var insertFlags string

// StoreFlags records flags and, by way of a view, their members. Storing one again is harmless.
func (w *Warehouse) StoreFlags(ctx context.Context, flags []event.Flag) error {
	if len(flags) == 0 {
		return nil
	}
	batch, err := w.conn.PrepareBatch(ctx, insertFlags)
	if err != nil {
		return fmt.Errorf("preparing to store flags: %w", err)
	}
	defer batch.Close()
	for _, f := range flags {
		if err := batch.Append(f.ID, uint32(f.Revision), uint32(f.Part), uint32(f.Parts), f.Detector, f.Version, f.Kind,
			f.Severity, f.Confidence, f.Calibrated, f.Time.Time, f.Window.Start.Time, f.Window.End.Time, f.Cluster,
			f.Agents, uint32(f.AgentsTotal), f.Items, uint32(f.ItemsTotal),
			f.Evidence.Summary, f.Evidence.Features, f.Evidence.Samples, f.Evidence.Query, f.Traceparent); err != nil {
			return fmt.Errorf("filling a row of flag %s: %w", f.ID, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("storing %d flags: %w", len(flags), err)
	}
	return nil
}
