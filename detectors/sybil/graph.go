package sybil

import (
	"math"
	"slices"
)

// Graph is an undirected graph without loops, in compressed rows: the neighbours of node i
// are Neighbours[Start[i]:Start[i+1]], sorted, each once.
type Graph struct {
	Start      []int32
	Neighbours []int32
}

// NewGraph makes a graph of nodes 0 to nodes−1. Directions and repetitions of edges are
// forgotten. An edge beyond the nodes panics.
func NewGraph(nodes int, edges [][2]int32) *Graph {
	g := &Graph{Start: make([]int32, nodes+1)}
	for _, e := range edges {
		if e[0] != e[1] {
			g.Start[e[0]+1]++
			g.Start[e[1]+1]++
		}
	}
	for i := range nodes {
		g.Start[i+1] += g.Start[i]
	}
	rows := make([]int32, g.Start[nodes])
	next := slices.Clone(g.Start[:nodes])
	for _, e := range edges {
		if e[0] != e[1] {
			rows[next[e[0]]], rows[next[e[1]]] = e[1], e[0]
			next[e[0]]++
			next[e[1]]++
		}
	}
	g.Neighbours = rows[:0]
	from := int32(0)
	for i := range nodes {
		row := rows[from:g.Start[i+1]]
		from = g.Start[i+1]
		slices.Sort(row)
		g.Start[i] = int32(len(g.Neighbours))
		g.Neighbours = append(g.Neighbours, slices.Compact(row)...)
	}
	g.Start[nodes] = int32(len(g.Neighbours))
	return g
}

// Nodes counts them.
func (g *Graph) Nodes() int { return len(g.Start) - 1 }

// Of gives a node's neighbours, sorted.
func (g *Graph) Of(node int32) []int32 { return g.Neighbours[g.Start[node]:g.Start[node+1]] }

// Degree counts a node's neighbours.
func (g *Graph) Degree(node int32) int { return int(g.Start[node+1] - g.Start[node]) }

// Embedded gives, for each entry of Neighbours, how deep the edge lies in its surroundings:
// c/(c+1+λ), where c is the number of neighbours that its ends share and λ what they would
// share if edges fell at random among the same degrees. Friends have friends in common
// (Granovetter 1973); an edge that an attacker begged from a stranger has hardly any.
// Rows longer than limit are sampled at even steps, and the count scaled up, so that hubs
// cost no more than that.
func (g *Graph) Embedded(limit int) []float32 {
	squares, ends := 0.0, float64(len(g.Neighbours))
	for i := range g.Nodes() {
		d := float64(g.Degree(int32(i)))
		squares += d * d
	}
	out := make([]float32, len(g.Neighbours))
	for i := range g.Nodes() {
		u := int32(i)
		for k := g.Start[u]; k < g.Start[u+1]; k++ {
			v := g.Neighbours[k]
			if v < u { // counted from the other end
				at, _ := slices.BinarySearch(g.Of(v), u)
				out[k] = out[g.Start[v]+int32(at)]
				continue
			}
			shared := common(g.Of(u), g.Of(v), limit)
			expected := float64(g.Degree(u)) * float64(g.Degree(v)) * squares / math.Max(1, ends*ends)
			out[k] = float32(shared / (shared + 1 + expected))
		}
	}
	return out
}

// common counts what two sorted rows share: it looks up the shorter one's entries, at most
// limit of them, in the longer one.
func common(a, b []int32, limit int) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	step := max(1, len(a)/limit)
	n, looked := 0, 0
	for i := 0; i < len(a); i += step {
		looked++
		if _, ok := slices.BinarySearch(b, a[i]); ok {
			n++
		}
	}
	if looked == 0 {
		return 0
	}
	return float64(n) * float64(len(a)) / float64(looked)
}
