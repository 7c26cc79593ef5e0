package main

import (
	"context"

	"github.com/moltwatch/moltwatch/detectors/spikes"
	"github.com/moltwatch/moltwatch/detectors/sybil"
	"github.com/moltwatch/moltwatch/sim/score"
)

// predictors are the parts that are scored on lists.
func predictors() predictorSet {
	return predictorSet{edges: scoreEdges, sybil: scoreSybil}
}

func scoreEdges(_ context.Context, edges []score.Edge) ([]float64, error) {
	scorer := spikes.NewEdges(spikes.DefaultEdgeParams())
	out := make([]float64, len(edges))
	for i, e := range edges {
		out[i] = scorer.Score(e.Src, e.Dst, e.Minute)
	}
	return out, nil
}

// scoreSybil spreads belief where some nodes are known, and looks for one hand where none is.
func scoreSybil(_ context.Context, in *score.SybilGraph) ([]float64, error) {
	if len(in.Benign)+len(in.Sybil) == 0 {
		accounts := in.Listed
		if accounts == 0 {
			accounts = len(in.Nodes)
		}
		return sybil.Clusters(len(in.Nodes), accounts, in.Edges, in.Hub, sybil.DefaultClusterParams()), nil
	}
	g := sybil.NewGraph(len(in.Nodes), in.Edges)
	return sybil.Spread(g, in.Benign, in.Sybil, sybil.DefaultSpreadParams()), nil
}
