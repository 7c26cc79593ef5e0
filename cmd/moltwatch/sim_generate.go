package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/peterbourgon/ff/v4"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
	"github.com/moltwatch/moltwatch/sim/replay"
)

func simGenerateFlags(s *settings, f *ff.FlagSet) {
	simSeedFlags(s, f)
	f.StringVar(&s.out, 0, "out", "", "folder for events, agents, all actions and the truth")
	f.StringVar(&s.producer, 0, "producer", "sim", "name as a producer on Kafka: a topic takes each name once")
}

// generated is what a generation says in the end; with --json, as it stands here.
type generated struct {
	Scenario string  `json:"scenario"`
	Seed     uint64  `json:"seed"`
	Actions  int     `json:"actions"`
	Agents   int     `json:"agents"`
	Seconds  float64 `json:"seconds"`
	Out      string  `json:"out,omitempty"`
}

func runSimGenerate(ctx context.Context, a *application, args []string) error {
	s, err := a.chosen(args)
	if err != nil {
		return err
	}
	if (a.out == "") == (a.kafka == "") {
		return usageError{errors.New("want either --out DIR or --kafka HOST:PORT: where the actions go")}
	}
	started := time.Now()
	show := newProgress(a.term.err)
	show.begin("playing "+s.Name, int64(s.Length.Seconds()))
	r := generated{Scenario: s.Name, Seed: a.seed, Out: a.out}
	each := func(take func(event.Action) error) func(event.Action) error {
		return func(action event.Action) error {
			if r.Actions++; r.Actions%5000 == 0 {
				show.set(int(action.Time.Sub(sim.Epoch).Seconds()))
			}
			return take(action)
		}
	}
	generate := a.generateFiles
	if a.kafka != "" {
		generate = a.generateKafka
	}
	truth, err := generate(ctx, s, each)
	if err != nil {
		return err
	}
	show.end()
	r.Agents, r.Seconds = len(truth.Agents), time.Since(started).Seconds()
	if a.json {
		return json.NewEncoder(a.term.out).Encode(r)
	}
	fmt.Fprintf(a.term.out, "%d actions of %d agents in %.1f s (%.0f a second)\n", r.Actions, r.Agents, r.Seconds, float64(r.Actions)/r.Seconds)
	if a.out != "" {
		fmt.Fprintf(a.term.out, "in %s: events.jsonl.zst, agents.jsonl.zst, actions.jsonl.zst, labels.json\n", a.out)
	}
	return nil
}

type eachAction func(take func(event.Action) error) func(event.Action) error

func (a *application) generateFiles(ctx context.Context, s sim.Scenario, each eachAction) (sim.Truth, error) {
	dump, err := sim.NewDump(a.out)
	if err != nil {
		return sim.Truth{}, err
	}
	truth, err := sim.Generate(ctx, s, a.seed, each(dump.Add))
	if err != nil {
		return truth, err
	}
	return truth, dump.Close(truth)
}

// generateKafka is a producer of its own: seq from 1, watermarks as event time goes on. The
// truth goes beside the data directory's other files.
func (a *application) generateKafka(ctx context.Context, s sim.Scenario, each eachAction) (truth sim.Truth, err error) {
	defer func() { err = errors.Join(err, a.close()) }()
	if err := a.open(ctx, need{}); err != nil {
		return truth, err
	}
	publisher := &replay.Publisher{Bus: a.bus.Producer(bus.TopicActions), Name: a.producer, Forum: sim.Forum}
	truth, err = sim.Generate(ctx, s, a.seed, each(func(action event.Action) error { return publisher.Send(ctx, action) }))
	if err != nil {
		return truth, err
	}
	if err := publisher.Close(ctx, sim.Epoch.Add(s.Length+afterwards)); err != nil {
		return truth, err
	}
	labels, err := json.MarshalIndent(truth, "", " ")
	if err != nil {
		return truth, fmt.Errorf("encoding the truth: %w", err)
	}
	path := filepath.Join(a.dataDir, "labels-"+a.producer+".json")
	if err := os.MkdirAll(a.dataDir, 0o755); err != nil {
		return truth, fmt.Errorf("making the data directory: %w", err)
	}
	if err := os.WriteFile(path, labels, 0o644); err != nil {
		return truth, fmt.Errorf("writing the truth: %w", err)
	}
	fmt.Fprintf(a.term.out, "the truth is in %s\n", path)
	return truth, nil
}
