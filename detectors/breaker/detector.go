package breaker

import (
	"context"
	_ "embed"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Name and Version as they stand in flags. The version changes when the same actions would
// give other flags. Kind is that of its flags.
const (
	Name    = "breaker"
	Version = "1"
	Kind    = "uptake"
)

//go:embed texts.sql
var textsQuery string

// text is what one text is like.
type text struct {
	seen           time.Time
	id, agent      string
	bands          []uint64
	links, wallets []string
}

// New gives a detector without a state: Restore comes first.
func New() detectors.Detector {
	return windowed.Must(windowed.Config[text]{
		Name: Name, Version: Version, Window: hour, Epoch: step, Stages: []string{"text"},
		Source: windowed.Source[text]{Query: textsQuery, Scan: scan},
		New:    func() windowed.Watcher[text] { return newWatch() },
	})
}

func scan(rows driver.Rows) (t text, seen time.Time, err error) {
	err = rows.Scan(&t.seen, &t.id, &t.agent, &t.bands, &t.links, &t.wallets)
	t.seen = t.seen.UTC()
	return t, t.seen, err
}

// Tick implements windowed.Watcher.
func (w *watch) Tick(ctx context.Context, house *warehouse.Warehouse, t time.Time) (seen windowed.Seen, err error) {
	began, from := t.Add(-hour), t.Add(-day)
	spread := w.spread(from, began)
	if len(spread) == 0 {
		return seen, nil
	}
	h := history{ctx: ctx, house: house, from: from, to: t}
	if whole, err := w.isWhole(h); err != nil || !whole {
		return seen, err
	}
	if err := w.firstUses(h, spread, began); err != nil {
		return seen, err
	}
	spread = slices.DeleteFunc(spread, func(p pattern) bool { return w.known[p.key].Before(began) })
	if len(spread) == 0 {
		return seen, nil
	}
	if err := w.firstTexts(h, spread, began); err != nil {
		return seen, err
	}
	before, err := w.volume(h, began)
	if err != nil {
		return seen, err
	}
	for _, u := range w.uptakes(spread) {
		if u.chance = chance(len(u.agents), w.since(began), int(before)); len(u.agents) >= minAgents && u.chance <= maxChance {
			seen.Findings = append(seen.Findings, u.finding())
		}
	}
	return seen, nil
}
