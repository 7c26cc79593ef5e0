package takeover

import (
	"context"
	"maps"
	"slices"
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

// Who is an agent, by a number that its detector gave it, and whether its deed has no place on record, as of a Deed: for
// whoever keeps millions of deeds.
type Who uint32

// By gives who did a deed.
func By(agent int32, nowhere bool) Who {
	w := Who(agent) << 1
	if nowhere {
		w |= 1
	}
	return w
}

// Agent gives the agent's number.
func (w Who) Agent() int32 { return int32(w >> 1) }

// Nowhere is Deed.Nowhere.
func (w Who) Nowhere() bool { return w&1 == 1 }

// Memory keeps the answers of one detector, so that each deed is asked about once, and each place once a minute.
type Memory struct {
	answers map[Deed]answer
	around  *neighbourhood
}

// Forget lets go of the answers about deeds before a time.
func (m *Memory) Forget(before time.Time) {
	maps.DeleteFunc(m.answers, func(d Deed, _ answer) bool { return d.Seen.Before(before) })
}

// Taken reports whether a deed was done from a place that its agent had not used before it moved
// there from another, within a day. w may be nil:
// then nobody was taken over.
func (m *Memory) Taken(ctx context.Context, w *warehouse.Warehouse, d Deed) (bool, error) {
	err := m.ask(ctx, w, d)
	return m.answers[d].taken, err
}

// Division is who and what of a ring is its own, and who and what was taken over. It holds for as long as
// the ring has the same agents and deeds.
type Division struct{ own, taken part }

type part struct {
	agents, items []string
	anchor        string // the first item
	onset         time.Time
}

func (p *part) add(d Deed) {
	if len(p.items) == 0 {
		p.anchor, p.onset = d.Item, d.Seen
	}
	p.items = append(p.items, d.Item)
}

func (p *part) of(ring episode.Finding) episode.Finding {
	ring.Agents, ring.Items = p.agents, p.items
	if len(p.items) > 0 {
		ring.Anchor, ring.Onset = p.anchor, p.onset
	}
	return ring
}

// Divide finds who of a ring was taken over. deeds are the ring's items, in order.
func (m *Memory) Divide(ctx context.Context, w *warehouse.Warehouse, agents []string, deeds []Deed) (d Division, err error) {
	of, err := m.Victims(ctx, w, deeds)
	if err != nil {
		return d, err
	}
	for _, deed := range deeds {
		if of[deed.Agent] {
			d.taken.add(deed)
		} else {
			d.own.add(deed)
		}
	}
	for _, agent := range agents {
		if of[agent] {
			d.taken.agents = append(d.taken.agents, agent)
		} else {
			d.own.agents = append(d.own.agents, agent)
		}
	}
	return d, nil
}

// Of gives the part of a ring's finding that is about accounts of its own, and the one that
// is about accounts that were taken over; either may name nobody.
func (d Division) Of(ring episode.Finding) (own, taken episode.Finding) {
	return d.own.of(ring), Found(d.taken.of(ring))
}

// Findings gives those of both parts that name somebody and something.
func (d Division) Findings(ring episode.Finding) (found []episode.Finding) {
	own, taken := d.Of(ring)
	for _, f := range []episode.Finding{own, taken} {
		if len(f.Agents) > 0 && len(f.Items) > 0 {
			found = append(found, f)
		}
	}
	return found
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
// not to be outnumbered: known victims are half of who came to that place, or half of those of whom
// anything would be known, if all had been taken over. Known is also whose key was tried there in
// vain, and who came there need not be of the ring as far as it is known. deeds are each member's
// first in the ring, or more, in order.
func (m *Memory) Victims(ctx context.Context, w *warehouse.Warehouse, deeds []Deed) (map[string]bool, error) {
	firsts, asked := []Deed{}, map[string]bool{}
	for _, d := range deeds {
		if !asked[d.Agent] {
			firsts, asked[d.Agent] = append(firsts, d), true
		}
	}
	if err := m.ask(ctx, w, firsts...); err != nil {
		return nil, err
	}
	members := map[place]map[string]answer{}
	var open []place // of members who are not known to have lived anywhere
	of := map[string]bool{}
	for _, d := range firsts {
		a := m.answers[d]
		of[d.Agent] = a.taken
		if members[a.here] == nil {
			members[a.here] = map[string]answer{}
		}
		members[a.here][d.Agent] = a
		if a.open() && !slices.Contains(open, a.here) {
			open = append(open, a.here)
		}
	}
	if len(open) == 0 {
		return of, nil
	}
	around := m.as(last(deeds).Truncate(pace))
	if err := around.ask(ctx, w, open, members); err != nil {
		return nil, err
	}
	for _, p := range open {
		found, mostly, err := around.stolen(ctx, w, p, members[p])
		if err != nil {
			return nil, err
		}
		for agent, a := range members[p] {
			of[agent] = a.taken || found && a.open() && (a.moved || mostly)
		}
	}
	return of, nil
}

// last is when the last of some deeds was done.
func last(deeds []Deed) (t time.Time) {
	for _, d := range deeds {
		if d.Seen.After(t) {
			t = d.Seen
		}
	}
	return t
}
