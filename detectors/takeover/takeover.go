package takeover

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Kind of the flags that name accounts that were taken over.
const Kind = "takeover"

const (
	lookBack = 24 * time.Hour // before the deed
	life     = 2              // deeds of its own in that time, at least: else nothing is known of it
)

//go:embed origins.sql
var originsQuery string

// Deed is the first thing that an agent did in a campaign.
type Deed struct {
	Agent, Item string
	Seen        time.Time
}

// Memory keeps the answers of one detector, so that each deed is asked about once.
type Memory struct{ taken map[Deed]bool }

// Taken reports whether a deed was done from a place that its agent had not used before it moved
// there from another, within a day. w may be nil:
// then nobody was taken over.
func (m *Memory) Taken(ctx context.Context, w *warehouse.Warehouse, d Deed) (bool, error) {
	if w == nil {
		return false, nil
	}
	if taken, asked := m.taken[d]; asked {
		return taken, nil
	}
	args := append(warehouse.Between(d.Seen.Add(-lookBack), d.Seen.Add(time.Microsecond)), clickhouse.Named("agent", d.Agent), clickhouse.Named("item", d.Item))
	rows, err := w.Conn().Query(ctx, originsQuery, args...)
	if err != nil {
		return false, fmt.Errorf("reading the origins of an agent: %w", err)
	}
	defer rows.Close()
	type place struct {
		net, client string
		first       time.Time
		acts        uint64
	}
	var places []place
	var here place // where the deed was done
	for rows.Next() {
		var p place
		var deed uint64
		if err := rows.Scan(&p.net, &p.client, &p.first, &p.acts, &deed); err != nil {
			return false, fmt.Errorf("reading an origin: %w", err)
		}
		places = append(places, p)
		if deed > 0 {
			here = p
		}
	}
	lived, known := uint64(0), here.net == "" || here.client == ""
	for _, p := range places {
		if p.first.Before(here.first) {
			lived += p.acts
			known = known || p.net == here.net || p.client == here.client
		}
	}
	taken := lived >= life && !known
	if m.taken == nil {
		m.taken = map[Deed]bool{}
	}
	m.taken[d] = taken
	return taken, rows.Err()
}

// Split gives the part of a ring's finding that is about accounts of its own, and the one that
// is about accounts that were taken over; either may name nobody. deeds are the items of the
// finding, with whose they are, in order.
func (m *Memory) Split(ctx context.Context, w *warehouse.Warehouse, ring episode.Finding, deeds []Deed) (own, taken episode.Finding, err error) {
	own, taken = ring, ring
	own.Agents, own.Items, taken.Agents, taken.Items = nil, nil, nil, nil
	of := map[string]bool{}
	for _, d := range deeds {
		is, asked := of[d.Agent]
		if !asked {
			if is, err = m.Taken(ctx, w, d); err != nil {
				return own, taken, err
			}
			of[d.Agent] = is
		}
		if is {
			taken.Items = append(taken.Items, d.Item)
			if len(taken.Items) == 1 {
				taken.Anchor, taken.Onset = d.Item, d.Seen
			}
		} else {
			own.Items = append(own.Items, d.Item)
			if len(own.Items) == 1 {
				own.Anchor, own.Onset = d.Item, d.Seen
			}
		}
	}
	for _, agent := range ring.Agents {
		if of[agent] {
			taken.Agents = append(taken.Agents, agent)
		} else {
			own.Agents = append(own.Agents, agent)
		}
	}
	taken.Kind, taken.SeverityOf, taken.Severity = Kind, nil, event.SeverityMedium
	taken.Summary = "Accounts that act as a ring from where none of them ever was before, after a life of their own elsewhere: somebody else has got hold of them. " + ring.Summary
	return own, taken, nil
}
