package lockstep

import (
	"maps"
	"slices"
)

// Find gives the groups that act together, the largest first. Events may come in any order;
// those without a finite time are the caller's to leave out.
func Find(events []Event, p Params) []Group {
	met, targets := pairs(events, p)
	strength := map[int32]map[int32]float64{}
	link := func(a, b int32, sum float64) {
		if strength[a] == nil {
			strength[a] = map[int32]float64{}
		}
		strength[a][b] = sum
	}
	for k, s := range met {
		union := targets[k.a] + targets[k.b] - s.targets
		if s.targets >= p.Targets && s.sum >= p.Sum && float64(s.targets) >= p.Overlap*float64(union) {
			link(k.a, k.b, s.sum)
			link(k.b, k.a, s.sum)
		}
	}
	prune(strength, p.Core)
	var groups []Group
	seen := map[int32]bool{}
	for _, start := range slices.Sorted(maps.Keys(strength)) {
		if members := component(strength, start, seen); len(members) >= p.Size {
			groups = append(groups, group(strength, members))
		}
	}
	slices.SortStableFunc(groups, func(x, y Group) int { return len(y.Accounts) - len(x.Accounts) })
	return groups
}

// prune leaves the k-core: who has fewer than k links left loses them, until nobody does.
func prune(links map[int32]map[int32]float64, k int) {
	var weak []int32
	for who, to := range links {
		if len(to) < k {
			weak = append(weak, who)
		}
	}
	for len(weak) > 0 {
		who := weak[len(weak)-1]
		weak = weak[:len(weak)-1]
		for other := range links[who] {
			delete(links[other], who)
			if len(links[other]) == k-1 { // it has just become weak
				weak = append(weak, other)
			}
		}
		delete(links, who)
	}
}

// component gives everybody who hangs together with start and was not seen yet, in order.
func component(links map[int32]map[int32]float64, start int32, seen map[int32]bool) (members []int32) {
	if seen[start] {
		return nil
	}
	seen[start] = true
	for open := []int32{start}; len(open) > 0; {
		who := open[len(open)-1]
		open = open[:len(open)-1]
		members = append(members, who)
		for other := range links[who] {
			if !seen[other] {
				seen[other] = true
				open = append(open, other)
			}
		}
	}
	slices.Sort(members)
	return members
}

func group(links map[int32]map[int32]float64, members []int32) Group {
	g := Group{Accounts: members}
	for _, who := range members {
		sum := 0.0
		for _, other := range slices.Sorted(maps.Keys(links[who])) { // in order: sums of floats depend on it
			sum += links[who][other]
		}
		g.Scores = append(g.Scores, sum/float64(len(links[who])))
	}
	return g
}
