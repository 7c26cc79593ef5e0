package copypasta

import (
	"cmp"
	"math"
	"slices"

	"github.com/moltwatch/moltwatch/detectors/disjoint"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/takeover"
)

// ring is a group of agents that act as one, as of now.
type ring struct {
	members  []int32
	acts     int // texts that they wrote; with merged, what all but surprise and chance follow from
	merged   int
	division takeover.Division
	divided  bool // division is known

	agents   []string // sorted
	items    []int32  // those that show it, in order
	surprise float64  // nats, of its least certain member
	chance   float64  // pairs of unrelated agents expected to look like that member's best
	threads  int      // that more than one member was on
	texts    int      // families that more than one member used
	lag      float64  // seconds, the mean by which one followed another
}

// rings finds the groups. An agent belongs to one when it has followed another that itself
// follows, often enough and closely enough that chance does not explain it, or when it
// spreads in bulk what another spreads in bulk. Being followed is not enough: whose words a
// ring copies, and whom it always answers first, is its victim; and who says what is its own follows nobody, whoever said
// it just before.
func (a *activity) rings() []*ring {
	agents := float64(a.agents.Len())
	pairsInAll := agents * (agents - 1) / 2
	enough := math.Log(math.Max(1, pairsInAll) / expected)

	best := map[int32]float64{} // of each agent that follows anybody closely
	var close [][2]int32
	for _, key := range a.followed {
		if p := a.pairs[key]; p.sum >= enough {
			if sum, occasions := a.copied(key[0], p); occasions >= minOccasions && sum >= enough {
				best[key[0]] = math.Max(best[key[0]], sum)
				close = append(close, key)
			}
		}
	}
	links := slices.DeleteFunc(close, func(key [2]int32) bool {
		_, follows := best[key[1]]
		return !follows
	})
	for number, spreaders := range a.bulk {
		if surprise := a.bulkSurprise(number, spreaders); len(spreaders) > 1 && surprise >= enough {
			links = append(links, chain(spreaders)...)
			for agent := range spreaders {
				best[agent] = math.Max(best[agent], surprise)
			}
		}
	}
	var rings []*ring
	described := map[int32]*ring{}
	for _, members := range components(links) {
		slices.Sort(members) // sums of floats depend on their order
		r := a.describe(members)
		described[members[0]] = r
		r.surprise = math.Inf(1)
		for _, m := range members {
			r.surprise = math.Min(r.surprise, best[m])
		}
		r.chance = episode.ByChance(pairsInAll, r.surprise)
		if len(r.items) > 0 {
			rings = append(rings, r)
		}
	}
	a.described = described
	slices.SortFunc(rings, func(x, y *ring) int { return cmp.Compare(x.agents[0], y.agents[0]) })
	return rings
}

// bulkSurprise is how unlikely, in nats, it is that all of the fewest threads that any of the
// spreaders reached got this text, if texts were chosen at their shares among all.
func (a *activity) bulkSurprise(number int32, spreaders map[int32]int) float64 {
	fewest := math.MaxInt
	for _, threads := range spreaders {
		fewest = min(fewest, threads)
	}
	used := a.family[a.families.find(number)].total
	return float64(fewest) * math.Log(float64(a.items.Len())/float64(used))
}

// chain links all agents of a set, each to the next.
func chain(set map[int32]int) (links [][2]int32) {
	agents := make([]int32, 0, len(set))
	for agent := range set {
		agents = append(agents, agent)
	}
	slices.Sort(agents)
	for i := range len(agents) - 1 {
		links = append(links, [2]int32{agents[i], agents[i+1]})
	}
	return links
}

// components gives the connected sets of at least two agents.
func components(links [][2]int32) map[int32][]int32 {
	parent := disjoint.Sets{}
	for _, l := range links {
		parent.Join(l[0], l[1])
	}
	sets := map[int32][]int32{}
	for agent := range parent {
		root := parent.Find(agent)
		sets[root] = append(sets[root], agent)
	}
	return sets
}

// describe says what a set of agents has in common. What was described at an earlier tick is still
// true if none of them wrote anything since and no two families became one.
func (a *activity) describe(members []int32) *ring {
	r := &ring{members: members, merged: a.merged}
	for _, m := range members {
		r.acts += int(a.byAgent[m].items)
	}
	if old := a.described[members[0]]; old != nil && old.acts == r.acts && old.merged == r.merged && slices.Equal(old.members, members) {
		return old
	}
	for _, m := range members {
		r.agents = append(r.agents, a.agents.Name(m))
	}
	slices.Sort(r.agents)
	texts, threads := shared{}, shared{}
	for _, m := range members {
		for _, at := range a.by(m) {
			texts.note(a.families.find(a.items.At(at).number), m)
			threads.note(a.items.At(at).place, m)
		}
	}
	for _, m := range members {
		for _, at := range a.by(m) {
			if texts[a.families.find(a.items.At(at).number)] == several {
				r.items = append(r.items, at)
			}
		}
	}
	slices.Sort(r.items)
	r.texts, r.threads = texts.count(), threads.count()
	lags, noted := 0.0, 0
	for _, from := range members {
		for _, to := range members {
			if p := a.pairs[[2]int32{from, to}]; p != nil {
				lags += p.lags
				noted += p.noted
			}
		}
	}
	if noted > 0 {
		r.lag = lags / float64(noted)
	}
	return r
}

// shared tells whose something is, or that it is several agents'.
type shared map[int32]int32

const several = -1

func (s shared) note(key, agent int32) {
	if other, known := s[key]; !known {
		s[key] = agent
	} else if other != agent {
		s[key] = several
	}
}

// count gives how many are several agents'.
func (s shared) count() (n int) {
	for _, of := range s {
		if of == several {
			n++
		}
	}
	return n
}
