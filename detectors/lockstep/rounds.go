package lockstep

import (
	"math"
	"slices"
)

// judge tells groups with a common will from those who only like the same things.
type judge struct {
	*Activity
	suspect []bool    // by account: it is in a candidate
	usual   []float64 // sorted: how far accounts outside of all candidates are from the middle of those on a target
	counted bool      // usual is made when it is needed first: most candidates fail before
	met     marks
	counts  []int32 // by target: all zero but while acts are put together
	inside  []int32 // by account: its acts in a window, all zero but while one is moved
}

// marks are accounts that were met, and forgotten all at once.
type marks struct {
	of  []int32 // by account
	now int32
}

func (m *marks) clear() { m.now++ }

// first reports whether an account is met for the first time, and marks it.
func (m *marks) first(account int32) bool {
	if m.of[account] == m.now {
		return false
	}
	m.of[account] = m.now
	return true
}

const leastOn = 3 // accounts on a target before it can be a round, or tell what is usual

func (a *Activity) judge(candidates [][]int32) *judge {
	j := &judge{Activity: a, suspect: make([]bool, len(a.accounts)), met: marks{of: make([]int32, len(a.accounts))}}
	for _, members := range candidates {
		for _, who := range members {
			j.suspect[who] = true
		}
	}
	return j
}

// count finds what is usual.
func (j *judge) count() {
	var times []float64
	for _, on := range j.targets {
		if len(on) < leastOn {
			continue
		}
		j.met.clear()
		times = times[:0]
		for _, at := range on {
			if e := &j.events[at]; !j.suspect[e.Account] && j.met.first(e.Account) {
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
	j.counted = true
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

// sought gives the groups of a candidate, or if there are none those that are suspected.
func (j *judge) sought(n network, members []int32) []Group {
	groups := j.split(n, members, j.p.Core, j.p.Repeats)
	if len(groups) == 0 && j.p.Suspicious > 0 {
		groups = j.split(n, members, j.p.Core, j.p.Suspicious)
	}
	return groups
}

// split gives a candidate as a group if it acts as one and came together again often enough, and
// else looks for such groups among those who hang together more closely.
func (j *judge) split(n network, members []int32, core, repeats int) []Group {
	part := n.among(members)
	if g, ok := j.group(part, members, repeats); ok {
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
			groups = append(groups, j.split(part, closer, core, repeats)...)
		}
	}
	return groups
}

// group describes members as a group; false if they do not act as one, or came together again too seldom.
func (j *judge) group(part network, members []int32, leastRepeats int) (Group, bool) {
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
	g.Suspected = g.Repeats < j.p.Repeats
	g.Spread = middleSpread(rounds)
	if len(occasions) < j.p.Rounds || g.Repeats < leastRepeats || !j.steady(rounds) {
		return g, false
	}
	g.Chance = j.chance(occasions)
	return g, g.Chance <= j.p.Closeness
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
	least := max(leastOn, int(math.Ceil(j.p.Share*float64(len(members)))))
	all, held := 0, 0
	for _, acts := range j.together(members) {
		target := j.events[acts[0]].Target
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

// together gives the members' acts on each target that has enough of them, in order.
func (j *judge) together(members []int32) (on [][]int32) {
	if j.counts == nil {
		j.counts = make([]int32, len(j.targets))
	}
	var touched []int32
	for _, who := range members {
		for _, at := range j.acts(who) {
			target := j.events[at].Target
			if j.counts[target]++; j.counts[target] == 1 {
				touched = append(touched, target)
			}
		}
	}
	for _, target := range touched {
		n := j.counts[target]
		if j.counts[target] = -1; n >= leastOn {
			j.counts[target] = int32(len(on))
			on = append(on, make([]int32, 0, n))
		}
	}
	for _, who := range members {
		for _, at := range j.acts(who) {
			if place := j.counts[j.events[at].Target]; place >= 0 {
				on[place] = append(on[place], at)
			}
		}
	}
	for _, target := range touched {
		j.counts[target] = 0
	}
	for _, acts := range on {
		slices.Sort(acts)
	}
	return on
}

// densest gives the first act of each who came in the window that most came in.
func (j *judge) densest(acts []int32, width float64) (best []int32) {
	if j.inside == nil {
		j.inside = make([]int32, len(j.accounts))
	}
	begin, most, came, end := 0, 0, 0, 0
	for i := range acts {
		for ; end < len(acts) && j.events[acts[end]].Time-j.events[acts[i]].Time <= width; end++ {
			who := j.events[acts[end]].Account
			if j.inside[who]++; j.inside[who] == 1 {
				came++
			}
		}
		if came > most {
			begin, most = i, came
		}
		who := j.events[acts[i]].Account
		if j.inside[who]--; j.inside[who] == 0 {
			came--
		}
	}
	j.met.clear()
	for _, at := range acts[begin:] {
		if len(best) == most {
			break
		}
		if j.met.first(j.events[at].Account) {
			best = append(best, at)
		}
	}
	return best
}
