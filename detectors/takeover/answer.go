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

// ask looks up from where an agent acted in the day up to a deed.
func (m *Memory) ask(ctx context.Context, w *warehouse.Warehouse, d Deed) (a answer, err error) {
	if w == nil || d.Nowhere { // nobody was taken over from nowhere
		return a, nil
	}
	if a, asked := m.answers[d]; asked {
		return a, nil
	}
	stays, err := staysOf(ctx, w, []string{d.Agent}, d.Item, d.Seen.Add(time.Microsecond))
	if err != nil {
		return a, err
	}
	var here stay
	if i := slices.IndexFunc(stays[d.Agent], func(s stay) bool { return s.deed }); i >= 0 {
		here = stays[d.Agent][i]
	}
	a = judge(stays[d.Agent], here)
	if m.answers == nil {
		m.answers = map[Deed]answer{}
	}
	m.answers[d] = a
	return a, nil
}

// staysOf gives where each of some agents acted in the day up to a time, and from which of these places an item is.
func staysOf(ctx context.Context, w *warehouse.Warehouse, agents []string, item string, to time.Time) (map[string][]stay, error) {
	stays := map[string][]stay{}
	if len(agents) == 0 {
		return stays, nil
	}
	args := append(warehouse.Between(to.Add(-lookBack), to), clickhouse.Named("agents", agents), clickhouse.Named("item", item))
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
