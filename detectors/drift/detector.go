package drift

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
	Name    = "drift"
	Version = "1"
	Kind    = "drift"
)

// stage is the stage of ingest that makes text_features.
const stage = "text"

//go:embed texts.sql
var textsQuery string

// row is what is known of one text.
type row struct {
	seen    time.Time
	id      string
	agent   uint64 // a hash
	submolt string
	signs   signs
}

func scanRow(rows driver.Rows) (r row, seen time.Time, err error) {
	var words []uint64
	err = rows.Scan(&r.seen, &r.id, &r.agent, &r.submolt, &words)
	copy(r.signs[:], words)
	r.seen = r.seen.UTC()
	return r, r.seen, err
}

// New gives a detector without a state: Restore comes first.
func New() detectors.Detector {
	return windowed.Must(windowed.Config[row]{
		Name: Name, Version: Version, Window: window, Epoch: epoch, Stages: []string{stage},
		Source:   windowed.Source[row]{Query: textsQuery, Scan: scanRow},
		New:      func() windowed.Watcher[row] { return &forum{submolts: map[string]*submolt{}} },
		Episodes: episode.Rules{ByAnchor: true, Open: open},
	})
}

// forum is the last day of each submolt.
type forum struct {
	submolts map[string]*submolt
	names    []string // in the order in which they came
}

// Take implements windowed.Watcher.
func (f *forum) Take(r row) {
	s := f.submolts[r.submolt]
	if s == nil {
		s = &submolt{name: r.submolt}
		f.submolts[r.submolt] = s
		f.names = append(f.names, r.submolt)
	}
	s.take(text{seen: r.seen, id: r.id, agent: r.agent, signs: r.signs})
}

// StartAt implements windowed.Watcher.
func (f *forum) StartAt(t time.Time) {
	old := *f
	*f = forum{submolts: map[string]*submolt{}}
	for _, name := range old.names {
		if s := old.submolts[name].from(t); s != nil {
			f.submolts[name] = s
			f.names = append(f.names, name)
		}
	}
}

// Tick implements windowed.Watcher.
func (f *forum) Tick(_ context.Context, _ *warehouse.Warehouse, t time.Time) (seen windowed.Seen, err error) {
	for _, name := range f.names {
		if s := f.submolts[name]; s.latest().After(t.Add(-recent)) {
			if found := s.judge(); found != nil {
				seen.Findings = append(seen.Findings, *found)
			}
		}
	}
	return seen, nil
}
