package detectors

import (
	"context"
	"time"
)

// maxStageLag is how far, in event time, a stage may be behind the front before the detectors
// that do not need it stop waiting for it.
const maxStageLag = 2 * time.Minute

// stage is what is known of the watermark of a stage of ingest.
type stage struct {
	watermark time.Time
	moved     time.Time // wall time at which it was last seen to move
}

// look reads the watermarks.
func (e *Engine) look(ctx context.Context, partitions int) error {
	for name, s := range e.stages {
		watermark, err := e.Warehouse.Watermark(ctx, name, partitions)
		if err != nil {
			return err
		}
		if watermark.After(s.watermark) || s.moved.IsZero() {
			s.watermark, s.moved = watermark, time.Now()
		}
	}
	return nil
}

// limit is the last tick that the watermarks of a detector's stages have passed.
func (e *Engine) limit(w *worker) time.Time {
	least := e.stages[w.stages[0]].watermark
	for _, name := range w.stages {
		if s := e.stages[name]; s.watermark.Before(least) {
			least = s.watermark
		}
	}
	if least.IsZero() {
		return least
	}
	return least.Truncate(e.Tick)
}

// held says whether a stage that a detector needs has fallen so far behind the front, or has
// stood still behind it for so long, that the others go on without it.
func (e *Engine) held(w *worker, front time.Time) bool {
	if e.Lockstep {
		return false
	}
	for _, name := range w.stages[1:] {
		s := e.stages[name]
		behind := s.watermark.Truncate(e.Tick).Before(e.stages[w.stages[0]].watermark.Truncate(e.Tick))
		if behind && (time.Since(s.moved) > e.Patience || s.watermark.Add(maxStageLag).Before(front)) {
			return true
		}
	}
	return false
}
