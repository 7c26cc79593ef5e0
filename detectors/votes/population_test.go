package votes

import (
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
)

// However many agents there are, no more are counted than an item has votes.
func TestAgentsAreCountedAsFarAsNeeded(t *testing.T) {
	const agents = 1_000_000
	w := detectortest.Store(t, testparts.ClickHouse(t), nil)
	if err := w.Conn().Exec(t.Context(), "INSERT INTO agent_sightings (agent_id, first_seen) SELECT toString(number), toDateTime64('2026-02-03 09:00:00', 6, 'UTC') + INTERVAL number % 2 HOUR FROM numbers(?)", agents); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 2, 3, 10, 0, 0, 0, time.UTC)
	var x excess
	for _, c := range []struct {
		at           time.Time
		enough, want uint64
		read         [2]uint64 // at least, and at most
	}{
		{at, 2000, 2000, [2]uint64{2000, agents / 2}},
		{at, 2000, 2000, [2]uint64{}}, // it is known
		{at, 1000, 2000, [2]uint64{}},
		{at, 2 * agents, agents / 2, [2]uint64{agents, agents}},
		{at, 3 * agents, agents / 2, [2]uint64{}},
		{at.Add(time.Hour), 2 * agents, agents, [2]uint64{agents, agents}},
	} {
		read := uint64(0)
		ctx := clickhouse.Context(t.Context(), clickhouse.WithProgress(func(p *clickhouse.Progress) { read += p.Rows }))
		if err := x.count(ctx, w, c.at, c.enough); err != nil {
			t.Fatal(err)
		}
		if x.population != c.want || read < c.read[0] || read > c.read[1] {
			t.Errorf("up to %d there are %d, of %d rows; want %d of %v", c.enough, x.population, read, c.want, c.read)
		}
	}
}
