package semantics

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// text is a row, and which model made its vector.
type text struct {
	row
	model string
}

// models are the forum as each embedding model sees it: vectors of two say nothing of each other, and
// there are two of them for a day when the model was changed.
type models map[string]*forum

// Take implements windowed.Watcher.
func (m models) Take(t text) {
	f := m[t.model]
	if f == nil {
		f = newForum()
		m[t.model] = f
	}
	f.Take(t.row)
}

// StartAt implements windowed.Watcher.
func (m models) StartAt(start time.Time) {
	for model, f := range m {
		if f.StartAt(start); f.texts.Len() == 0 {
			delete(m, model)
		}
	}
}

// Tick implements windowed.Watcher.
func (m models) Tick(ctx context.Context, w *warehouse.Warehouse, _ time.Time) (seen windowed.Seen, err error) {
	for _, model := range slices.Sorted(maps.Keys(m)) {
		found, err := m[model].findings(ctx, w)
		if err != nil {
			return seen, err
		}
		seen.Findings = append(seen.Findings, found...)
	}
	return seen, nil
}
