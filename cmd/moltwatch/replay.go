package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/ingest"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator"
	"github.com/moltwatch/moltwatch/sim/replay"
)

// afterwards is how much event time passes after the last event of a dump: what detectors
// hold back for a while is said by then.
const afterwards = 10 * time.Minute

func runReplay(ctx context.Context, a *application, args []string) (err error) {
	if len(args) != 1 || a.out == "" {
		return usageError{errors.New("want one file of events and --out DIR, for example: moltwatch replay events.jsonl.zst --agents agents.jsonl.zst --out out")}
	}
	speed, err := parseSpeed(a.speed)
	if err != nil {
		return usageError{err}
	}
	if _, err := a.loadPolicy(); err != nil { // before the long work, not after
		return err
	}
	show := newProgress(a.term.err)
	show.begin("reading the dump", fileSize(args[0]))
	survey, err := replay.Look(args[0], a.agents, show.add)
	if err != nil {
		return err
	}
	show.end()
	if survey.Events == 0 {
		return fmt.Errorf("%s holds no event that can be replayed (%d bad lines, the first: %s)", args[0], survey.BadTotal, firstBad(survey))
	}
	// Each replay is a world of its own: it starts empty and is gone afterwards.
	if a.dataDir, err = os.MkdirTemp("", "moltwatch-replay-"); err != nil {
		return fmt.Errorf("making a directory for the replay: %w", err)
	}
	defer os.RemoveAll(a.dataDir)
	defer func() { err = errors.Join(err, a.close()) }()
	if err := a.open(ctx, need{clickhouse: true}); err != nil {
		return err
	}
	r := &replaying{application: a, file: args[0], survey: survey, speed: speed, show: show, started: time.Now()}
	return r.run(ctx)
}

// replaying is a replay under way.
type replaying struct {
	*application
	file    string
	survey  replay.Survey
	speed   float64 // 0: as fast as it goes
	show    *progress
	started time.Time
	clock   atomic.Int64 // event time up to which all is sent, microseconds: the forum's clock
}

// end is the last event time of the replay; all ticks up to it are run.
func (r *replaying) end() time.Time {
	return r.survey.Last.Add(afterwards).Truncate(r.tick).Add(r.tick)
}

func (r *replaying) run(ctx context.Context) error {
	r.clock.Store(r.survey.First.UnixMicro())
	r.forumName, r.producer = replay.Forum, "forum-1"
	r.forumAddr, r.adminAddr, r.watermarkEvery = "127.0.0.1:0", "127.0.0.1:0", 200*time.Millisecond
	node, err := r.newForum(ctx, func() time.Time { return time.UnixMicro(r.clock.Load()).UTC() })
	if err != nil {
		return err
	}
	if err := r.importAgents(ctx, node.forum); err != nil {
		return err
	}
	services := []service{node.service}
	for _, build := range []func() (service, error){
		r.newIngest, r.newDetectors, func() (service, error) { return r.newModerator(node.adminURL, node.token) },
	} {
		s, err := build()
		if err != nil {
			return err
		}
		services = append(services, s)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return r.runAll(ctx, services...) })
	group.Go(func() error {
		defer stop() // the services end when the replay is through
		return r.drive(ctx)
	})
	return group.Wait()
}

func (r *replaying) importAgents(ctx context.Context, f *forum.Forum) error {
	agents := make([]forum.ImportedAgent, len(r.survey.Agents))
	for i, a := range r.survey.Agents {
		agents[i] = forum.ImportedAgent{ID: a.ID, Name: a.Name, Description: a.Description}
	}
	submolts := make([]forum.ImportedSubmolt, len(r.survey.Submolts))
	for i, name := range r.survey.Submolts {
		submolts[i] = forum.ImportedSubmolt{Name: name}
	}
	if err := f.Import(ctx, agents, submolts); err != nil {
		return fmt.Errorf("giving the forum the dump's agents and submolts: %w", err)
	}
	return nil
}

// drive sends the dump, waits until everything that follows from it has happened, and writes it.
func (r *replaying) drive(ctx context.Context) error {
	r.show.begin("sending events", fileSize(r.file))
	publisher := &replay.Publisher{
		Bus:     r.bus.Producer(bus.TopicActions),
		OnClock: func(t time.Time) { r.clock.Store(t.UnixMicro()) },
	}
	if r.speed > 0 {
		publisher.Pace = replay.AtSpeed(r.survey.First, r.speed)
	}
	sent := 0
	err := replay.Actions(r.file, r.show.add, func(a event.Action) error {
		sent++
		return publisher.Send(ctx, a)
	})
	if err != nil {
		return err
	}
	if err := publisher.Close(ctx, r.end()); err != nil {
		return err
	}
	r.show.end()
	if err := r.settle(ctx); err != nil {
		return err
	}
	return r.report(ctx, sent)
}

// settle waits until ingest, detectors and moderator are through with what was sent.
func (r *replaying) settle(ctx context.Context) error {
	partitions, err := r.bus.Partitions(ctx, bus.TopicActions)
	if err != nil {
		return err
	}
	span := r.end().Sub(r.survey.First)
	done := func(t time.Time) int { return int(max(0, t.Sub(r.survey.First)).Seconds()) }
	r.show.begin("detecting", int64(span.Seconds()))
	for {
		watermark, err := r.warehouse.Watermark(ctx, ingest.StageActions, partitions)
		if err != nil {
			return err
		}
		least := watermark
		for _, d := range allDetectors() {
			tick, err := r.warehouse.DetectorTick(ctx, d.Name())
			if err != nil {
				return err
			}
			if tick.Before(least) {
				least = tick
			}
		}
		r.show.set(done(least))
		if !least.Before(r.end()) {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
	r.show.end()
	return moderator.CaughtUp(ctx, r.bus)
}

func parseSpeed(s string) (float64, error) {
	if s == "max" {
		return 0, nil
	}
	speed, err := strconv.ParseFloat(s, 64)
	if err != nil || !(speed > 0) {
		return 0, fmt.Errorf("--speed is %q: want max, or a number above 0", s)
	}
	return speed, nil
}

func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0 // opening it says what is wrong
	}
	return info.Size()
}

func firstBad(s replay.Survey) string {
	if len(s.Bad) == 0 {
		return "none"
	}
	return fmt.Sprintf("%s line %d: %s", filepath.Base(s.Bad[0].File), s.Bad[0].Line, s.Bad[0].Err)
}
