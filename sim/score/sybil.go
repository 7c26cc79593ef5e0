package score

import (
	"bufio"
	"context"
	"encoding/csv"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// SybilGraph is a graph of accounts and what is known of some of them. Columns are those of
// the nodes' file but for its labels, by name, "" where a node lacks one.
type SybilGraph struct {
	Nodes   []string
	Listed  int        // of Nodes, the first so many are those of the nodes' file; the rest only edges name
	Edges   [][2]int32 // places in Nodes; as often as they stand in the file, src first
	Hub     []bool     // of each edge: whether the file marks an end of it as a hub; nil: it has no such column
	Columns map[string][]string
	Benign  []int32 // known to be honest, from --train
	Sybil   []int32 // known to be sybils
}

// SybilPredictor gives each node a score, higher is more likely a sybil; from 0.5 on it is
// taken for one.
type SybilPredictor func(context.Context, *SybilGraph) ([]float64, error)

// firstMirrored is the first sybil of the sets that mirror the Facebook graph (files fb_…).
const firstMirrored = 4039

// truths are columns of a nodes' file that no predictor may see.
var truths = []string{"label", "group", "community_reported"}

// Sybil scores a graph: `src dst` a line or columns src and dst, with nodes and seeds.
func Sybil(ctx context.Context, in Input, predict SybilPredictor) (Report, error) {
	r := Report{Kind: "sybil", Data: in.Data}
	g := &SybilGraph{Columns: map[string][]string{}}
	at := map[string]int32{}
	node := func(name string) int32 {
		i, ok := at[name]
		if !ok {
			i = int32(len(g.Nodes))
			at[name] = i
			g.Nodes = append(g.Nodes, name)
		}
		return i
	}
	labels := map[int32]bool{}
	if in.Nodes != "" {
		if err := readNodes(in.Nodes, g, node, labels); err != nil {
			return r, err
		}
	}
	g.Listed = len(g.Nodes)
	if err := readEdges(in.Data, g, node); err != nil {
		return r, err
	}
	for name, column := range g.Columns { // nodes that only edges name have none
		g.Columns[name] = append(column, make([]string, len(g.Nodes)-len(column))...)
	}
	if in.Train != "" {
		if err := readSeeds(in.Train, g, at); err != nil {
			return r, err
		}
	}
	if in.Nodes == "" && strings.HasPrefix(filepath.Base(in.Data), "fb_") {
		for i, name := range g.Nodes {
			id, err := strconv.Atoi(name)
			if err == nil {
				labels[int32(i)] = id >= firstMirrored
			}
		}
	}
	scores, err := timed(ctx, &r, predict, g)
	if err != nil {
		return r, err
	}
	if err := believableAll(r.Kind, scores); err != nil {
		return r, err
	}
	err = writeLines(in.Predictions, func(w *bufio.Writer) {
		c := csv.NewWriter(w)
		_ = c.Write([]string{"node", "score"}) // what w could not write, its Flush says
		for i, name := range g.Nodes {
			_ = c.Write([]string{name, formatScore(scores[i])})
		}
		c.Flush()
	})
	if err == nil && len(labels) > 0 {
		r.judgeNodes(g, labels, scores)
	}
	return r, err
}

// judgeNodes leaves the seeds out: whoever is told the answer is not asked.
func (r *Report) judgeNodes(g *SybilGraph, labels map[int32]bool, scores []float64) {
	seed := map[int32]bool{}
	for _, i := range append(slices.Clone(g.Benign), g.Sybil...) {
		seed[i] = true
	}
	var values []float64
	var positive []bool
	var units []Counts
	for _, i := range slices.Sorted(maps.Keys(labels)) {
		if seed[i] {
			continue
		}
		values, positive = append(values, scores[i]), append(positive, labels[i])
		var c Counts
		c.add(scores[i] >= 0.5, labels[i])
		units = append(units, c)
	}
	r.ranked("nodes, AUC", values, positive).beside("fb_attack1000 0.999, fb_attack10000 0.975", "SybilSCAR-C 1.000, 0.971")
	r.counted("nodes at 0.5, ", units)
	for i := range r.Figures {
		if r.Figures[i].Name == "nodes at 0.5, F1" {
			r.Figures[i].beside("hop 0.82", "union-find without hubs 0.750")
		}
	}
}
