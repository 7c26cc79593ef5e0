package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/fatih/color"
	"github.com/peterbourgon/ff/v4"
	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/forum/limits"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
)

func demoFlags(s *settings, f *ff.FlagSet) {
	upFlags(s, f)
	f.DurationVar(&s.length, 0, "for", 0, "how long; 0: until Ctrl-C")
	f.StringVar(&s.scenario, 0, "scenario", "demo", "scenario: a file, or a name that `moltwatch sim list` shows")
	f.Uint64Var(&s.seed, 0, "seed", 1, "seed of the simulated population")
	f.BoolVar(&s.json, 0, "json", "print the summary as JSON")
}

// demonstration is a demo under way.
type demonstration struct {
	*application
	simulation *sim.Player
	started    time.Time
	say        func(colour *color.Color, format string, args ...any)
}

func runDemo(ctx context.Context, a *application, _ []string) (err error) {
	scenario, err := sim.Load(a.scenario)
	if err != nil {
		return usageError{err}
	}
	if a.logLevel == "info" {
		a.logLevel = "warn" // the story is told on its own
	}
	if !a.given("data") { // a demo is a world of its own, unless it is told where to live
		if a.dataDir, err = os.MkdirTemp("", "moltwatch-demo-"); err != nil {
			return fmt.Errorf("making a directory for the demo: %w", err)
		}
		defer os.RemoveAll(a.dataDir)
	}
	if !a.given("tick") {
		a.tick = 2 * time.Second // nobody watches a demo for long
	}
	if !a.given("limits") {
		a.limits = limits.Off // its agents live a day in a minute, all from one address
	}
	d := &demonstration{application: a, started: time.Now()}
	d.say = func(c *color.Color, format string, args ...any) {
		fmt.Fprintf(a.term.err, "%s  %s\n", color.New(color.Faint).Sprintf("%4.0fs", time.Since(d.started).Seconds()), c.Sprintf(format, args...))
	}
	defer func() { err = errors.Join(err, a.close()) }()
	if err := a.open(ctx, need{clickhouse: true}); err != nil {
		return err
	}
	h, err := a.newHouse(ctx)
	if err != nil {
		return err
	}
	d.simulation, err = sim.NewPlayer(sim.PlayerConfig{
		Scenario: scenario, Seed: a.seed, ForumURL: h.forum.url, Logger: a.log,
		Narrate: func(what string) { d.say(color.New(color.FgCyan), "%s", what) },
	})
	if err != nil {
		return usageError{err}
	}
	return d.run(ctx, h)
}

// run runs the house, lets the population live in it for its time, and judges the outcome.
func (d *demonstration) run(ctx context.Context, h *house) error {
	houseCtx, closeHouse := context.WithCancel(context.WithoutCancel(ctx)) // it outlives the population
	defer closeHouse()
	house, houseCtx := errgroup.WithContext(houseCtx)
	house.Go(func() error { return d.runAll(houseCtx, h.services...) })
	house.Go(func() error { return d.narrate(houseCtx) })

	d.say(color.New(color.Bold), "watch it live: %s", h.liveURL)
	d.say(color.New(color.Faint), "the forum: %s", h.forum.url)

	crowdCtx, stop := ctx, context.CancelFunc(func() {})
	if d.length > 0 {
		crowdCtx, stop = context.WithTimeout(ctx, d.length)
	}
	defer stop()
	crowdCtx, stopCrowd := context.WithCancel(crowdCtx)
	defer stopCrowd()
	context.AfterFunc(houseCtx, stopCrowd) // a house that falls ends the demo
	crowdErr := d.simulation.Run(crowdCtx)

	var reportErr error
	if houseCtx.Err() == nil && crowdErr == nil {
		reportErr = d.report()
	}
	closeHouse()
	return errors.Join(house.Wait(), crowdErr, reportErr)
}

// narrate says what detectors and moderator do, as they do it.
func (d *demonstration) narrate(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		return d.bus.Tail(ctx, bus.TailConfig{Topic: bus.TopicFlags, From: bus.Last}, func(_ context.Context, m bus.Message) error {
			if f, err := event.Decode[event.Flag](m.Value); err == nil && len(f.Agents) > 0 {
				d.say(color.New(color.FgYellow), "%s flags %d agents (%.1f%% sure): %s", f.Detector, f.AgentsTotal, 100*f.Confidence, f.Evidence.Summary)
			}
			return nil
		})
	})
	group.Go(func() error {
		return d.bus.Tail(ctx, bus.TailConfig{Topic: bus.TopicDecisions, From: bus.Last}, func(_ context.Context, m bus.Message) error {
			c, err := event.Decode[event.Decision](m.Value)
			switch {
			case err != nil || c.State == event.StateProposed || len(c.Subject.Agents) == 0:
			case c.Action == event.DoEscalate:
				d.say(color.New(color.FgYellow), "%s asks a person about %d agents (rule %s)", c.By, len(c.Subject.Agents), c.Policy.Rule)
			default:
				d.say(color.New(color.FgRed, color.Bold), "%s: %s of %d agents %s (rule %s): %s", c.By, c.Action, len(c.Subject.Agents), c.State, c.Policy.Rule, c.Reason)
			}
			return nil
		})
	})
	return group.Wait()
}
