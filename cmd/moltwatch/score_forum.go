package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
	"github.com/moltwatch/moltwatch/sim/replay"
	"github.com/moltwatch/moltwatch/sim/score"
)

// scoreCorpus replays the dump of a real forum and judges what came of it.
func scoreCorpus(ctx context.Context, a *application, in score.Input) (score.Report, error) {
	began := time.Now()
	if in.Labels == "" && in.Predictions == "" {
		return score.Report{}, usageError{errors.New("want --labels FILE to judge by, or --predictions DIR to write to")}
	}
	show := newProgress(a.term.err)
	recorded, err := readDump(in.Data, a.agents, show)
	if err != nil {
		return score.Report{}, err
	}
	world := score.NewWorld()
	for _, agent := range recorded.survey.Agents {
		world.Agent(agent.ID)
	}
	if err := recorded.play(ctx, func(int) {}, func(action event.Action) error { note(world, action); return nil }); err != nil {
		return score.Report{}, err
	}
	var labels score.Labels
	if in.Labels != "" { // before the long work, not after
		if labels, err = score.ReadLabels(in.Labels, world); err != nil {
			return score.Report{}, err
		}
	}
	if err := keepIn(in.Predictions); err != nil {
		return score.Report{}, err
	}
	played, err := a.replay(ctx, recorded, show)
	if err != nil {
		return score.Report{}, err
	}
	if err := keep(in.Predictions, played); err != nil {
		return score.Report{}, err
	}
	report := score.Report{Kind: "corpus", Data: in.Data}
	if in.Labels != "" {
		report = score.Summarise("corpus", in.Data, []score.Verdict{score.Judge(in.Data, labels, world, played.raised, played.decided)})
	}
	report.Seconds = time.Since(began).Seconds()
	return report, played.complete()
}

// note lets a world know what was written.
func note(w *score.World, a event.Action) {
	if a.Kind == event.PostCreated || a.Kind == event.CommentCreated {
		w.Item(a.ID, a.Agent.ID, a.Time.Time)
	}
}

// keepIn makes the folder that keep writes to.
func keepIn(folder string) error {
	if folder == "" {
		return nil
	}
	return makeFolder(folder)
}

func keep(folder string, played *replayed) error {
	if folder == "" {
		return nil
	}
	return played.write(folder)
}

// scoreScenarios plays scenarios, each in a world of its own, and judges them together.
func scoreScenarios(ctx context.Context, a *application, in score.Input) (score.Report, error) {
	began := time.Now()
	scenarios, err := a.scenarios(in.Data)
	if err != nil {
		return score.Report{}, usageError{err}
	}
	if err := keepIn(in.Predictions); err != nil {
		return score.Report{}, err
	}
	var verdicts []score.Verdict
	for i, s := range scenarios {
		fmt.Fprintf(a.term.err, "%d of %d: %s\n", i+1, len(scenarios), s.Name)
		folder := in.Predictions
		if folder != "" && len(scenarios) > 1 {
			folder = filepath.Join(folder, s.Name)
		}
		v, err := a.scoreScenario(ctx, s, folder)
		if err != nil {
			return score.Report{}, fmt.Errorf("scenario %s: %w", s.Name, err)
		}
		verdicts = append(verdicts, v)
	}
	report := score.Summarise("scenario", in.Data, verdicts)
	report.Seconds = time.Since(began).Seconds()
	return report, nil
}

// mostAgents bounds what `--data all` scores: larger ones are for `sim generate`.
const mostAgents = 6000

// scenarios finds what --data and --random ask for.
func (a *application) scenarios(data string) (list []sim.Scenario, err error) {
	paths := []string{data}
	if info, statErr := os.Stat(data); statErr == nil && info.IsDir() {
		if paths, err = filepath.Glob(filepath.Join(data, "*.yaml")); err != nil {
			return nil, err
		}
		if len(paths) == 0 {
			return nil, fmt.Errorf("%s holds no scenario: want files named .yaml", data)
		}
	}
	switch data {
	case "":
		paths = nil
	case "all":
		paths = sim.Names()
	}
	for _, path := range paths {
		s, err := sim.Load(path)
		if err != nil {
			return nil, err
		}
		if data != "all" || s.Agents() <= mostAgents {
			list = append(list, s)
		}
	}
	for i := range a.drawn {
		s, err := sim.Draw(a.seed + uint64(i))
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

func (a *application) scoreScenario(ctx context.Context, s sim.Scenario, folder string) (score.Verdict, error) {
	world, survey := score.NewWorld(), replay.Survey{}
	truth, err := sim.Generate(ctx, s, a.seed, func(action event.Action) error {
		if survey.Events++; survey.Events == 1 {
			survey.First = action.Time.Time
		}
		survey.Last = action.Time.Time
		note(world, action)
		return nil
	})
	if err != nil {
		return score.Verdict{}, err
	}
	for _, account := range truth.Agents {
		world.Agent(account.ID)
		survey.Agents = append(survey.Agents, replay.Agent(account))
	}
	survey.Submolts = truth.Submolts
	played, err := a.replay(ctx, recording{
		name: s.Name, forum: sim.Forum, producer: "sim", survey: survey, size: int64(survey.Events),
		play: func(ctx context.Context, progress func(int), take func(event.Action) error) error {
			_, err := sim.Generate(ctx, s, a.seed, func(action event.Action) error { progress(1); return take(action) })
			return err
		},
	}, quiet())
	if err != nil {
		return score.Verdict{}, err
	}
	if err := keep(folder, played); err != nil {
		return score.Verdict{}, err
	}
	return score.Judge(s.Name, truth, world, played.raised, played.decided), played.complete()
}
