package semantics

import (
	"cmp"
	"math"
	"slices"

	"github.com/moltwatch/moltwatch/detectors/disjoint"
)

// ring is a group of agents that say the same few things.
type ring struct {
	agents   []int32
	meanings []int32
	rows     []int32
	surprise float64 // nats, of the best pair of its least certain member
	chance   float64 // pairs of unrelated agents expected to look like that
}

// links are the pairs of agents whose shared meanings chance does not explain, with the surprise.
//
// The null model: agents choose what they say independently of each other, each meaning as often
// as there are agents who say it. That one of N agents says a meaning of r authors is then r/N, and
// that it says all of several their product.
func (f *forum) links() (links map[[2]int32]float64, tries float64) {
	agents := float64(len(f.authors))
	tries = math.Max(1, agents*(agents-1)/2)
	enough := math.Log(tries / expected)
	links = map[[2]int32]float64{}
	var surprise [maxAuthors]float64 // of a meaning that so many say
	for r := 1; r < maxAuthors; r++ {
		surprise[r] = math.Log(float64(r) / agents)
	}
	for _, key := range f.close {
		sum, counted := 0.0, 0
		for _, m := range f.pairs[key] {
			if r := len(f.meanings.users[m]); r < maxAuthors {
				sum -= surprise[r]
				counted++
			}
		}
		if counted >= minShared && sum >= enough {
			links[key] = sum
		}
	}
	return links, tries
}

// rings finds the groups among the links: agents that say little else, and of whom each took some
// of it up from others. Whom the others only echo is not one of them.
func (f *forum) rings() (rings []ring) {
	links, tries := f.links()
	shared := map[int32]map[int32]bool{} // by agent: the meanings it shares
	for key := range links {
		for _, m := range f.pairs[key] {
			for _, agent := range key {
				if shared[agent] == nil {
					shared[agent] = map[int32]bool{}
				}
				shared[agent][m] = true
			}
		}
	}
	members, best := map[int32]bool{}, map[int32]float64{}
	for agent, of := range shared {
		members[agent] = f.follows(agent, of) && f.focused(agent, of)
	}
	parent := disjoint.Sets{}
	for key, surprise := range links {
		if members[key[0]] && members[key[1]] {
			parent.Join(key[0], key[1])
			best[key[0]], best[key[1]] = math.Max(best[key[0]], surprise), math.Max(best[key[1]], surprise)
		}
	}
	sets := map[int32]*ring{}
	for _, agent := range sorted(parent) {
		root := parent.Find(agent)
		if sets[root] == nil {
			sets[root] = &ring{surprise: math.Inf(1)}
		}
		r := sets[root]
		r.agents = append(r.agents, agent)
		r.meanings = append(r.meanings, sorted(shared[agent])...)
		r.surprise = math.Min(r.surprise, best[agent])
		for _, at := range f.authors[agent].rows {
			if shared[agent][f.rows[at].meaning] {
				r.rows = append(r.rows, at)
			}
		}
	}
	for _, r := range sets {
		slices.Sort(r.rows)
		slices.Sort(r.meanings)
		r.meanings = slices.Compact(r.meanings)
		r.chance = tries * math.Exp(-r.surprise)
		rings = append(rings, *r)
	}
	slices.SortFunc(rings, func(x, y ring) int { return cmp.Compare(x.agents[0], y.agents[0]) })
	return rings
}

// follows reports whether an agent took up enough of its shared meanings after somebody else.
func (f *forum) follows(agent int32, shared map[int32]bool) bool {
	followed := 0
	for m := range shared {
		if f.meanings.users[m][0].agent != agent {
			followed++
		}
	}
	return followed > 0 && float64(followed) >= minFollowed*float64(len(shared))
}

// focused reports whether what an agent wrote since its first text of the shared meanings is mostly
// of them.
func (f *forum) focused(agent int32, shared map[int32]bool) bool {
	of, since := 0, 0
	for _, at := range f.authors[agent].rows {
		if shared[f.rows[at].meaning] {
			of++
		}
		if of > 0 {
			since++
		}
	}
	return float64(of) >= focus*float64(since)
}

// sorted gives the keys of a map in rising order.
func sorted[V any](of map[int32]V) []int32 {
	keys := make([]int32, 0, len(of))
	for key := range of {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
