package drift

import (
	"context"
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/angle"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/moment"
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
	submolt place
	signs   angle.Signs
}

// place is a submolt as one embedding model sees it: vectors of two say nothing of each other, and there
// are two of them for a day when the model was changed.
type place struct{ name, model string }

func scanRow(rows driver.Rows) (r row, seen time.Time, err error) {
	var words []uint64
	err = rows.Scan(&r.seen, &r.id, &r.agent, &r.submolt.name, &r.submolt.model, &words)
	copy(r.signs[:], words)
	r.seen = r.seen.UTC()
	return r, r.seen, err
}

// New gives a detector without a state: Restore comes first.
func New() detectors.Detector {
	return windowed.Must(windowed.Config[row]{
		Name: Name, Version: Version, Window: window, Epoch: epoch, Stages: []string{stage},
		Source:   windowed.Source[row]{Query: textsQuery, Scan: scanRow},
		New:      func() windowed.Watcher[row] { return &forum{submolts: map[place]*submolt{}} },
		Episodes: episode.Rules{ByAnchor: true, Open: open},
	})
}

// forum is the last day of each submolt, as far back as it matters.
type forum struct {
	submolts map[place]*submolt
	places   []place // in the order in which they came
}

// Take implements windowed.Watcher.
func (f *forum) Take(r row) {
	s := f.submolts[r.submolt]
	if s == nil {
		s = &submolt{name: r.submolt.name}
		f.submolts[r.submolt] = s
		f.places = append(f.places, r.submolt)
	}
	s.take(text{seen: moment.Of(r.seen), agent: r.agent, signs: r.signs}, r.id)
}

// StartAt implements windowed.Watcher.
func (f *forum) StartAt(t time.Time) {
	old := *f
	*f = forum{submolts: map[place]*submolt{}}
	for _, p := range old.places {
		if s := old.submolts[p].from(t); s != nil {
			f.submolts[p] = s
			f.places = append(f.places, p)
		}
	}
}

// Tick implements windowed.Watcher.
func (f *forum) Tick(_ context.Context, _ *warehouse.Warehouse, t time.Time) (seen windowed.Seen, err error) {
	for _, p := range f.places {
		if s := f.submolts[p]; s.latest().After(t.Add(-recent)) {
			if found := s.judge(); found != nil {
				seen.Findings = append(seen.Findings, *found)
			}
		}
	}
	return seen, nil
}
