package semantics

import (
	"math"
	"slices"

	"github.com/moltwatch/moltwatch/detectors/disjoint"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/takeover"
)

// ring is a group of agents that say the same few things.
type ring struct {
	agents   []int32
	meanings []int32
	rows     []int32
	surprise float64 // nats, of the best pair of its least certain member
	chance   float64 // pairs of unrelated agents expected to look like that

	division takeover.Division
	divided  bool // division and threads are known
	threads  int
}

// link is a pair of agents whose shared meanings chance does not explain.
type link struct {
	pair     [2]int32
	meanings []int32
	surprise float64
}

// links finds the pairs whose shared meanings chance does not explain, with the surprise.
//
// The null model: agents choose what they say independently of each other, each meaning as often
// as there are agents who say it. That one of N agents says a meaning of r authors is then r/N, and
// that it says all of several their product.
func (f *forum) links() (links []link, tries float64) {
	agents := float64(len(f.authors))
	tries = math.Max(1, agents*(agents-1)/2)
	enough := math.Log(tries / expected)
	var surprise [maxAuthors]float64 // of a meaning that so many say
	for r := 1; r < maxAuthors; r++ {
		surprise[r] = math.Log(float64(r) / agents)
	}
	for _, key := range f.close {
		meanings := f.pairs[key]
		sum, counted := 0.0, 0
		for _, m := range meanings {
			if r := f.meanings.authors(m); r < maxAuthors {
				sum -= surprise[r]
				counted++
			}
		}
		if counted >= minShared && sum >= enough {
			links = append(links, link{key, meanings, sum})
		}
	}
	return links, tries
}

// found is the rings as of a tick, and what they follow from but for their surprise.
type found struct {
	links []link
	texts int // of the agents that are linked
	rings []*ring
}

// follows reports whether rings that follow from some links are those that were found.
func (f *found) follows(links []link, texts int) bool {
	return f.texts == texts && slices.EqualFunc(f.links, links, func(x, y link) bool {
		return x.pair == y.pair && len(x.meanings) == len(y.meanings)
	})
}

// rings gives the groups among the links, with their surprise as of now.
func (f *forum) rings() []*ring {
	links, tries := f.links()
	texts := 0
	for _, l := range links {
		texts += int(f.authors[l.pair[0]].texts + f.authors[l.pair[1]].texts)
	}
	if !f.found.follows(links, texts) {
		f.found = found{texts: texts, rings: f.group(links)}
	}
	f.found.links = links
	best := map[int32]float64{}
	for _, r := range f.found.rings {
		for _, agent := range r.agents {
			best[agent] = 0
		}
	}
	for _, l := range links {
		a, inA := best[l.pair[0]]
		b, inB := best[l.pair[1]]
		if inA && inB {
			best[l.pair[0]], best[l.pair[1]] = math.Max(a, l.surprise), math.Max(b, l.surprise)
		}
	}
	for _, r := range f.found.rings {
		r.surprise = math.Inf(1)
		for _, agent := range r.agents {
			r.surprise = math.Min(r.surprise, best[agent])
		}
		r.chance = episode.ByChance(tries, r.surprise)
	}
	return f.found.rings
}

// group finds the groups among the links: agents that say little else, and of whom each took some
// of it up from others. Whom the others only echo is not one of them.
func (f *forum) group(links []link) (rings []*ring) {
	shared := map[int32]map[int32]bool{} // by agent: the meanings it shares
	for _, l := range links {
		for _, agent := range l.pair {
			if shared[agent] == nil {
				shared[agent] = map[int32]bool{}
			}
			for _, m := range l.meanings {
				shared[agent][m] = true
			}
		}
	}
	members := map[int32]bool{}
	for agent, of := range shared {
		members[agent] = f.follows(agent, of) && f.focused(agent, of)
	}
	parent := disjoint.Sets{}
	for _, l := range links {
		if members[l.pair[0]] && members[l.pair[1]] {
			parent.Join(l.pair[0], l.pair[1])
		}
	}
	sets := map[int32]*ring{}
	for _, agent := range sorted(parent) {
		root := parent.Find(agent)
		r := sets[root]
		if r == nil {
			r = &ring{}
			sets[root] = r
			rings = append(rings, r)
		}
		r.agents = append(r.agents, agent)
		r.meanings = append(r.meanings, sorted(shared[agent])...)
		for _, at := range f.all(agent) {
			if shared[agent][f.texts.At(at).meaning] {
				r.rows = append(r.rows, at)
			}
		}
	}
	for _, r := range rings {
		slices.Sort(r.rows)
		slices.Sort(r.meanings)
		r.meanings = slices.Compact(r.meanings)
		for _, old := range f.found.rings { // as it was: what was made of its texts is true still
			if slices.Equal(old.agents, r.agents) && slices.Equal(old.rows, r.rows) {
				r.division, r.divided, r.threads = old.division, old.divided, old.threads
			}
		}
	}
	return rings
}

// follows reports whether an agent took up enough of its shared meanings after somebody else.
func (f *forum) follows(agent int32, shared map[int32]bool) bool {
	followed := 0
	for m := range shared {
		if f.first(m) != agent {
			followed++
		}
	}
	return followed > 0 && float64(followed) >= minFollowed*float64(len(shared))
}

// focused reports whether what an agent wrote since its first text of the shared meanings is mostly
// of them.
func (f *forum) focused(agent int32, shared map[int32]bool) bool {
	of, since := 0, 0
	for _, at := range f.all(agent) {
		if shared[f.texts.At(at).meaning] {
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
