package main

import (
	"context"

	"github.com/moltwatch/moltwatch/detectors/spikes"
	"github.com/moltwatch/moltwatch/sim/score"
)

// predictors are the parts that are scored on lists.
func predictors() predictorSet {
	return predictorSet{edges: scoreEdges}
}

func scoreEdges(_ context.Context, edges []score.Edge) ([]float64, error) {
	scorer := spikes.NewEdges(spikes.DefaultEdgeParams())
	out := make([]float64, len(edges))
	for i, e := range edges {
		out[i] = scorer.Score(e.Src, e.Dst, e.Minute)
	}
	return out, nil
}
