package copypasta

import (
	"cmp"
	"math"
	"slices"
)

// ring is a group of agents that act as one, as of now.
type ring struct {
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
// ring copies, and whom it always answers first, is its victim.
func (a *activity) rings() []ring {
	agents := float64(len(a.agents.names))
	pairsInAll := agents * (agents - 1) / 2
	enough := math.Log(math.Max(1, pairsInAll) / expected)

	best := map[int32]float64{} // of each agent that follows anybody closely
	var close [][2]int32
	for _, key := range a.followed {
		if p := a.pairs[key]; p.sum >= enough {
			best[key[0]] = math.Max(best[key[0]], p.sum)
			close = append(close, key)
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
	var rings []ring
	for _, members := range components(links) {
		slices.Sort(members) // sums of floats depend on their order
		if r := a.describe(members, best, pairsInAll); len(r.items) > 0 {
			rings = append(rings, r)
		}
	}
	slices.SortFunc(rings, func(x, y ring) int { return cmp.Compare(x.agents[0], y.agents[0]) })
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
	return float64(fewest) * math.Log(float64(len(a.items))/float64(used))
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
	parent := map[int32]int32{}
	var find func(x int32) int32
	find = func(x int32) int32 {
		if p, ok := parent[x]; ok && p != x {
			parent[x] = find(p)
			return parent[x]
		}
		parent[x] = x
		return x
	}
	for _, l := range links {
		a, b := find(l[0]), find(l[1])
		parent[max(a, b)] = min(a, b)
	}
	sets := map[int32][]int32{}
	for agent := range parent {
		sets[find(agent)] = append(sets[find(agent)], agent)
	}
	return sets
}

// describe says what a set of agents has in common.
func (a *activity) describe(members []int32, best map[int32]float64, pairsInAll float64) ring {
	r := ring{surprise: math.Inf(1)}
	within := map[int32]bool{}
	for _, m := range members {
		within[m] = true
		r.agents = append(r.agents, a.agents.names[m])
		r.surprise = math.Min(r.surprise, best[m])
	}
	slices.Sort(r.agents)
	r.chance = pairsInAll * math.Exp(-r.surprise)
	texts, threads := map[int32]map[int32]bool{}, map[int32]map[int32]bool{}
	for _, m := range members {
		for _, at := range a.byAgent[m] {
			note(texts, a.families.find(a.items[at].number), m)
			note(threads, a.items[at].place, m)
		}
	}
	for _, m := range members {
		for _, at := range a.byAgent[m] {
			if len(texts[a.families.find(a.items[at].number)]) > 1 {
				r.items = append(r.items, at)
			}
		}
	}
	slices.Sort(r.items)
	for _, by := range texts {
		r.texts += min(1, len(by)-1)
	}
	for _, by := range threads {
		r.threads += min(1, len(by)-1)
	}
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

func note(sets map[int32]map[int32]bool, key, agent int32) {
	if sets[key] == nil {
		sets[key] = map[int32]bool{}
	}
	sets[key][agent] = true
}
