package windowed

import (
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// 450,000 actions within an hour, and three days without any before and after.
const crowded = `INSERT INTO actions (kafka_partition, kafka_offset, seen, time, id, kind, agent_id)
SELECT 0, number, toDateTime64('2026-02-03 12:00:00', 6, 'UTC') + toIntervalMillisecond(number * 8) AS at, at, toString(number), 'post.created', 'crab' FROM numbers(450000)`

func TestALargeWindowIsReadInPieces(t *testing.T) {
	w, err := warehouse.Open(t.Context(), testparts.ClickHouse(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if err := w.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	from, to := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 2, 5, 0, 0, 10, 0, time.UTC)
	if pieces, err := cut(t.Context(), w, from, to); err != nil || len(pieces) > 0 {
		t.Fatalf("a window without a row is read in %d pieces (%v)", len(pieces), err)
	}
	if err := w.Conn().Exec(t.Context(), crowded); err != nil {
		t.Fatal(err)
	}
	pieces, err := cut(t.Context(), w, from, to)
	if err != nil || len(pieces) < 3 {
		t.Fatalf("450,000 rows are read in %d pieces (%v)", len(pieces), err)
	}
	at, rows := from, uint64(0)
	for _, p := range pieces {
		counts, err := w.ActionsPerTick(t.Context(), p.from, p.to, pieceGrain)
		if err != nil {
			t.Fatal(err)
		}
		held := uint64(0)
		for _, c := range counts {
			held += c.Actions
		}
		if !p.from.Equal(at) || held > pieceRows {
			t.Errorf("a piece from %s to %s holds %d rows; the one before ended at %s", p.from, p.to, held, at)
		}
		at, rows = p.to, rows+held
	}
	if !at.Equal(to) || rows != 450_000 {
		t.Errorf("the pieces end at %s and hold %d rows", at, rows)
	}
}
