package lockstep

import (
	"cmp"
	"maps"
	"slices"
)

// Find gives the groups that act together, the largest first. Events may come in any order;
// those without a finite time are the caller's to leave out.
func Find(events []Event, p Params) []Group {
	a := NewActivity(p)
	for _, e := range order(events) {
		a.Add(e)
	}
	return a.Groups()
}

func compare(x, y Event) int {
	return cmp.Or(cmp.Compare(x.Time, y.Time), cmp.Compare(x.Target, y.Target), cmp.Compare(x.Account, y.Account))
}

// Groups gives the groups that act together as of now, the largest first.
func (a *Activity) Groups() []Group {
	n := network{}
	for _, l := range a.links() {
		n.link(l)
	}
	n.prune(a.p.Core)
	var candidates [][]int32
	for _, members := range n.components() {
		if len(members) >= a.p.Size {
			candidates = append(candidates, members)
		}
	}
	if len(candidates) == 0 {
		return nil
	}
	j := a.judge(candidates)
	var groups []Group
	for _, members := range candidates {
		groups = append(groups, j.sought(n, members)...)
	}
	slices.SortStableFunc(groups, func(x, y Group) int {
		return cmp.Or(cmp.Compare(len(y.Accounts), len(x.Accounts)), cmp.Compare(x.Accounts[0], y.Accounts[0]))
	})
	return groups
}

// network is who is linked to whom.
type network map[int32]map[int32]link

func (n network) link(l link) {
	for _, end := range [][2]int32{{l.a, l.b}, {l.b, l.a}} {
		if n[end[0]] == nil {
			n[end[0]] = map[int32]link{}
		}
		n[end[0]][end[1]] = l
	}
}

// among gives the part of a network between members.
func (n network) among(members []int32) network {
	within := map[int32]bool{}
	for _, who := range members {
		within[who] = true
	}
	part := network{}
	for _, who := range members {
		for other, l := range n[who] {
			if who < other && within[other] {
				part.link(l)
			}
		}
	}
	return part
}

// prune leaves the k-core: who has fewer than k links left loses them, until nobody does.
func (n network) prune(k int) {
	var weak []int32
	for who, to := range n {
		if len(to) < k {
			weak = append(weak, who)
		}
	}
	for len(weak) > 0 {
		who := weak[len(weak)-1]
		weak = weak[:len(weak)-1]
		for other := range n[who] {
			delete(n[other], who)
			if len(n[other]) == k-1 { // it has just become weak
				weak = append(weak, other)
			}
		}
		delete(n, who)
	}
}

// components gives the sets that hang together, each in rising order.
func (n network) components() (sets [][]int32) {
	seen := map[int32]bool{}
	for _, start := range slices.Sorted(maps.Keys(n)) {
		if seen[start] {
			continue
		}
		seen[start] = true
		var members []int32
		for open := []int32{start}; len(open) > 0; {
			who := open[len(open)-1]
			open = open[:len(open)-1]
			members = append(members, who)
			for other := range n[who] {
				if !seen[other] {
					seen[other] = true
					open = append(open, other)
				}
			}
		}
		slices.Sort(members)
		sets = append(sets, members)
	}
	return sets
}

// score gives the mean surprise of a member's links to the others.
func (n network) score(who int32) float64 {
	if len(n[who]) == 0 {
		return 0
	}
	sum := 0.0
	for _, other := range slices.Sorted(maps.Keys(n[who])) { // in order: sums of floats depend on it
		sum += n[who][other].surprise
	}
	return sum / float64(len(n[who]))
}
