package detectors

import (
	"context"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Detector turns stretches of event time into flags.
type Detector interface {
	// Name is the detector's name as it stands in flags: one word, for good.
	Name() string

	// Restore brings the detector to the state that it has after the tick at upTo, from what
	// is in the warehouse alone. A zero upTo is the state before the first tick. It is called
	// before the first Advance and again after any error.
	Restore(ctx context.Context, w *warehouse.Warehouse, upTo time.Time) error

	// Advance runs the ticks in span and returns their flags in order of their time. How a
	// long stretch is cut into spans must not matter to the flags.
	Advance(ctx context.Context, w *warehouse.Warehouse, span Span) ([]event.Flag, error)
}

// Staged is a Detector that reads more than the actions: its ticks also wait for the
// watermarks of further stages of ingest, for example "text" (text_features).
type Staged interface {
	Detector
	Stages() []string
}

// Span is a stretch of event time: the ticks at From+Tick, From+2*Tick, ..., To. From and To
// are multiples of Tick. The tick at t covers what is seen in [t-Tick, t).
type Span struct {
	From, To time.Time
	Tick     time.Duration
}

// TickOf gives the tick that covers an action seen at t.
func (s Span) TickOf(t time.Time) time.Time { return t.Truncate(s.Tick).Add(s.Tick) }
