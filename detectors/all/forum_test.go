package all_test

import (
	"context"
	_ "embed"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

func TestMain(m *testing.M) { testparts.Main(m) }

//go:embed testdata/actions.sql
var makeActions string

//go:embed testdata/claims.sql
var makeClaims string

//go:embed testdata/bans.sql
var makeBans string

//go:embed testdata/texts.sql
var makeTexts string

// history is a made-up forum, written in ClickHouse itself. Its last batch is what is measured.
type history struct {
	actions int
	agents  int
	spacing time.Duration // between two actions
	batch   time.Duration // the end of it
	merged  bool          // into one part, so that two histories have the same granules at their ends
}

const tick = 10 * time.Second

// end is so soon after a full hour that the windows of all detectors move within the last batch.
var end = time.Date(2026, 3, 1, 12, 2, 30, 0, time.UTC)

// day is more than any detector looks back at rollups and texts, an hour before the end.
const day = 26 * time.Hour

// rollups are the views over actions. What they make of the days before the last is not written:
// it would take most of the time, and a range of their keys is read all the same.
var rollups = []string{"actions_per_minute_from_actions", "agent_sightings_from_actions"}

// write makes the forum: all of its actions, with the rollups and the features of the texts of the
// last day.
func (h history) write(t *testing.T) *warehouse.Warehouse {
	t.Helper()
	dsn := testparts.ClickHouse(t)
	w, err := warehouse.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if err := w.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	maker := patient(t, dsn)
	const block = 250_000
	old := max(0, h.actions-int(day/h.spacing)) / block * block
	for _, view := range rollups {
		h.exec(t, maker, "DETACH TABLE "+view)
	}
	for first := 0; first < h.actions; first += block {
		for _, view := range rollups {
			if first == old {
				h.exec(t, maker, "ATTACH TABLE "+view)
			}
		}
		h.exec(t, maker, makeActions, clickhouse.Named("actions", h.actions), clickhouse.Named("agents", h.agents), clickhouse.Named("end", end.UnixMicro()),
			clickhouse.Named("spacing", h.spacing.Microseconds()), clickhouse.Named("first", first), clickhouse.Named("last", min(first+block, h.actions)))
	}
	for from := end.Add(-day); from.Before(end); from = from.Add(time.Hour) {
		h.exec(t, maker, makeTexts, warehouse.Between(from, from.Add(time.Hour))...)
	}
	for _, table := range []string{"actions", "text_features"} {
		if h.merged {
			h.exec(t, maker, "OPTIMIZE TABLE "+table+" FINAL")
		}
	}
	return w
}

// attest lets owners vouch for some agents and bans others, so that trust has something to spread from.
func (h history) attest(t *testing.T, w *warehouse.Warehouse) {
	t.Helper()
	h.exec(t, w.Conn(), makeClaims, clickhouse.Named("agents", h.agents), clickhouse.Named("end", end.UnixMicro()))
	h.exec(t, w.Conn(), makeBans, clickhouse.Named("end", end.UnixMicro()))
}

// patient is a connection for statements that take long.
func patient(t *testing.T, dsn string) driver.Conn {
	t.Helper()
	options, err := clickhouse.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	options.ReadTimeout = time.Hour
	conn, err := clickhouse.Open(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func (h history) exec(t *testing.T, conn driver.Conn, statement string, args ...any) {
	t.Helper()
	ctx := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"max_insert_threads": 2}))
	if err := conn.Exec(ctx, statement, args...); err != nil {
		t.Fatal(err)
	}
}

// cost is what a detector needs for the last batch, and to be restored before it.
type cost struct {
	restore, batch         time.Duration
	longest                time.Duration // tick of the batch: that at which the window moves
	restoreRows, batchRows uint64
	flags                  int
}

// measure runs a detector over the last batch, tick by tick as it runs live.
func (h history) measure(t *testing.T, w *warehouse.Warehouse, d detectors.Detector) (c cost) {
	t.Helper()
	from := end.Add(-h.batch)
	began := time.Now()
	ctx, rows := counting(t.Context())
	if err := d.Restore(ctx, w, from); err != nil {
		t.Fatalf("restoring %s: %v", d.Name(), err)
	}
	c.restore, c.restoreRows = time.Since(began), rows.Load()
	began = time.Now()
	ctx, rows = counting(t.Context())
	for at := from; at.Before(end); at = at.Add(tick) {
		start := time.Now()
		flags, err := d.Advance(ctx, w, detectors.Span{From: at, To: at.Add(tick), Tick: tick})
		if err != nil {
			t.Fatalf("%s at %s: %v", d.Name(), at, err)
		}
		c.flags += len(flags)
		c.longest = max(c.longest, time.Since(start))
	}
	c.batch, c.batchRows = time.Since(began), rows.Load()
	return c
}

// counting counts the rows that ClickHouse reads for the queries of a context.
func counting(ctx context.Context) (context.Context, *atomic.Uint64) {
	rows := &atomic.Uint64{}
	return clickhouse.Context(ctx, clickhouse.WithProgress(func(p *clickhouse.Progress) { rows.Add(p.Rows) })), rows
}

func (h history) String() string {
	return fmt.Sprintf("%d actions by %d agents over %s", h.actions, h.agents, time.Duration(h.actions)*h.spacing)
}
