package windowed

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Config is what makes a detector. Its zero values are refused where no default is named.
type Config[R any] struct {
	Name, Version string // as they stand in flags; the version changes when the same actions give other flags

	Window time.Duration // how far back a row counts
	Epoch  time.Duration // the window's start moves in steps of this, which divide a day; 0: an hour

	// Stages of ingest that Source reads beside "actions", for example "text" (text_features).
	Stages []string

	Source   Source[R]
	New      func() Watcher[R] // a watcher that has seen nothing
	Episodes episode.Rules     // Detector and Version are filled in; Open 0: the window and an epoch
}

// Source reads rows from ClickHouse.
type Source[R any] struct {
	// Query selects what was seen in [{from:Int64}, {to:Int64}), microseconds since 1970, in an
	// order that depends on the rows alone (ORDER BY seen, id) and begins with seen.
	Query string
	// Scan reads the current row and gives when it was seen.
	Scan func(rows driver.Rows) (row R, seen time.Time, err error)
}

// Watcher is the state of a detector and its judgement. It is used by one goroutine.
type Watcher[R any] interface {
	// Take adds a row. Rows come in the order of the Source.
	Take(row R)

	// StartAt drops what was seen before t: afterwards the state is what it would be had the
	// window always begun there.
	StartAt(t time.Time)

	// Tick says what there is to see as of the tick at t, which covers what was seen before t.
	// It may be asked twice, and must say the same then. w is for looking up what the rows do
	// not hold, such as a baseline from a rollup: nothing that is seen at t or later, and
	// nothing that another detector wrote.
	Tick(ctx context.Context, w *warehouse.Warehouse, t time.Time) (Seen, error)
}

// Seen is what a Watcher says at a tick.
type Seen struct {
	Findings []episode.Finding // in an order that depends on the rows alone
	// Wake is when to ask again though no row comes until then; zero: no need. Asked at any
	// time before it without a new row, the Watcher names the same time again.
	Wake time.Time
}

func (c *Config[R]) check() error {
	if c.Epoch == 0 {
		c.Epoch = time.Hour
	}
	switch {
	case c.Name == "" || c.Version == "":
		return fmt.Errorf("a detector needs a name and a version")
	case c.Window <= 0 || c.Epoch < 0 || (24*time.Hour)%c.Epoch != 0:
		return fmt.Errorf("detector %s: a window of %s in epochs of %s: want a length, and epochs that divide a day", c.Name, c.Window, c.Epoch)
	case c.Source.Query == "" || c.Source.Scan == nil || c.New == nil:
		return fmt.Errorf("detector %s needs a query, a scanner and a watcher", c.Name)
	}
	c.Episodes.Detector, c.Episodes.Version = c.Name, c.Version
	if c.Episodes.Open == 0 {
		// Not shorter: what is still in the window would be said once more, as something new.
		c.Episodes.Open = c.Window + c.Epoch
	}
	return nil
}
