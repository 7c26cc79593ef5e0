package votes

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Parameters of excess. The README reasons them.
const (
	leastPopulation = 1000 // agents that are known of a forum of which something can be said
	excessSure      = 0.9
)

//go:embed population.sql
var populationQuery string

// excess is what stands higher than there are agents.
type excess struct {
	high  []int32         // items that were observed at leastPopulation upvotes or more, in order
	stood map[int32]stood // of these, as observed last

	population uint64 // agents ever seen, as of an hour; enough, if there are more
	enough     uint64
	counted    time.Time
}

type stood struct {
	upvotes int64
	seen    moment.Moment // when it was first that high
}

// cleared keeps what the store said.
func (x excess) cleared() excess {
	return excess{stood: map[int32]stood{}, population: x.population, enough: x.enough, counted: x.counted}
}

func (x *excess) observe(item int32, upvotes int64, seen moment.Moment) {
	before, known := x.stood[item]
	if !known && upvotes < leastPopulation {
		return
	}
	if !known {
		before.seen = seen
		x.high = append(x.high, item)
	}
	x.stood[item] = stood{upvotes, before.seen}
}

// exceeding says what has more votes than there are agents, as of the last full hour: each has one.
// Nobody is accused of it, since who cast them is not on record.
func (p *polls) exceeding(ctx context.Context, w *warehouse.Warehouse, t time.Time) (f episode.Finding, above bool, err error) {
	x := &p.excess
	if len(x.high) == 0 || w == nil {
		return f, false, nil
	}
	most := int64(0)
	for _, i := range x.high {
		most = max(most, x.stood[i].upvotes)
	}
	if err := x.count(ctx, w, t.Truncate(time.Hour), uint64(max(most, leastPopulation))); err != nil {
		return f, false, err
	}
	for _, i := range x.high {
		v := x.stood[i]
		if v.upvotes < leastPopulation || v.upvotes <= int64(x.population) {
			continue
		}
		if len(f.Items) == 0 {
			f.Onset = v.seen.Time()
		}
		f.Items = append(f.Items, p.items.Name(i))
	}
	if len(f.Items) == 0 || x.population < leastPopulation {
		return f, false, nil
	}
	f.Kind, f.Anchor, f.Severity, f.Confidence = "vote_excess", "vote_excess", event.SeverityLow, excessSure
	f.Summary = fmt.Sprintf("%d items stand at up to %d upvotes, on a forum of which %d agents were ever seen: votes count more than once, or most voters are never seen.",
		len(f.Items), most, x.population)
	f.Features = map[string]float64{"items": float64(len(f.Items)), "most_upvotes": float64(most), "agents_seen": float64(x.population)}
	f.Query = func(_ string, from, to time.Time) string {
		return fmt.Sprintf("SELECT target_id, max(value) AS upvotes FROM actions WHERE seen >= %s AND seen < %s AND kind = 'score.observed' AND reason = 'upvotes' AND value > %d GROUP BY target_id ORDER BY upvotes DESC",
			episode.Instant(from), episode.Instant(to), x.population)
	}
	return f, true, nil
}

// count counts the agents that were seen before a time, as far as enough.
func (x *excess) count(ctx context.Context, w *warehouse.Warehouse, at time.Time, enough uint64) error {
	if at.Equal(x.counted) && (x.population < x.enough || x.enough >= enough) {
		return nil
	}
	args := append(warehouse.Between(time.Unix(0, 0), at), clickhouse.Named("enough", enough))
	if err := w.Conn().QueryRow(ctx, populationQuery, args...).Scan(&x.population); err != nil {
		return fmt.Errorf("counting the agents that were seen before %s: %w", at, err)
	}
	x.counted, x.enough = at, enough
	return nil
}
