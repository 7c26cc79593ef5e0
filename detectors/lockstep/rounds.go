package lockstep

import (
	"math"
	"slices"
)

// judge tells groups with a common will from those who only like the same things.
type judge struct {
	*Activity
	usual []float64 // sorted: how far accounts outside of all candidates are from the middle of those on a target
}

const leastOn = 3 // accounts on a target before it can be a round, or tell what is usual

func (a *Activity) judge(candidates [][]int32) *judge {
	suspect := map[int32]bool{}
	for _, members := range candidates {
		for _, who := range members {
			suspect[who] = true
		}
	}
	j := &judge{Activity: a}
	seen := map[int32]bool{}
	var times []float64
	for _, on := range a.targets {
		clear(seen)
		times = times[:0]
		for _, at := range on {
			if e := a.events[at]; !suspect[e.Account] && !seen[e.Account] {
				seen[e.Account] = true
				times = append(times, e.Time)
			}
		}
		if len(times) >= leastOn {
			for _, t := range times {
				j.usual = append(j.usual, math.Abs(t-times[len(times)/2]))
			}
		}
	}
	slices.Sort(j.usual)
	return j
}

// spreadOf gives the median of sorted times and the median distance from it.
func spreadOf(times []float64) (middle, spread float64) {
	middle = times[len(times)/2]
	apart := make([]float64, len(times))
	for i, t := range times {
		apart[i] = math.Abs(t - middle)
	}
	slices.Sort(apart)
	return middle, apart[len(apart)/2]
}

// split gives a candidate as a group if it acts as one, and else looks for such groups among
// those who hang together more closely.
func (j *judge) split(n network, members []int32, core int) []Group {
	part := n.among(members)
	if g, ok := j.group(part, members); ok {
		return []Group{g}
	}
	for {
		core++
		part.prune(core)
		if len(part) < j.p.Size {
			return nil
		}
		if len(part) < len(members) {
			break
		}
	}
	var groups []Group
	for _, closer := range part.components() {
		if len(closer) >= j.p.Size {
			groups = append(groups, j.split(part, closer, core)...)
		}
	}
	return groups
}

// group describes members as a group; false if they do not act as one.
func (j *judge) group(part network, members []int32) (Group, bool) {
	width := j.width(part)
	rounds, covered := j.rounds(members, width)
	all := append(slices.Clone(members), j.others(rounds, members)...)
	slices.Sort(all)
	if len(all) > len(members) {
		rounds, covered = j.rounds(all, width)
	}
	g := Group{Accounts: j.regulars(all, rounds), Rounds: rounds}
	if len(g.Accounts) < j.p.Size || len(rounds) == 0 || covered < j.p.Covered {
		return g, false
	}
	for _, who := range g.Accounts {
		g.Scores = append(g.Scores, part.score(who))
	}
	occasions := j.occasions(rounds)
	g.Repeats = repeats(j.Activity, occasions, g.Accounts)
	g.Chance = j.chance(occasions)
	g.Spread = middleSpread(rounds)
	return g, len(occasions) >= j.p.Rounds && g.Repeats >= j.p.Repeats && g.Chance <= j.p.Closeness && j.steady(rounds)
}

// width gives the scale at which most of a candidate's links are strongest.
func (j *judge) width(part network) float64 {
	votes := make([]int, len(j.p.Scales))
	for who, to := range part {
		for other, l := range to {
			if who < other {
				votes[l.scale]++
			}
		}
	}
	best := 0
	for s, n := range votes {
		if n > votes[best] {
			best = s
		}
	}
	return j.p.Scales[best]
}

// rounds gives the targets that drew a good share of the members within a window, in order of
// time, and what share of the meetings of three or more they hold.
func (j *judge) rounds(members []int32, width float64) (rounds []Round, covered float64) {
	on := map[int32][]int32{}
	for _, who := range members {
		for _, at := range j.accounts[who].acts {
			on[j.events[at].Target] = append(on[j.events[at].Target], at)
		}
	}
	least := max(leastOn, int(math.Ceil(j.p.Share*float64(len(members)))))
	all, held := 0, 0
	for target, acts := range on {
		if len(acts) < leastOn {
			continue
		}
		slices.Sort(acts)
		acts = j.densest(acts, width)
		if len(acts) < leastOn {
			continue
		}
		all += len(acts)
		if len(acts) < least {
			continue
		}
		held += len(acts)
		times := make([]float64, len(acts))
		for i, at := range acts {
			times[i] = j.events[at].Time
		}
		middle, spread := spreadOf(times)
		rounds = append(rounds, Round{Target: target, At: middle, Spread: spread, Acts: acts})
	}
	slices.SortFunc(rounds, func(x, y Round) int {
		return compare(Event{0, x.Target, x.At}, Event{0, y.Target, y.At})
	})
	return rounds, float64(held) / max(1, float64(all))
}

// densest gives the first act of each who came in the window that most came in.
func (j *judge) densest(acts []int32, width float64) []int32 {
	var best []int32
	for i := range acts {
		if len(acts)-i <= len(best) {
			break
		}
		var in []int32
		seen := map[int32]bool{}
		for _, at := range acts[i:] {
			e := j.events[at]
			if e.Time-j.events[acts[i]].Time > width {
				break
			}
			if !seen[e.Account] {
				seen[e.Account] = true
				in = append(in, at)
			}
		}
		if len(in) > len(best) {
			best = in
		}
	}
	return best
}
