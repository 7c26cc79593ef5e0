package votes

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// draw makes a graph of cliques with holes and of chance links.
func draw(r *rand.Rand) (links [][2]int32) {
	nodes := 20 + r.IntN(40)
	drawn := map[[2]int32]bool{}
	link := func(a, b int) {
		if a, b := int32(min(a, b))*3, int32(max(a, b))*3; a != b {
			drawn[[2]int32{a, b}] = true
		}
	}
	for at := 0; at+12 < nodes; at += 12 {
		for a := range 4 + r.IntN(8) {
			for b := range a {
				if r.IntN(4) > 0 {
					link(at+a, at+b)
				}
			}
		}
	}
	for range r.IntN(2 * nodes) {
		link(r.IntN(nodes), r.IntN(nodes))
	}
	for l := range drawn {
		links = append(links, l)
	}
	slices.SortFunc(links, func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
	return links
}

// kept gives the nodes of the k-core by the definition: whoever has too few links goes, again and again.
func kept(links [][2]int32, k int) map[int32][]int32 {
	for {
		of := map[int32][]int32{}
		for _, l := range links {
			of[l[0]], of[l[1]] = append(of[l[0]], l[1]), append(of[l[1]], l[0])
		}
		left := slices.DeleteFunc(slices.Clone(links), func(l [2]int32) bool { return len(of[l[0]]) < k || len(of[l[1]]) < k })
		if len(left) == len(links) {
			return of
		}
		links = left
	}
}

func TestCoreNumbersAreThoseOfTheDefinition(t *testing.T) {
	for seed := range uint64(50) {
		links := draw(rand.New(rand.NewPCG(seed, 1)))
		c := newCircle(links)
		core, order := c.cores()
		for k := range 12 {
			of := kept(links, k)
			for i, agent := range c.agents {
				if _, in := of[agent]; in != (int(core[i]) >= k) {
					t.Fatalf("seed %d: agent %d has core number %d, and is in the %d-core: %t", seed, agent, core[i], k, in)
				}
			}
		}
		if !slices.IsSortedFunc(order, func(a, b int32) int { return int(core[a] - core[b]) }) || len(order) != len(c.agents) {
			t.Errorf("seed %d: the order is not that of the core numbers", seed)
		}
	}
}

// parted gives the connected parts.
func parted(of map[int32][]int32) (parts [][]int32) {
	seen := map[int32]bool{}
	for start := range of {
		var part []int32
		for open := []int32{start}; len(open) > 0; open = open[1:] {
			if !seen[open[0]] {
				seen[open[0]] = true
				part = append(part, open[0])
				open = append(open, of[open[0]]...)
			}
		}
		if slices.Sort(part); part != nil {
			parts = append(parts, part)
		}
	}
	return parts
}

func TestDenseGroupsAreTheLargestThatHold(t *testing.T) {
	const least = 5
	several := 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		links := draw(r)
		refused := r.Int32N(8)
		holds := func(agents []int32) bool { return (agents[0]/3+int32(len(agents)))%8 != refused }
		var want [][]int32
		for k := 2; k < 12; k++ { // a later one is within an earlier one, or beside it
			for _, part := range parted(kept(links, k)) {
				within := slices.ContainsFunc(want, func(g []int32) bool { return slices.Contains(g, part[0]) })
				if len(part) >= least && len(part) <= 2*k+1 && !within && holds(part) {
					want = append(want, part)
				}
			}
		}
		slices.SortFunc(want, func(a, b []int32) int { return slices.Compare(a, b) })
		got := newCircle(links).dense(least, holds)
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("seed %d: groups %v, want %v", seed, got, want)
		}
		several += len(want)
	}
	if several < 100 {
		t.Errorf("%d groups in all: the draws show nothing", several)
	}
}
