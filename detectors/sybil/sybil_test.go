package sybil_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/detectors/sybil"
	"github.com/moltwatch/moltwatch/sim/score"
)

// region adds circles of friends to a graph: everybody knows most of their circle, and some of
// the next one.
func region(random *rand.Rand, from, nodes, circle int, edges [][2]int32) [][2]int32 {
	for i := range nodes {
		for j := range i {
			switch {
			case i/circle == j/circle && random.Float64() < 0.7, i/circle == j/circle+1 && random.Float64() < 0.1:
				edges = append(edges, [2]int32{int32(from + i), int32(from + j)})
			}
		}
	}
	return edges
}

// Attack edges do not let sybils pass, though there is one for every two friendships.
func TestStrangersCarryNoBelief(t *testing.T) {
	const half, circle = 600, 20
	random := rand.New(rand.NewPCG(3, 3))
	edges := region(random, half, half, circle, region(random, 0, half, circle, nil))
	for range 7 * half {
		edges = append(edges, [2]int32{int32(random.IntN(half)), int32(half + random.IntN(half))})
	}
	var honest, bad []int32
	for i := int32(0); i < half; i += circle {
		honest, bad = append(honest, i), append(bad, half+i)
	}
	scores := sybil.Spread(sybil.NewGraph(2*half, edges), honest, bad, sybil.DefaultSpreadParams())
	truth := make([]bool, 2*half)
	for i := range truth {
		truth[i] = i >= half
	}
	if auc := score.AUC(scores, truth); auc < 0.97 {
		t.Errorf("the AUC is %.3f", auc)
	}
	plain := sybil.DefaultSpreadParams()
	plain.Stranger = 1 // every edge counts alike, as in the paper
	if auc := score.AUC(sybil.Spread(sybil.NewGraph(2*half, edges), honest, bad, plain), truth); auc > 0.97 {
		t.Errorf("without the weights the AUC is %.3f: this graph shows nothing", auc)
	}
}

func TestGraphForgetsDirectionsAndRepetitions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes := rapid.IntRange(1, 12).Draw(t, "nodes")
		node := rapid.Int32Range(0, int32(nodes-1))
		var edges [][2]int32
		want := make([]map[int32]bool, nodes)
		for i := range want {
			want[i] = map[int32]bool{}
		}
		for range rapid.IntRange(0, 40).Draw(t, "edges") {
			a, b := node.Draw(t, "a"), node.Draw(t, "b")
			edges = append(edges, [2]int32{a, b})
			if a != b {
				want[a][b], want[b][a] = true, true
			}
		}
		g := sybil.NewGraph(nodes, edges)
		for i := range nodes {
			row := g.Of(int32(i))
			if !slices.IsSorted(row) || len(row) != len(want[i]) {
				t.Fatalf("node %d has the neighbours %v, want %v", i, row, want[i])
			}
			for _, n := range row {
				if !want[i][n] {
					t.Fatalf("node %d has the neighbour %d", i, n)
				}
			}
		}
		for _, w := range g.Embedded(64) {
			if !(w >= 0 && w < 1) {
				t.Fatalf("an edge is embedded by %g", w)
			}
		}
	})
}

func TestOnePurseIsOneCluster(t *testing.T) {
	// accounts 0 to 19 are fed by node 100, 20 to 39 by node 101, a hub, and by nobody else
	var edges [][2]int32
	var hub []bool
	for i := range int32(20) {
		edges, hub = append(edges, [2]int32{100, i}), append(hub, false)
		edges, hub = append(edges, [2]int32{101, 20 + i}), append(hub, true)
	}
	scores := sybil.Clusters(102, 40, edges, hub, sybil.DefaultClusterParams())
	for i := range 20 {
		if scores[i] < 0.5 || scores[20+i] >= 0.5 {
			t.Fatalf("account %d scores %.2f, account %d scores %.2f", i, scores[i], 20+i, scores[20+i])
		}
	}
}

func BenchmarkSpread(b *testing.B) { // a tenth of 1.5 million accounts, ten edges each
	const nodes = 150_000
	random := rand.New(rand.NewPCG(1, 1))
	edges := make([][2]int32, 0, 10*nodes)
	for i := range 10 * nodes {
		a := int32(i % nodes)
		edges = append(edges, [2]int32{a, int32((int(a) + 1 + random.IntN(50)) % nodes)})
	}
	g := sybil.NewGraph(nodes, edges)
	b.ReportAllocs()
	for b.Loop() {
		sybil.Spread(g, []int32{1, 2, 3}, []int32{nodes - 1}, sybil.DefaultSpreadParams())
	}
}
