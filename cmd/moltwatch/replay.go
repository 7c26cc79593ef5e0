package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/detectors/all"
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
	if a.pace, err = parseSpeed(a.speed); err != nil {
		return usageError{err}
	}
	if _, err := a.loadPolicy(); err != nil { // before the long work, not after
		return err
	}
	if a.given("data") {
		if a.world, err = emptyFolder(a.dataDir); err != nil {
			return usageError{fmt.Errorf("--data: %w", err)}
		}
	}
	show := newProgress(a.term.err)
	recorded, err := readDump(args[0], a.agents, show)
	if err != nil {
		return err
	}
	if err := makeFolder(a.out); err != nil {
		return err
	}
	played, err := a.replay(ctx, recorded, show)
	if err != nil {
		return err
	}
	if err := played.write(a.out); err != nil {
		return err
	}
	return a.reportReplay(recorded, played)
}

// emptyFolder refuses a folder that holds something: a replay starts from nothing.
func emptyFolder(path string) (string, error) {
	entries, err := os.ReadDir(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if len(entries) > 0 {
		return "", fmt.Errorf("%s is not empty: a replay is a world of its own, want a new folder", path)
	}
	return path, nil
}

// makeFolder makes the folder of what is written in the end, so that it fails before the long work.
func makeFolder(path string) error {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return usageError{fmt.Errorf("making the output directory: %w", err)}
	}
	return nil
}

// recording is something that happened on a forum and can be played once more.
type recording struct {
	name     string
	forum    string
	producer string
	survey   replay.Survey
	size     int64 // of what play tells to progress
	play     func(ctx context.Context, progress func(int), take func(event.Action) error) error
}

// readDump looks through a dump.
func readDump(events, agents string, show *progress) (recording, error) {
	show.begin("reading the dump", fileSize(events))
	survey, err := replay.Look(events, agents, show.add)
	if err != nil {
		return recording{}, err
	}
	show.end()
	if survey.Events == 0 {
		return recording{}, fmt.Errorf("%s holds no event that can be replayed (%d bad lines, the first: %s)", events, survey.BadTotal, firstBad(survey))
	}
	return recording{
		name: events, forum: replay.Forum, producer: replay.Producer, survey: survey, size: fileSize(events),
		play: func(_ context.Context, progress func(int), take func(event.Action) error) error {
			return replay.Actions(events, progress, take)
		},
	}, nil
}

// replay plays a recording through all services. Each replay is a world of its own: it starts
// empty and is gone afterwards, unless it is told where to live.
func (a *application) replay(ctx context.Context, recorded recording, show *progress) (played *replayed, err error) {
	own, settings := *a, *a.settings
	own.lockstep = true
	own.settings = &settings
	if own.dataDir = a.world; own.dataDir == "" {
		if own.dataDir, err = os.MkdirTemp("", "moltwatch-replay-"); err != nil {
			return nil, fmt.Errorf("making a directory for the replay: %w", err)
		}
		defer os.RemoveAll(own.dataDir)
	}
	defer func() { err = errors.Join(err, own.close()) }()
	if err := own.open(ctx, need{clickhouse: true}); err != nil {
		return nil, err
	}
	r := &replaying{application: &own, recording: recorded, show: show, started: time.Now()}
	if err := r.run(ctx); err != nil {
		return nil, err
	}
	return &r.replayed, nil
}

// replaying is a replay under way.
type replaying struct {
	*application
	recording
	replayed
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
	r.forumName, r.application.producer = r.forum, "forum-1"
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
	r.show.begin("sending events", r.size)
	publisher := &replay.Publisher{
		Bus: r.bus.Producer(bus.TopicActions), Name: r.recording.producer, Forum: r.forum,
		OnClock: func(t time.Time) { r.clock.Store(t.UnixMicro()) },
	}
	if r.pace > 0 {
		publisher.Pace = replay.AtSpeed(r.survey.First, r.pace)
	}
	err := r.play(ctx, r.show.add, func(a event.Action) error {
		r.sent++
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
	return r.collect(ctx)
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
	running := all.Detectors() // for their names
	for {
		watermark, err := r.warehouse.Watermark(ctx, ingest.StageActions, partitions)
		if err != nil {
			return err
		}
		least := watermark
		for _, d := range running {
			tick, err := r.warehouse.DetectorTick(ctx, d.Name())
			if err != nil {
				return err
			}
			if tick.Before(least) {
				least = tick
			}
			if tick.Before(r.end()) {
				break // in lockstep the others are there too
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
