package copypasta

import (
	"cmp"
	"slices"
	"time"
)

// revision is one thing that was said about an episode.
type revision struct {
	id            string
	number        int
	at, onset     time.Time
	agents, items []string // new in it
}

// episode is one campaign, for as long as it goes on.
type episode struct {
	id            string
	revision      int
	onset, last   time.Time
	agents, items map[string]bool
}

// episodes are those of the last day, and who is in them.
type episodes struct {
	all []*episode // by onset, then id
}

// of gives the oldest open episode that any of the agents is in, or nil.
func (e *episodes) of(agents []string, tick time.Time) *episode {
	for _, ep := range e.all {
		if tick.Sub(ep.last) > window {
			continue
		}
		if slices.ContainsFunc(agents, func(agent string) bool { return ep.agents[agent] }) {
			return ep
		}
	}
	return nil
}

// apply takes a revision in, whether it was just raised or read back.
func (e *episodes) apply(r revision) *episode {
	var ep *episode
	for _, known := range e.all {
		if known.id == r.id {
			ep = known
		}
	}
	if ep == nil {
		ep = &episode{id: r.id, onset: r.onset, agents: map[string]bool{}, items: map[string]bool{}}
		e.all = append(e.all, ep)
		slices.SortFunc(e.all, func(a, b *episode) int {
			return cmp.Or(a.onset.Compare(b.onset), cmp.Compare(a.id, b.id))
		})
	}
	ep.revision, ep.last = r.number, r.at
	for _, agent := range r.agents {
		ep.agents[agent] = true
	}
	for _, item := range r.items {
		ep.items[item] = true
	}
	return ep
}

// forget drops the episodes that have ended.
func (e *episodes) forget(tick time.Time) {
	e.all = slices.DeleteFunc(e.all, func(ep *episode) bool { return tick.Sub(ep.last) > window })
}

// missing lists what of a sorted or ordered list is not in the set, in the list's order.
func missing(list []string, set map[string]bool) (out []string) {
	for _, s := range list {
		if !set[s] {
			out = append(out, s)
		}
	}
	return out
}
