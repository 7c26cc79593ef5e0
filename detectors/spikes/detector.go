package spikes

import (
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/windowed"
)

// Name, Version and Kind as they stand in flags. The version changes when the same actions would
// give other flags.
const (
	Name    = "spikes"
	Version = "2"
	Kind    = "spike"
)

//go:embed counts.sql
var countsQuery string

// count is how often something happened in one minute.
type count struct {
	seen  time.Time
	of    name
	times int64
}

// name is what is counted.
type name struct {
	what       uint8
	key, other string // other: the agent that key acted on
}

// What is counted: the first three are the dimensions of actions_per_minute.
const (
	byKind    = 1
	bySubmolt = 2
	byTarget  = 3
	byEdge    = 4
)

func scanCount(rows driver.Rows) (c count, seen time.Time, err error) {
	err = rows.Scan(&c.seen, &c.of.what, &c.of.key, &c.of.other, &c.times)
	c.seen = c.seen.UTC()
	return c, c.seen, err
}

// New gives a detector without a state: Restore comes first.
func New() detectors.Detector {
	return windowed.Must(windowed.Config[count]{
		Name: Name, Version: Version, Window: window, Epoch: epoch,
		Source:   windowed.Source[count]{Query: countsQuery, Scan: scanCount},
		New:      func() windowed.Watcher[count] { return newWatch() },
		Episodes: episode.Rules{ByAnchor: true},
	})
}
