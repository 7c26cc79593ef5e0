package warehouse_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

func TestMain(m *testing.M) { testparts.Main(m) }

func open(t *testing.T) *warehouse.Warehouse {
	t.Helper()
	w, err := warehouse.Open(t.Context(), testparts.ClickHouse(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if err := w.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

var began = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

// block is actions of one agent at offsets from up to to, one each ten seconds.
func block(from, to int64) *warehouse.Actions {
	b := &warehouse.Actions{}
	for offset := from; offset < to; offset++ {
		at := began.Add(time.Duration(offset) * 10 * time.Second)
		b.Append(&event.Action{ID: fmt.Sprint("action-", offset), Forum: "f", Kind: event.PostCreated, Time: event.At(at), Agent: event.Agent{ID: "crab"}},
			warehouse.Place{Offset: offset, BrokerTime: at, Seen: at})
	}
	return b
}

func insert(t *testing.T, w *warehouse.Warehouse, token string, b *warehouse.Actions) (repeated bool) {
	t.Helper()
	repeated, err := b.Insert(t.Context(), w, token)
	if err != nil {
		t.Fatal(err)
	}
	return repeated
}

// perMinute gives the counts of the agent, by minute since began.
func perMinute(t *testing.T, w *warehouse.Warehouse) (counts []int64) {
	t.Helper()
	const query = "SELECT groupArray(n) FROM (SELECT sum(actions) AS n FROM actions_per_minute WHERE dimension = 'agent' GROUP BY minute ORDER BY minute)"
	if err := w.Conn().QueryRow(t.Context(), query).Scan(&counts); err != nil {
		t.Fatal(err)
	}
	return counts
}

func wantCounts(t *testing.T, w *warehouse.Warehouse, want ...int64) {
	t.Helper()
	if got := perMinute(t, w); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("actions a minute are %v, want %v", got, want)
	}
}

func TestABlockThatIsRepeatedIsStoredOnceAndSaidToBe(t *testing.T) {
	w := open(t)
	if insert(t, w, "first", block(0, 9)) {
		t.Error("a new block is said to be repeated")
	}
	if !insert(t, w, "first", block(0, 9)) {
		t.Error("a repeated block is not said to be")
	}
	wantCounts(t, w, 6, 3)
	if insert(t, w, "second", block(9, 12)) {
		t.Error("a new block is said to be repeated")
	}
	wantCounts(t, w, 6, 6)
}

// A stretch of offsets begins and ends in the middle of minutes that hold others' rows too.
func TestRepairTouchesNothingThatIsRight(t *testing.T) {
	w := open(t)
	insert(t, w, "a", block(0, 9))
	insert(t, w, "b", block(9, 20))
	for from := range int64(20) {
		wrong, err := w.RepairRollups(t.Context(), 0, from, from+3)
		if err != nil || wrong != 0 {
			t.Errorf("offset %d: %d wrong, %v", from, wrong, err)
		}
	}
	wantCounts(t, w, 6, 6, 6, 2)
}

func TestRepairMendsTheMinutesOfItsStretch(t *testing.T) {
	w := open(t)
	insert(t, w, "a", block(0, 20))
	for _, spoil := range []string{
		"INSERT INTO actions_per_minute SELECT dimension, minute, key, kind, kafka_partition, 5 FROM actions_per_minute SETTINGS insert_deduplicate = 0",
		"TRUNCATE TABLE actions_per_minute",
	} {
		if err := w.Conn().Exec(t.Context(), spoil); err != nil {
			t.Fatal(err)
		}
		if wrong, err := w.RepairRollups(t.Context(), 0, 0, 20); err != nil || wrong != 8 { // two dimensions
			t.Errorf("%d wrong, %v", wrong, err)
		}
		wantCounts(t, w, 6, 6, 6, 2)
	}
}
