package sybil

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Parameters of live trust. The README reasons them.
const (
	cadence    = 6 * time.Hour       // of event time, between two looks
	tiesSpan   = 7 * 24 * time.Hour  // in which agents dealt with each other
	stood      = 24 * time.Hour      // since a sanction, before it counts as confirmed
	remembered = 30 * 24 * time.Hour // a sanction
	claimedFor = 7 * 24 * time.Hour  // before an owner's word counts
	fewAgents  = 3                   // that an owner who vouches has claimed at most
	knownFor   = 30 * 24 * time.Hour // an agent that nobody need vouch for
	suspected  = 0.75                // a belief that has reached its bound
	leastTied  = 3                   // accounts that are said
)

//go:embed condemned.sql
var condemnedQuery string

//go:embed attested.sql
var attestedQuery string

//go:embed named.sql
var namedQuery string

// watcher is arrivals, and trust beside them.
type watcher struct {
	*arrivals
	looked time.Time // as of when tied is
	tied   []cluster
}

// cluster is accounts that trust does not reach and distrust does, and that hang together.
type cluster struct {
	at     time.Time
	agents []string // in order
	known  int      // sanctioned accounts that it hangs together with
	score  float64  // the mean of its accounts
}

// Tick implements windowed.Watcher. Trust is looked at as of the last multiple of the cadence, so
// that it does not matter when.
func (x *watcher) Tick(ctx context.Context, w *warehouse.Warehouse, t time.Time) (seen windowed.Seen, err error) {
	if seen, err = x.arrivals.Tick(ctx, w, t); err != nil || w == nil {
		return seen, err
	}
	if at := t.Truncate(cadence); !at.Equal(x.looked) {
		if x.tied, err = distrusted(ctx, w, at); err != nil {
			return seen, fmt.Errorf("spreading trust as of %s: %w", at, err)
		}
		x.looked = at
	}
	for _, c := range x.tied {
		seen.Findings = append(seen.Findings, c.finding())
	}
	return seen, nil
}

// distrusted lets trust spread over the ties of the last days, from who is vouched for and from who
// was sanctioned, and gives the clusters of those that it makes suspects.
func distrusted(ctx context.Context, w *warehouse.Warehouse, at time.Time) ([]cluster, error) {
	condemned, err := numbers(ctx, w, condemnedQuery, at.Add(-remembered), at, clickhouse.Named("stood", at.Add(-stood).UnixMicro()))
	if err != nil || len(condemned) == 0 {
		return nil, err // nobody to be tied to
	}
	attested, err := numbers(ctx, w, attestedQuery, at, at, clickhouse.Named("few", uint64(fewAgents)),
		clickhouse.Named("claimed", at.Add(-claimedFor).UnixMicro()), clickhouse.Named("known", at.Add(-knownFor).UnixMicro()))
	if err != nil || len(attested) == 0 {
		return nil, err
	}
	nodes, edges, err := tiesOf(ctx, w, at)
	if err != nil {
		return nil, err
	}
	bad := places(nodes, condemned)
	good := slices.DeleteFunc(places(nodes, attested), func(i int32) bool { _, sanctioned := slices.BinarySearch(bad, i); return sanctioned })
	if len(bad) == 0 || len(good) == 0 {
		return nil, nil
	}
	g := NewGraph(len(nodes), edges)
	return name(ctx, w, at, nodes, suspects(g, bad, Spread(g, good, bad, DefaultSpreadParams())))
}

// places gives where numbers stand among the nodes; those that have no tie are left out.
func places(nodes, numbers []uint64) (at []int32) {
	for _, n := range numbers {
		if i, found := slices.BinarySearch(nodes, n); found {
			at = append(at, int32(i))
		}
	}
	return at
}

func numbers(ctx context.Context, w *warehouse.Warehouse, query string, from, to time.Time, more ...any) (all []uint64, err error) {
	rows, err := w.Conn().Query(ctx, query, append(warehouse.Between(from, to), more...)...)
	if err != nil {
		return nil, fmt.Errorf("reading who is known: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var n uint64
		if err := rows.Scan(&n); err != nil {
			return nil, fmt.Errorf("reading who is known: %w", err)
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

// tied is a cluster by the places of its nodes.
type tied struct {
	members []int32 // rising
	known   int
	score   float64
}

// suspects puts together what hangs together of those whom the beliefs make suspects, by way of
// each other and of the sanctioned.
func suspects(g *Graph, bad []int32, beliefs []float64) (all []tied) {
	const unseen, seen = 0, 1
	state, sanctioned := map[int32]int{}, map[int32]bool{}
	for _, i := range bad {
		state[i], sanctioned[i] = unseen, true
	}
	for i, b := range beliefs {
		if b >= suspected {
			state[int32(i)] = unseen
		}
	}
	for i := range int32(g.Nodes()) {
		if at, in := state[i]; !in || at == seen {
			continue
		}
		state[i] = seen
		var c tied
		for open := []int32{i}; len(open) > 0; {
			at := open[len(open)-1]
			open = open[:len(open)-1]
			if sanctioned[at] {
				c.known++
			} else {
				c.members = append(c.members, at)
			}
			for _, other := range g.Of(at) {
				if s, in := state[other]; in && s == unseen {
					state[other] = seen
					open = append(open, other)
				}
			}
		}
		if len(c.members) < leastTied || c.known == 0 {
			continue
		}
		slices.Sort(c.members) // sums of floats depend on their order
		for _, m := range c.members {
			c.score += beliefs[m] / float64(len(c.members))
		}
		all = append(all, c)
	}
	return all
}

// name gives clusters with the ids of their agents, the largest first.
func name(ctx context.Context, w *warehouse.Warehouse, at time.Time, nodes []uint64, found []tied) (clusters []cluster, err error) {
	if len(found) == 0 {
		return nil, nil
	}
	var asked []uint64
	for _, c := range found {
		for _, m := range c.members {
			asked = append(asked, nodes[m])
		}
	}
	rows, err := w.Conn().Query(ctx, namedQuery, clickhouse.Named("numbers", asked))
	if err != nil {
		return nil, fmt.Errorf("reading the names of %d agents: %w", len(asked), err)
	}
	defer rows.Close()
	ids := map[uint64]string{}
	for rows.Next() {
		var number uint64
		var id string
		if err := rows.Scan(&number, &id); err != nil {
			return nil, fmt.Errorf("reading a name: %w", err)
		}
		ids[number] = id
	}
	for _, t := range found {
		c := cluster{at: at, known: t.known, score: t.score}
		for _, m := range t.members {
			c.agents = append(c.agents, ids[nodes[m]])
		}
		slices.Sort(c.agents)
		clusters = append(clusters, c)
	}
	slices.SortFunc(clusters, func(x, y cluster) int {
		return cmp.Or(cmp.Compare(len(y.agents), len(x.agents)), cmp.Compare(x.agents[0], y.agents[0]))
	})
	return clusters, rows.Err()
}
