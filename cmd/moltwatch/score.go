package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/peterbourgon/ff/v4"

	"github.com/moltwatch/moltwatch/sim/score"
)

func scoreFlags(s *settings, f *ff.FlagSet) {
	textFlag(s, f)
	detectFlags(s, f)
	policyFlags(s, f)
	f.StringVar(&s.scoreIn.Data, 0, "data", "", "what is scored: a file (.gz, .zst and .zip are read); for scenario: a name, a YAML file or a folder of them, or all; corpus: events; all: folder of the labelled sets")
	f.StringVar(&s.scoreIn.Labels, 0, "labels", "", "the truth, where it is no part of the data; without it only predictions are written")
	f.StringVar(&s.scoreIn.Train, 0, "train", "", "sybil: the known nodes, a line benign and a line sybil")
	f.StringVar(&s.scoreIn.Nodes, 0, "nodes", "", "sybil: a table of the nodes, id first")
	f.StringVar(&s.scoreIn.Predictions, 0, "predictions", "", "file for the predictions; for corpus and scenario a folder")
	f.StringVar(&s.out, 0, "out", "docs", "all: folder for scores.md and its plots")
	f.StringVar(&s.agents, 0, "agents", "", "corpus: the dump's agents")
	f.Uint64Var(&s.seed, 0, "seed", 1, "scenario: the seed of what happens")
	f.IntVar(&s.drawn, 0, "random", 0, "scenario: score so many drawn at random from the seed as well")
	f.StringVar(&s.against, 0, "against", "", "a report that --json wrote: what differs from it, and what of that exceeds the noise")
	f.BoolVar(&s.json, 0, "json", "print the report as JSON")
}

// scorer scores one kind.
type scorer func(context.Context, *application, score.Input) (score.Report, error)

// scorers are the kinds of the contract. Where no predictor is given, the part that would be
// scored is not there.
func scorers() map[string]scorer {
	return map[string]scorer{
		"coordination": scoreList(score.Coordination, predictors().coordination),
		"sybil":        scoreList(score.Sybil, predictors().sybil),
		"edges":        scoreList(score.Edges, predictors().edges),
		"neardup":      scoreList(score.Neardup, predictors().neardup),
		"injection":    scoreList(score.Injection, predictors().injection),
		"sts":          scoreList(score.STS, predictors().sts),
		"corpus":       scoreCorpus,
		"scenario":     scoreScenarios,
	}
}

// predictorSet are the parts that are scored on lists; nil: it is not there.
type predictorSet struct {
	coordination score.CoordinationPredictor
	sybil        score.SybilPredictor
	edges        score.EdgePredictor
	neardup      score.NeardupPredictor
	injection    score.InjectionPredictor
	sts          score.STSPredictor
}

var errNotThere = errors.New("the part that this scores is not there")

// scoreList makes a scorer of a kind that is a list of records.
func scoreList[P ~func(context.Context, T) (R, error), T, R any](judge func(context.Context, score.Input, P) (score.Report, error), predict P) scorer {
	return func(ctx context.Context, _ *application, in score.Input) (score.Report, error) {
		if predict == nil {
			return score.Report{}, errNotThere
		}
		return judge(ctx, in, predict)
	}
}

func runScore(ctx context.Context, a *application, args []string) error {
	kinds := scorers()
	names := make([]string, 0, len(kinds))
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	all := len(args) == 1 && args[0] == "all"
	if !all && (len(args) != 1 || kinds[args[0]] == nil) {
		return usageError{fmt.Errorf("want one kind: %s; or all", strings.Join(names, ", "))}
	}
	if a.logLevel == "info" {
		a.logLevel = "warn" // the report is the story
	}
	a.kafkaPartitions = defaultPartitions
	if all {
		return scoreAll(ctx, a)
	}
	if a.scoreIn.Data == "" && !(args[0] == "scenario" && a.drawn > 0) {
		return usageError{errors.New("--data is missing: what is to be scored")}
	}
	if err := checkInput(args[0], a, a.scoreIn); err != nil {
		return usageError{err}
	}
	var before []score.Report
	if a.against != "" {
		var err error
		if before, err = score.ReadReports(a.against); err != nil {
			return usageError{err}
		}
	}
	report, err := kinds[args[0]](ctx, a, a.scoreIn)
	if err != nil {
		return fmt.Errorf("scoring %s: %w", args[0], err)
	}
	moved := score.Compare(before, []score.Report{report})
	if a.json {
		encoder := json.NewEncoder(a.term.out)
		encoder.SetIndent("", "  ")
		if before == nil {
			return encoder.Encode(report)
		}
		return encoder.Encode(struct {
			score.Report
			Differences []score.Difference `json:"differences"`
		}{report, moved})
	}
	if err := report.Print(a.term.out); err != nil || before == nil {
		return err
	}
	return score.PrintDifferences(a.term.out, moved)
}
