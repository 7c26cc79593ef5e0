package takeover

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/internal/warehouse"
)

var (
	//go:embed neighbours.sql
	neighboursQuery string
	//go:embed acquaintance.sql
	acquaintanceQuery string
)

const (
	near    = time.Hour   // before now: whoever was there in that time is a neighbour
	pace    = time.Minute // neighbours are looked up as of the last full one
	crowded = 200         // agents at a place: such a one is nobody's
	sample  = 20          // agents, at least, whose share is one
)

// neighbourhood is who acts from which place as of a time, as far as it was asked.
type neighbourhood struct {
	now    time.Time
	agents map[place]map[string]*neighbour
	shares map[arrival]float64 // of acquaintances
}

// neighbour is who acts from a place, and what is known of it.
type neighbour struct {
	answer
	asked bool // the answer is known
	tried bool // its key was tried there too, in vain
}

// arrival is when the first who was moved came to a place.
type arrival struct {
	place
	since time.Time
}

// as gives what was asked as of a time. Of earlier times nothing is kept, as rings that are seen to act go on.
func (m *Memory) as(now time.Time) *neighbourhood {
	n := &neighbourhood{now: now, agents: map[place]map[string]*neighbour{}, shares: map[arrival]float64{}}
	if m.around == nil || m.around.now.Before(now) {
		m.around = n
	}
	if m.around.now.Equal(now) {
		return m.around
	}
	return n
}

// ask looks up who acted from some places in the last hour, and what is known of those who are no members of
// the ring that is asked about.
func (n *neighbourhood) ask(ctx context.Context, w *warehouse.Warehouse, places []place, members map[place]map[string]answer) error {
	if err := n.read(ctx, w, places); err != nil {
		return err
	}
	strangers := map[string]bool{}
	for _, p := range places {
		for agent, of := range n.agents[p] {
			if _, member := members[p][agent]; !member && !of.asked {
				strangers[agent] = true
			}
		}
	}
	looks := make([]look, 0, len(strangers))
	for agent := range strangers {
		looks = append(looks, look{agent: agent, to: n.now})
	}
	stays, err := staysOf(ctx, w, looks)
	if err != nil {
		return err
	}
	for agent, of := range stays {
		for _, s := range of {
			if neighbour := n.agents[s.place][agent]; neighbour != nil {
				neighbour.answer, neighbour.asked = judge(of, s), true
			}
		}
	}
	return nil
}

// read looks up who acted from those of some places in the last hour that were not asked about.
func (n *neighbourhood) read(ctx context.Context, w *warehouse.Warehouse, places []place) error {
	var nets, clients []string
	fresh := map[place]map[string]*neighbour{}
	for _, p := range places {
		if n.agents[p] == nil {
			nets, clients, fresh[p] = append(nets, p.net), append(clients, p.client), map[string]*neighbour{}
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	args := append(warehouse.Between(n.now.Add(-near), n.now), clickhouse.Named("nets", nets), clickhouse.Named("clients", clients))
	rows, err := w.Conn().Query(ctx, neighboursQuery, args...)
	if err != nil {
		return fmt.Errorf("reading who acts from the same places: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var p place
		var agent string
		var tried bool
		if err := rows.Scan(&p.net, &p.client, &agent, &tried); err != nil {
			return fmt.Errorf("reading who acts from the same place: %w", err)
		}
		if of := fresh[p]; of != nil {
			of[agent] = &neighbour{tried: tried}
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("reading who acts from the same places: %w", err)
	}
	for p, of := range fresh {
		if len(of) > crowded {
			of = map[string]*neighbour{}
		}
		n.agents[p] = of
	}
	return nil
}

// stolen reports whether somebody who was taken over acts from a place, and whether so many there are known to be
// from elsewhere, or had their keys tried there, that the others may be victims too: half of all, or half of those of
// whom it would be known, if all were. members are those of a ring who act there.
func (n *neighbourhood) stolen(ctx context.Context, w *warehouse.Warehouse, p place, members map[string]answer) (found, mostly bool, err error) {
	known, there := 0, 0
	var since time.Time
	note := func(a answer, of *neighbour) {
		found = found || a.taken
		if a.moved || of != nil && of.tried && a.open() {
			known++
		}
		if a.moved && (since.IsZero() || a.since.Before(since)) {
			since = a.since
		}
		if !a.registered {
			there++
		}
	}
	for agent, a := range members {
		note(a, n.agents[p][agent])
	}
	for agent, of := range n.agents[p] {
		if _, noted := members[agent]; !noted {
			note(of.answer, of)
		}
	}
	if !found || 2*known >= there {
		return found, true, nil
	}
	share, asked := n.shares[arrival{p, since}]
	if !asked {
		if share, err = acquaintance(ctx, w, since, n.now, slices.Sorted(maps.Keys(n.agents[p]))); err != nil {
			return false, false, err
		}
		n.shares[arrival{p, since}] = share
	}
	return true, 2*float64(known) >= share*float64(there), nil
}

// acquaintance gives which share of the forum's agents that act in a span of time were seen in the day before
// it. A record that has just begun knows few, and so few of those whom a thief took over. Where too few act,
// the share is one.
func acquaintance(ctx context.Context, w *warehouse.Warehouse, since, now time.Time, except []string) (float64, error) {
	args := append(warehouse.Between(since.Add(-lookBack), now), clickhouse.Named("since", since.UnixMicro()), clickhouse.Named("except", except))
	var active, acquainted uint64
	if err := w.Conn().QueryRow(ctx, acquaintanceQuery, args...).Scan(&active, &acquainted); err != nil {
		return 0, fmt.Errorf("counting how many agents were seen before: %w", err)
	}
	if active < sample {
		return 1, nil
	}
	return float64(acquainted) / float64(active), nil
}
