package automation

import (
	"context"
	_ "embed"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Name, Version and Kind as they stand in flags. The version changes when the same actions
// would give other flags.
const (
	Name    = "automation"
	Version = "1"
	Kind    = "automation"
)

//go:embed texts.sql
var textsQuery string

// New gives a detector without a state: Restore comes first.
func New() detectors.Detector { return newDetector() }

func newDetector() *windowed.Detector[message] {
	return windowed.Must(windowed.Config[message]{
		Name: Name, Version: Version, Window: window,
		Source:   windowed.Source[message]{Query: textsQuery, Scan: scanMessage},
		New:      func() windowed.Watcher[message] { return newActivity() },
		Episodes: episode.Rules{Open: memory, GrowWait: growWait, Escalate: true},
	})
}

func scanMessage(rows driver.Rows) (m message, seen time.Time, err error) {
	err = rows.Scan(&m.seen, &m.id, &m.agent, &m.thread, &m.words)
	m.seen = m.seen.UTC()
	return m, m.seen, err
}

// Tick implements windowed.Watcher. What was repeated longer ago than recently has been said.
func (x *activity) Tick(_ context.Context, _ *warehouse.Warehouse, at time.Time) (seen windowed.Seen, err error) {
	for _, agent := range x.recentlyOpen(at) {
		seen.Findings = append(seen.Findings, x.finding(agent, at))
	}
	return seen, nil
}

// StartAt implements windowed.Watcher. Nothing is to be done: no judgement looks back further
// than the window, and take lets go of what none looks at.
func (x *activity) StartAt(time.Time) {}

// recentlyOpen gives the accounts of which there may be something new to say, in order.
func (x *activity) recentlyOpen(at time.Time) (agents []string) {
	now := moment.Of(at)
	for agent, a := range x.open {
		items := a.parrot.items
		switch {
		case now.Sub(a.parrot.found) > memory:
			delete(x.open, agent)
		case len(items) > 0 && now.Sub(items[len(items)-1].at) <= recently:
			agents = append(agents, agent)
		}
	}
	slices.Sort(agents)
	return agents
}
