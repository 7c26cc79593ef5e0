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
	Version   = "1"
	KindRing  = "coordination"
	KindTaken = takeover.Kind
)

// stage is the stage of ingest that makes text_features.
const stage = "text"

//go:embed texts.sql
var textsQuery string

// New gives a detector without a state: Restore comes first.
func New() detectors.Detector { return newDetector() }

func newDetector() *windowed.Detector[row] {
	return windowed.Must(windowed.Config[row]{
		Name: Name, Version: Version, Window: window, Epoch: epoch, Stages: []string{stage},
		Source:   windowed.Source[row]{Query: textsQuery, Scan: scanRow},
		New:      func() windowed.Watcher[row] { return newForum() },
		Episodes: episode.Rules{},
	})
}

func scanRow(rows driver.Rows) (r row, seen time.Time, err error) {
	var words []uint64
	err = rows.Scan(&r.seen, &r.id, &r.agent, &r.thread, &words)
	copy(r.signs[:], words)
	r.seen = r.seen.UTC()
	return r, r.seen, err
}

// Tick implements windowed.Watcher.
func (f *forum) Tick(ctx context.Context, w *warehouse.Warehouse, _ time.Time) (seen windowed.Seen, err error) {
	for _, r := range f.rings() {
		if err := f.divide(ctx, w, r); err != nil {
			return seen, err
		}
		seen.Findings = append(seen.Findings, r.division.Findings(f.ring(r))...)
	}
	strangers, err := f.strangers(ctx, w)
	seen.Findings = append(seen.Findings, strangers...)
	return seen, err
}
