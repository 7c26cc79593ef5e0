package votes

import (
	"cmp"
	"slices"
)

// circle is an undirected graph of agents. Its nodes are small numbers, in the order of the agents'.
type circle struct {
	agents []int32   // by node, rising
	of     [][]int32 // by node: its neighbours, rising
}

// newCircle makes a graph of links between agents, in order and each once.
func newCircle(links [][2]int32) *circle {
	c := &circle{}
	for _, l := range links {
		c.agents = append(c.agents, l[0], l[1])
	}
	slices.Sort(c.agents)
	c.agents = slices.Clip(slices.Compact(c.agents))
	c.of = make([][]int32, len(c.agents))
	for _, l := range links {
		a, _ := slices.BinarySearch(c.agents, l[0])
		b, _ := slices.BinarySearch(c.agents, l[1])
		c.of[a], c.of[b] = append(c.of[a], int32(b)), append(c.of[b], int32(a))
	}
	return c
}

// cores gives each node's core number, the largest k of which it is in the k-core, and the nodes by
// it (Batagelj and Zaveršnik, "An O(m) algorithm for cores decomposition of networks", 2003).
func (c *circle) cores() (core, order []int32) {
	core, order = make([]int32, len(c.of)), make([]int32, len(c.of))
	most := 0
	for i, to := range c.of {
		core[i] = int32(len(to))
		most = max(most, len(to))
	}
	begin := make([]int32, most+2) // where the nodes of a degree begin in order
	for _, degree := range core {
		begin[degree+1]++
	}
	for d := range most + 1 {
		begin[d+1] += begin[d]
	}
	at := make([]int32, len(order))
	next := slices.Clone(begin)
	for i, degree := range core {
		at[i] = next[degree]
		order[at[i]] = int32(i)
		next[degree]++
	}
	for _, i := range order {
		for _, j := range c.of[i] {
			if core[j] <= core[i] {
				continue
			}
			// j moves to the front of its degree's nodes, and loses one
			front := order[begin[core[j]]]
			order[at[j]], order[at[front]] = front, j
			at[j], at[front] = at[front], at[j]
			begin[core[j]]++
			core[j]--
		}
	}
	return core, order
}

// dense gives the largest groups of which holds is true, each in rising order: among the connected
// parts of the k-cores those of least agents or more in which everybody is linked to half of the others
// at least. Groups are disjoint, and in the order of their first agents.
func (c *circle) dense(least int, holds func(agents []int32) bool) (groups [][]int32) {
	core, order := c.cores()
	part := make([]int32, len(order)) // by node: its part, as far as parts have grown
	parts := make([][]int32, len(order))
	within := make([]int, len(order)) // by node: one more than the group that it is in
	for end := len(order); end > 0; {
		k := core[order[end-1]]
		if 2*int(k)+1 < least {
			break
		}
		begin := end
		for begin > 0 && core[order[begin-1]] == k {
			begin--
			parts[order[begin]], part[order[begin]] = []int32{order[begin]}, order[begin]
		}
		grown := map[int32]bool{}
		for _, i := range order[begin:end] {
			for _, j := range c.of[i] {
				if core[j] >= k {
					merge(part, parts, i, j)
				}
			}
		}
		for _, i := range order[begin:end] {
			grown[part[i]] = true
		}
		for root := range grown {
			members := parts[root]
			if len(members) < least || len(members) > 2*int(k)+1 {
				continue
			}
			agents := make([]int32, len(members))
			for n, i := range members {
				agents[n] = c.agents[i]
			}
			if slices.Sort(agents); !holds(agents) {
				continue
			}
			groups = append(groups, agents)
			for _, i := range members {
				within[i] = len(groups)
			}
		}
		end = begin
	}
	// Parts only grow: a group that a later one swallowed has none of its nodes left.
	left := map[int]bool{}
	for _, g := range within {
		left[g] = true
	}
	var largest [][]int32
	for g, agents := range groups {
		if left[g+1] {
			largest = append(largest, agents)
		}
	}
	slices.SortFunc(largest, func(a, b []int32) int { return cmp.Compare(a[0], b[0]) })
	return largest
}

// merge joins the parts of two nodes, the smaller to the larger.
func merge(part []int32, parts [][]int32, i, j int32) {
	a, b := part[i], part[j]
	if a == b {
		return
	}
	if len(parts[a]) < len(parts[b]) {
		a, b = b, a
	}
	for _, node := range parts[b] {
		part[node] = a
	}
	parts[a], parts[b] = append(parts[a], parts[b]...), nil
}
