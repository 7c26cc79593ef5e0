package detectors_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

func TestMain(m *testing.M) { testparts.Main(m) }

var began = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

// metronome flags every minute of event time and keeps what it was asked to do.
type metronome struct {
	name     string
	failures int           // so many calls fail before one succeeds
	panics   bool          // and they panic
	stages   []string      // beside the actions
	slow     chan struct{} // if not nil, each call waits for it to be closed
	heal     chan struct{} // if not nil, each call that is not to fail does

	mu       sync.Mutex
	spans    []detectors.Span
	restored []time.Time
}

func (m *metronome) Name() string { return m.name }

func (m *metronome) Stages() []string { return m.stages }

func (m *metronome) Restore(_ context.Context, _ *warehouse.Warehouse, upTo time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.restored = append(m.restored, upTo)
	return nil
}

func (m *metronome) Advance(_ context.Context, _ *warehouse.Warehouse, span detectors.Span) (flags []event.Flag, err error) {
	if m.slow != nil {
		<-m.slow
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failures == 0 && m.heal != nil {
		<-m.heal
	}
	if m.failures > 0 {
		m.failures--
		if m.panics {
			panic("out of its mind")
		}
		return nil, errors.New("out of sorts")
	}
	m.spans = append(m.spans, span)
	for at := span.From.Add(span.Tick); !at.After(span.To); at = at.Add(span.Tick) {
		if at.Truncate(time.Minute).Equal(at) {
			flags = append(flags, event.Flag{
				V: event.Version, ID: detectors.FlagID(m.name, "minute", at), Revision: 1, Part: 1, Parts: 1, Detector: m.name, Version: "1",
				Kind: "test", Severity: event.SeverityLow, Time: event.At(at), Window: event.Window{Start: event.At(at), End: event.At(at)},
				Agents: []string{"a"}, AgentsTotal: 1, Items: []string{},
			})
		}
	}
	return flags, nil
}

// stage is a warehouse with one action in it, and a broker.
func stage(t *testing.T) (*bus.Bus, *warehouse.Warehouse) {
	t.Helper()
	b, err := bus.Open(bus.Config{Brokers: []string{testparts.Kafka(t)}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.EnsureTopics(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	w, err := warehouse.Open(t.Context(), testparts.ClickHouse(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if err := w.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	store(t, w, "a", began)
	return b, w
}

// store puts one action into the warehouse.
func store(t *testing.T, w *warehouse.Warehouse, id string, at time.Time) {
	t.Helper()
	var block warehouse.Actions
	block.Append(&event.Action{V: event.Version, ID: id, Forum: "f", Time: event.At(at), Kind: event.PostCreated}, warehouse.Place{Seen: at, BrokerTime: at})
	if _, err := block.Insert(t.Context(), w, id); err != nil {
		t.Fatal(err)
	}
}

func mark(t *testing.T, w *warehouse.Warehouse, offset int64, watermark time.Time) {
	t.Helper()
	if err := w.StoreProgress(t.Context(), warehouse.Progress{Stage: "actions", NextOffset: offset, Watermark: watermark}); err != nil {
		t.Fatal(err)
	}
}

// run runs an engine until all detectors have finished the tick at until.
func run(t *testing.T, b *bus.Bus, w *warehouse.Warehouse, until time.Time, all ...detectors.Detector) {
	t.Helper()
	r := start(t, detectors.Config{Bus: b, Warehouse: w, Detectors: all})
	for _, d := range all {
		r.await(d, until)
	}
	r.stop()
}

// running is an engine that runs.
type running struct {
	t      *testing.T
	engine *detectors.Engine
	w      *warehouse.Warehouse
	cancel context.CancelFunc
	done   chan error
}

func start(t *testing.T, cfg detectors.Config) *running {
	t.Helper()
	cfg.Stage, cfg.Poll = "actions", 20*time.Millisecond
	e, err := detectors.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r := &running{t: t, engine: e, w: cfg.Warehouse, cancel: cancel, done: make(chan error, 1)}
	go func() { r.done <- e.Run(ctx) }()
	return r
}

func (r *running) tick(d detectors.Detector) time.Time {
	r.t.Helper()
	tick, err := r.w.DetectorTick(r.t.Context(), d.Name())
	if err != nil {
		r.t.Fatal(err)
	}
	return tick
}

// await waits until a detector has finished the tick at until.
func (r *running) await(d detectors.Detector, until time.Time) {
	r.t.Helper()
	for deadline := time.Now().Add(time.Minute); r.tick(d).Before(until); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			r.t.Fatalf("%s is at %s, want %s", d.Name(), r.tick(d), until)
		}
	}
}

func (r *running) stop() {
	r.t.Helper()
	r.cancel()
	if err := <-r.done; err != nil {
		r.t.Error(err)
	}
}

// published gives the flags on the topic, in their order.
func published(t *testing.T, b *bus.Bus) (flags []event.Flag) {
	t.Helper()
	err := b.Drain(t.Context(), bus.TopicFlags, func(m bus.Message) error {
		f, err := event.Decode[event.Flag](m.Value)
		flags = append(flags, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return flags
}

func TestTicksFollowTheWatermarkAndSurviveARestart(t *testing.T) {
	b, w := stage(t)
	first := &metronome{name: "metronome"}
	mark(t, w, 1, began.Add(5*time.Minute+7*time.Second))
	run(t, b, w, began.Add(5*time.Minute), first)
	second := &metronome{name: "metronome"}
	mark(t, w, 2, began.Add(2*time.Hour))
	run(t, b, w, began.Add(2*time.Hour), second)

	if len(second.restored) != 1 || !second.restored[0].Equal(began.Add(5*time.Minute)) {
		t.Errorf("restored as of %v, want five minutes past", second.restored)
	}
	at := began
	for _, span := range append(first.spans, second.spans...) {
		if !span.From.Equal(at) || !span.To.After(span.From) {
			t.Fatalf("a span goes from %s to %s, the one before ended at %s", span.From, span.To, at)
		}
		at = span.To
	}
	if !at.Equal(began.Add(2 * time.Hour)) {
		t.Errorf("the last span ends at %s", at)
	}
	flags := published(t, b)
	for i, f := range flags {
		if want := event.At(began.Add(time.Duration(i+1) * time.Minute)); f.Time != want {
			t.Fatalf("flag %d is of %s, want %s", i, f.Time, want)
		}
	}
	if len(flags) != 120 {
		t.Errorf("%d flags are on the topic, want one a minute for two hours", len(flags))
	}
}

func TestFlagsAreInClickHouseBeforeTheyAreOnTheTopic(t *testing.T) {
	b, w := stage(t)
	ctx, cancel := context.WithCancel(t.Context())
	checked := make(chan error, 1)
	go func() {
		checked <- b.Tail(ctx, bus.TailConfig{Topic: bus.TopicFlags}, func(_ context.Context, m bus.Message) error {
			f, err := event.Decode[event.Flag](m.Value)
			if err != nil {
				return err
			}
			var members uint64
			row := w.Conn().QueryRow(t.Context(), "SELECT count() FROM flag_members WHERE flag_id = '"+f.ID+"'")
			if err := row.Scan(&members); err != nil || members == 0 {
				return fmt.Errorf("flag %s has %d members in ClickHouse (%w)", f.ID, members, err)
			}
			return nil
		})
	}()
	mark(t, w, 1, began.Add(time.Hour))
	run(t, b, w, began.Add(time.Hour), &metronome{name: "metronome"})
	cancel()
	if err := <-checked; err != nil {
		t.Error(err)
	}
}
