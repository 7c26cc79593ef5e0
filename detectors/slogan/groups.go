package slogan

import (
	"cmp"
	"math"
	"slices"

	"github.com/moltwatch/moltwatch/detectors/disjoint"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/moment"
)

// pair is the evidence that one agent says a word after another, on one thread after another.
type pair struct {
	follower, followed int32
	occasions          map[int32]float64 // by thread: the surprise, in nats
	sum                float64
}

// look judges the words that somebody insists on, as of now.
func (a *activity) look() {
	a.claimed = a.claimed[:0]
	for number := range a.insists {
		if a.exclusive(number) {
			a.claimed = append(a.claimed, number)
		}
	}
	slices.SortFunc(a.claimed, func(x, y int32) int { return cmp.Compare(a.words.key(x), a.words.key(y)) })
}

// exclusive reports whether a word is a name, not everybody's, and nearly all who say it favour it.
func (a *activity) exclusive(word int32) bool {
	of := a.uses.list(a.uses.often.At(word))
	by := of.by
	if float64(len(by)) > everybodys*float64(a.agents.Len()) || !of.name() {
		return false
	}
	favour := len(by)
	for _, x := range by {
		if !a.favours(x) {
			if favour--; float64(favour) < exclusive*float64(len(by)) {
				return false
			}
		}
	}
	return true
}

// insisting gives the agents that insist on a word, by their numbers.
func (a *activity) insisting(word int32) (agents []int32, texts int) {
	for _, x := range a.uses.list(a.uses.often.At(word)).by {
		if a.obsessed(x) {
			agents = append(agents, x.agent)
			texts += int(x.texts)
		}
	}
	slices.Sort(agents)
	return agents, texts
}

// meet holds a text with a word against those before it on its thread, if its author and
// theirs insist on the word.
//
// The chance that one of n texts, spread evenly over T seconds, falls within d seconds of
// another is about 2(d+30)n/T, and that it is by somebody who says the word, by accident, the share
// of agents who do: a null model in which agents act independently of each other.
func (a *activity) meet(u *usage, saying int32) {
	of := a.uses.list(u)
	var i *item
	var seen moment.Moment
	var total, share float64
	met := 0
	for _, at := range a.uses.texts(u, saying) {
		if i == nil {
			if i = a.items.At(at); !of.insisted(i.who.Agent()) {
				return
			}
			seen = a.seen.At(at)
			total = math.Max(epoch.Seconds(), a.seen.At(int32(a.seen.Len()-1)).Sub(a.seen.At(0)).Seconds())
			share = float64(len(of.by)) / float64(a.agents.Len())
			continue
		}
		lag := seen.Sub(a.seen.At(at))
		if lag > maxLag || met == maxMet {
			return
		}
		j := a.items.At(at)
		if j.place != i.place || j.who.Agent() == i.who.Agent() || !of.insisted(j.who.Agent()) {
			continue
		}
		met++
		chance := math.Min(1, 2*(lag.Seconds()+lagSlack)*float64(a.threads[i.place])/total) * share
		key := [2]int32{i.who.Agent(), j.who.Agent()}
		if of.pairs[key] == nil {
			of.pairs[key] = &pair{follower: key[0], followed: key[1], occasions: map[int32]float64{}}
		}
		of.pairs[key].note(i.place, -math.Log(math.Max(minChance, chance)))
	}
}

func (p *pair) note(thread int32, surprise float64) {
	if before := p.occasions[thread]; surprise > before {
		p.occasions[thread] = surprise
		p.sum += surprise - before
	}
}

// ring is a group of agents that say a word together.
type ring struct {
	agents   []int32
	words    []int32
	surprise float64 // nats, of its least certain member
	chance   float64 // pairs of unrelated agents expected to look like that member's best
}

// groups finds the rings: an agent belongs to one when it has followed another that itself
// follows, often enough and closely enough that chance does not explain it.
func (a *activity) groups() (rings []ring) {
	agents := float64(a.agents.Len())
	tries := math.Max(1, agents*(agents-1)/2) * math.Max(1, float64(len(a.claimed)))
	enough := math.Log(tries / expected)
	best := map[int32]float64{}
	words := map[int32][]int32{}
	var close []*pair
	for _, key := range a.claimed {
		for _, p := range a.uses.list(a.uses.often.At(key)).pairs {
			if len(p.occasions) >= minOccasions && p.sum >= enough {
				best[p.follower] = math.Max(best[p.follower], p.sum)
				words[p.follower] = append(words[p.follower], key)
				close = append(close, p)
			}
		}
	}
	parent := disjoint.Sets{}
	for _, p := range close {
		if _, follows := best[p.followed]; follows {
			parent.Join(p.follower, p.followed)
		}
	}
	sets := map[int32]*ring{}
	for agent := range parent {
		root := parent.Find(agent)
		if sets[root] == nil {
			sets[root] = &ring{surprise: math.Inf(1)}
		}
		r := sets[root]
		r.agents, r.words = append(r.agents, agent), append(r.words, words[agent]...)
		r.surprise = math.Min(r.surprise, best[agent])
	}
	for _, r := range sets {
		slices.Sort(r.agents)
		slices.Sort(r.words)
		r.words, r.chance = slices.Compact(r.words), episode.ByChance(tries, r.surprise)
		rings = append(rings, *r)
	}
	slices.SortFunc(rings, func(x, y ring) int { return int(x.agents[0]) - int(y.agents[0]) })
	return rings
}
