package takeover

import (
	"context"
	"maps"
	"time"

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

// Deed is the first thing that an agent did in a campaign.
type Deed struct {
	Agent, Item string
	Seen        time.Time
	Nowhere     bool // it is not on record from which network, or with which client
}

// Memory keeps the answers of one detector, so that each deed is asked about once.
type Memory struct{ answers map[Deed]answer }

// Forget lets go of the answers about deeds before a time.
func (m *Memory) Forget(before time.Time) {
	maps.DeleteFunc(m.answers, func(d Deed, _ answer) bool { return d.Seen.Before(before) })
}

// Taken reports whether a deed was done from a place that its agent had not used before it moved
// there from another, within a day. w may be nil:
// then nobody was taken over.
func (m *Memory) Taken(ctx context.Context, w *warehouse.Warehouse, d Deed) (bool, error) {
	a, err := m.ask(ctx, w, d)
	return a.taken, err
}

// Split gives the part of a ring's finding that is about accounts of its own, and the one that
// is about accounts that were taken over; either may name nobody. deeds are the items of the
// finding, with whose they are, in order.
func (m *Memory) Split(ctx context.Context, w *warehouse.Warehouse, ring episode.Finding, deeds []Deed) (own, taken episode.Finding, err error) {
	own, taken = ring, ring
	own.Agents, own.Items, taken.Agents, taken.Items = nil, nil, nil, nil
	of, err := m.Victims(ctx, w, deeds)
	if err != nil {
		return own, taken, err
	}
	for _, d := range deeds {
		if of[d.Agent] {
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
	taken = Found(taken)
	return own, taken, nil
}

// Found makes of a finding on a ring the one on its members that were taken over.
func Found(ring episode.Finding) episode.Finding {
	ring.Kind, ring.SeverityOf, ring.Severity = Kind, nil, event.SeverityMedium
	ring.Summary = "Accounts that act as a ring from where none of them ever was before, after a life of their own elsewhere: somebody else has got hold of them. " + ring.Summary
	return ring
}

// Victims gives who of a ring was taken over: who acts from a new place after a life elsewhere, and
// who acts from the same place as such a one and is no account made for it. Of an account that
// hardly spoke before, no life can be shown: there it has to have been seen elsewhere at least, or
// not to be outnumbered: known victims are half of who came to that place. deeds are each member's first in the ring, or more, in order.
func (m *Memory) Victims(ctx context.Context, w *warehouse.Warehouse, deeds []Deed) (map[string]bool, error) {
	answers := map[string]answer{}
	thief, known, there := map[place]bool{}, map[place]int{}, map[place]int{}
	for _, d := range deeds {
		if _, asked := answers[d.Agent]; asked {
			continue
		}
		a, err := m.ask(ctx, w, d)
		if err != nil {
			return nil, err
		}
		answers[d.Agent] = a
		thief[a.here] = thief[a.here] || a.taken
		if a.moved {
			known[a.here]++
		}
		if !a.registered {
			there[a.here]++
		}
	}
	of := map[string]bool{}
	for agent, a := range answers {
		mostly := 2*known[a.here] >= there[a.here]
		of[agent] = a.taken || thief[a.here] && !a.registered && (a.moved || mostly && !a.settled)
	}
	return of, nil
}
