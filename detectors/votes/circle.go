package votes

import "slices"

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
	p := parts{of: make([]int32, len(order)), nodes: make([][]int32, len(order))}
	latest := make([][]int32, len(order)) // by node: the last group that it was in
	for end := len(order); end > 0; {
		k := core[order[end-1]]
		if 2*int(k)+1 < least {
			break
		}
		begin := end
		for begin > 0 && core[order[begin-1]] == k {
			begin--
			p.add(order[begin])
		}
		for _, root := range p.link(c, core, order[begin:end]) {
			nodes := p.nodes[root]
			if len(nodes) < least || len(nodes) > 2*int(k)+1 {
				continue
			}
			if agents := c.named(nodes); holds(agents) {
				for _, i := range nodes {
					latest[i] = agents
				}
			}
		}
		end = begin
	}
	// Parts only grow: a group that a later one swallowed is the last of none of its nodes.
	for i, agents := range latest {
		if len(agents) > 0 && agents[0] == c.agents[i] {
			groups = append(groups, agents)
		}
	}
	return groups
}

// named gives the agents of nodes, rising.
func (c *circle) named(nodes []int32) []int32 {
	agents := make([]int32, len(nodes))
	for n, i := range nodes {
		agents[n] = c.agents[i]
	}
	slices.Sort(agents)
	return agents
}

// parts are the connected parts of a graph, as far as it has grown.
type parts struct {
	of    []int32   // by node: the node that its part is called by
	nodes [][]int32 // of each part
}

func (p *parts) add(node int32) { p.of[node], p.nodes[node] = node, []int32{node} }

// link joins the parts of nodes that were added to those of their neighbours in the same core, and gives the
// parts that this made.
func (p *parts) link(c *circle, core, added []int32) (made []int32) {
	for _, i := range added {
		for _, j := range c.of[i] {
			if core[j] >= core[i] {
				p.join(i, j)
			}
		}
	}
	for _, i := range added {
		made = append(made, p.of[i])
	}
	slices.Sort(made)
	return slices.Compact(made)
}

// join makes the parts of two nodes one, the smaller a part of the larger.
func (p *parts) join(i, j int32) {
	a, b := p.of[i], p.of[j]
	if a == b {
		return
	}
	if len(p.nodes[a]) < len(p.nodes[b]) {
		a, b = b, a
	}
	for _, node := range p.nodes[b] {
		p.of[node] = a
	}
	p.nodes[a], p.nodes[b] = append(p.nodes[a], p.nodes[b]...), nil
}
