package semantics

import (
	"context"
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/takeover"
	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Name, Version and the kinds as they stand in flags. The version changes when the same actions
// would give other flags.
const (
	Name      = "semantics"
	Version   = "3"
	KindRing  = "coordination"
	KindTaken = takeover.Kind
)

// stage is the stage of ingest that makes text_features.
const stage = "text"

//go:embed texts.sql
var textsQuery string

// New gives a detector without a state: Restore comes first.
func New() detectors.Detector { return newDetector() }

func newDetector() *windowed.Detector[text] {
	return windowed.Must(windowed.Config[text]{
		Name: Name, Version: Version, Window: window, Epoch: epoch, Stages: []string{stage},
		Source:   windowed.Source[text]{Query: textsQuery, Scan: scanRow},
		New:      func() windowed.Watcher[text] { return models{} },
		Episodes: episode.Rules{},
	})
}

func scanRow(rows driver.Rows) (t text, seen time.Time, err error) {
	var words []uint64
	var origin uint64
	err = rows.Scan(&t.seen, &t.id, &t.agent, &t.thread, &origin, &t.model, &words)
	copy(t.signs[:], words)
	t.place = place(origin)
	t.seen = t.seen.UTC()
	return t, t.seen, err
}

// findings says what there is to see.
func (f *forum) findings(ctx context.Context, w *warehouse.Warehouse) (all []episode.Finding, err error) {
	for _, r := range f.rings() {
		if err := f.divide(ctx, w, r); err != nil {
			return nil, err
		}
		all = append(all, r.division.Findings(f.ring(r))...)
	}
	strangers, err := f.strangers(ctx, w)
	return append(all, strangers...), err
}
