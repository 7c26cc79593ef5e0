package sybil

// ClusterParams set which accounts count as one hand's.
type ClusterParams struct {
	Hub  int     // a node with more neighbours serves everybody: its edges say nothing
	Even float64 // the size of a cluster that is as likely one hand's as not
}

// DefaultClusterParams are reasoned in the README.
func DefaultClusterParams() ClusterParams { return ClusterParams{Hub: 200, Even: 9} }

// Clusters gives each node the probability that one hand holds it together with others, 0 to
// 1, where nothing is known of any node: nodes that deal with each other directly or through a
// node that is no hub (an exchange, a bridge) fall into one cluster, and the more accounts are in
// a cluster the less it is chance: n/(n+Even). The first so many nodes are accounts, the rest
// only what they deal with. hub marks edges known to touch a hub; nil: hubs are
// found by their degree. The score is not calibrated.
func Clusters(nodes, accounts int, edges [][2]int32, hub []bool, p ClusterParams) []float64 {
	g := NewGraph(nodes, edges)
	parent := make([]int32, nodes)
	size := make([]int32, nodes)
	for i := range parent {
		parent[i] = int32(i)
		if i < accounts {
			size[i] = 1
		}
	}
	root := func(i int32) int32 {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for i, e := range edges {
		if hub != nil && hub[i] || hub == nil && (g.Degree(e[0]) > p.Hub || g.Degree(e[1]) > p.Hub) {
			continue
		}
		a, b := root(e[0]), root(e[1])
		if a == b {
			continue
		}
		parent[b] = a
		size[a] += size[b]
	}
	out := make([]float64, nodes)
	for i := range out {
		if n := float64(size[root(int32(i))]); n > 1 {
			out[i] = n / (n + p.Even)
		}
	}
	return out
}
