package obedience

import (
	"context"
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Name, Version and Kind as they stand in flags. The version changes when the same actions would
// give other flags.
const (
	Name    = "obedience"
	Version = "2"
	Kind    = "obedience"
)

// stage is the stage of ingest that makes text_features.
const stage = "text"

//go:embed acts.sql
var actsQuery string

// New gives a detector without a state: Restore comes first.
func New() detectors.Detector { return newDetector() }

func newDetector() *windowed.Detector[act] {
	return windowed.Must(windowed.Config[act]{
		Name: Name, Version: Version, Window: window, Epoch: epoch, Stages: []string{stage},
		Source:   windowed.Source[act]{Query: actsQuery, Scan: scanAct},
		New:      func() windowed.Watcher[act] { return newForum() },
		Episodes: episode.Rules{ByAnchor: true},
	})
}

func scanAct(rows driver.Rows) (a act, seen time.Time, err error) {
	err = rows.Scan(&a.seen, &a.id, &a.agent, &a.what, &a.threads, &a.other, &a.asks)
	a.seen = a.seen.UTC()
	return a, a.seen, err
}

// Tick implements windowed.Watcher.
func (f *forum) Tick(context.Context, *warehouse.Warehouse, time.Time) (seen windowed.Seen, err error) {
	seen.Findings = f.obeyed()
	return seen, nil
}
