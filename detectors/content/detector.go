package content

import (
	"context"
	_ "embed"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Name, Version and the kinds as they stand in flags. The version changes when the same actions
// would give other flags.
const (
	Name       = "content"
	Version    = "4"
	KindAttack = "injection"
	KindWorm   = "worm"
	KindLeak   = "secret-leak"
	KindAsk    = "money-ask"
)

// stage is the stage of ingest that makes text_features.
const stage = "text"

//go:embed features.sql
var featuresQuery string

// New gives a detector without a state: Restore comes first.
func New() detectors.Detector { return newDetector() }

func newDetector() *windowed.Detector[row] {
	return windowed.Must(windowed.Config[row]{
		Name: Name, Version: Version, Window: window, Epoch: epoch, Stages: []string{stage},
		Source:   windowed.Source[row]{Query: featuresQuery, Scan: scanRow},
		New:      func() windowed.Watcher[row] { return newForum() },
		Episodes: episode.Rules{Escalate: true},
	})
}

func scanRow(rows driver.Rows) (r row, seen time.Time, err error) {
	err = rows.Scan(&r.seen, &r.id, &r.kind, &r.agent, &r.injection, &r.repeats, &r.text, &r.secrets, &r.thread)
	r.seen = r.seen.UTC()
	return r, r.seen, err
}

// Tick implements windowed.Watcher.
func (f *forum) Tick(ctx context.Context, w *warehouse.Warehouse, _ time.Time) (seen windowed.Seen, err error) {
	worms, err := f.worms(ctx, w)
	seen.Findings = slices.Concat(f.attacks(), f.leaks(), f.beggars(), worms)
	return seen, err
}
