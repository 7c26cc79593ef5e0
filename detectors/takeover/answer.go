package takeover

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/internal/warehouse"
)

//go:embed origins.sql
var originsQuery string

// place is from where somebody acts.
type place struct{ net, client string }

func (p place) told() bool { return p.net != "" && p.client != "" }

// stay is what an agent did at one place within a day.
type stay struct {
	place
	first      time.Time
	acts       uint64
	registered bool
	deed       bool // the item that is asked about is from there
}

// answer is what is known of an agent at a place.
type answer struct {
	here       place
	since      time.Time // it acts there
	taken      bool      // it lived elsewhere, and nothing of this place is known from there
	moved      bool      // the same, but it was hardly seen there
	settled    bool      // it had used the net or the client before it came here
	registered bool      // it registered here
}

// open reports whether the agent may have been taken over though nothing shows it.
func (a answer) open() bool { return a.here.told() && !a.taken && !a.settled && !a.registered }

// together is about how many agents are asked in one query.
const together = 1000

// ask looks up from where agents acted in the day up to their deeds, one of each agent, and remembers it.
func (m *Memory) ask(ctx context.Context, w *warehouse.Warehouse, deeds ...Deed) error {
	if w == nil {
		return nil // nobody was taken over
	}
	fresh := slices.DeleteFunc(slices.Clone(deeds), func(d Deed) bool {
		_, asked := m.answers[d]
		return asked || d.Nowhere // nobody was taken over from nowhere
	})
	for some := range slices.Chunk(fresh, together) {
		looks := make([]look, len(some))
		for i, d := range some {
			looks[i] = look{agent: d.Agent, item: d.Item, to: d.Seen.Add(time.Microsecond)}
		}
		stays, err := staysOf(ctx, w, looks)
		if err != nil {
			return err
		}
		if m.answers == nil {
			m.answers = map[Deed]answer{}
		}
		for _, d := range some {
			var here stay
			if i := slices.IndexFunc(stays[d.Agent], func(s stay) bool { return s.deed }); i >= 0 {
				here = stays[d.Agent][i]
			}
			m.answers[d] = judge(stays[d.Agent], here)
		}
	}
	return nil
}

// look is what is asked of an agent: where it acted in the day up to a time, and where an item of its own is from.
type look struct {
	agent, item string
	to          time.Time
}

// staysOf gives where each of some agents acted, each of them told once.
func staysOf(ctx context.Context, w *warehouse.Warehouse, looks []look) (map[string][]stay, error) {
	stays := map[string][]stay{}
	if len(looks) == 0 {
		return stays, nil
	}
	var agents, items []string
	var ends []int64
	from, to := looks[0].to, looks[0].to
	for _, l := range looks {
		agents, items, ends = append(agents, l.agent), append(items, l.item), append(ends, l.to.UnixMicro())
		if l.to.Before(from) {
			from = l.to
		}
		if l.to.After(to) {
			to = l.to
		}
	}
	args := append(warehouse.Between(from.Add(-lookBack), to), clickhouse.Named("agents", agents), clickhouse.Named("items", items),
		clickhouse.Named("ends", ends), clickhouse.Named("span", lookBack.Microseconds()))
	rows, err := w.Conn().Query(ctx, originsQuery, args...)
	if err != nil {
		return nil, fmt.Errorf("reading the origins of agents: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var s stay
		var agent string
		var deeds, registered uint64
		if err := rows.Scan(&agent, &s.net, &s.client, &s.first, &s.acts, &deeds, &registered); err != nil {
			return nil, fmt.Errorf("reading an origin: %w", err)
		}
		s.registered, s.deed = registered > 0, deeds > 0
		stays[agent] = append(stays[agent], s)
	}
	return stays, rows.Err()
}

// judge says what the stays of an agent make of the one that it is asked about.
func judge(stays []stay, here stay) (a answer) {
	lived := uint64(0)
	for _, s := range stays {
		if s.first.Before(here.first) {
			lived += s.acts
			a.settled = a.settled || s.net == here.net || s.client == here.client
		}
	}
	a.here, a.since, a.registered = here.place, here.first, here.registered
	a.settled = a.settled || !here.told()
	a.moved = here.told() && !a.settled && lived > 0
	a.taken = a.moved && lived >= life
	return a
}
