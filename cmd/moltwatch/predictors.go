package main

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/moltwatch/moltwatch/detectors/lockstep"
	"github.com/moltwatch/moltwatch/detectors/spikes"
	"github.com/moltwatch/moltwatch/detectors/sybil"
	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/injection"
	"github.com/moltwatch/moltwatch/internal/neardup"
	"github.com/moltwatch/moltwatch/sim/score"
)

// predictors are the parts that are scored on lists.
func predictors() predictorSet {
	return predictorSet{coordination: scoreCoordination, edges: scoreEdges, injection: scoreInjection, neardup: scoreNeardup, sts: scoreSTS, sybil: scoreSybil}
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
		scores := sybil.Clusters(len(in.Nodes), accounts, in.Edges, in.Hub, sybil.DefaultClusterParams())
		for i, twin := range twins(in, accounts) {
			scores[i] = max(scores[i], twin)
		}
		return scores, nil
	}
	g := sybil.NewGraph(len(in.Nodes), in.Edges)
	return sybil.Spread(g, in.Benign, in.Sybil, sybil.DefaultSpreadParams()), nil
}

// twins compares accounts by when they began and how much they moved, where the nodes' file says so.
func twins(in *score.SybilGraph, accounts int) []float64 {
	began, volume := in.Columns["first_ts"], in.Columns["volume_usd"]
	if began == nil || volume == nil {
		return nil
	}
	partners := make([]int, accounts)
	g := sybil.NewGraph(len(in.Nodes), in.Edges)
	for i := range partners {
		partners[i] = g.Degree(int32(i))
	}
	return sybil.Twins(numbers(began[:accounts]), numbers(volume[:accounts]), partners, sybil.DefaultTwinParams())
}

// numbers reads a column; what is no number is NaN.
func numbers(column []string) []float64 {
	out := make([]float64, len(column))
	for i, text := range column {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			n = math.NaN()
		}
		out[i] = n
	}
	return out
}

// scoreCoordination numbers accounts and objects and looks for lockstep.
func scoreCoordination(_ context.Context, in []score.CoordinationEvent) ([]score.CoordinationPrediction, error) {
	accounts, objects := map[string]int32{}, map[string]int32{}
	var names []string
	number := func(in map[string]int32, name string) int32 {
		i, ok := in[name]
		if !ok {
			i = int32(len(in))
			in[name] = i
		}
		return i
	}
	events := make([]lockstep.Event, len(in))
	for i, e := range in {
		events[i] = lockstep.Event{Account: number(accounts, e.Account), Target: number(objects, e.Object), Time: e.Time}
		if len(accounts) > len(names) {
			names = append(names, e.Account)
		}
	}
	var out []score.CoordinationPrediction
	for n, g := range lockstep.Find(events, lockstep.DefaultParams()) {
		for i, who := range g.Accounts {
			out = append(out, score.CoordinationPrediction{Account: names[who], Group: strconv.Itoa(n + 1), Score: g.Scores[i]})
		}
	}
	return out, nil
}

func scoreNeardup(_ context.Context, in []score.Text) ([]string, error) {
	texts := make([]string, len(in))
	for i, t := range in {
		texts[i] = t.Text
	}
	return neardup.Cluster(texts, neardup.DefaultParams()), nil
}

// scoreInjection judges each text alone, as the forum does.
func scoreInjection(ctx context.Context, in []score.Text) ([]score.InjectionPrediction, error) {
	classifier, err := injection.New()
	if err != nil {
		return nil, fmt.Errorf("loading the classifier of injections: %w", err)
	}
	out := make([]score.InjectionPrediction, len(in))
	for i, t := range in {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v := classifier.Judge(t.Text)
		out[i] = score.InjectionPrediction{Score: v.Probability, Span: t.Text[v.Start:v.End]}
	}
	return out, nil
}

// scoreSTS compares what two sentences mean by the embedding that every message gets.
func scoreSTS(ctx context.Context, in []score.Pair) ([]float64, error) {
	model, err := embedding.Load()
	if err != nil {
		return nil, err
	}
	encoder := model.NewEncoder()
	out := make([]float64, len(in))
	var a, b embedding.Vector
	for i, pair := range in {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		encoder.Embed(pair.A, &a)
		encoder.Embed(pair.B, &b)
		out[i] = embedding.Cosine(&a, &b)
	}
	return out, nil
}
