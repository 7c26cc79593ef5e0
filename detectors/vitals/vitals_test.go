package vitals_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/vitals"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

func TestMain(m *testing.M) { testparts.Main(m) }

// forum is a broker and a warehouse of three hours, in each of which one agent more follows the first.
type forum struct {
	*testing.T
	warehouse *warehouse.Warehouse
	bus       *bus.Bus
}

func newForum(t *testing.T) *forum {
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
	t.Cleanup(func() { _ = w.Close() })
	if err := w.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	f := &forum{T: t, warehouse: w, bus: b}
	var block warehouse.Actions
	for hour := range 3 {
		for agent := range hour + 2 { // each follows the first
			at := clock(hour, agent+1)
			a := event.Action{V: event.Version, ID: fmt.Sprint(hour, agent), Forum: "f", Time: event.At(at), Kind: event.AgentFollowed, Agent: event.Agent{ID: fmt.Sprint("agent-", agent)}}
			a.Target = event.Target{Kind: "agent", ID: "agent-0", AgentID: "agent-0"}
			block.Append(&a, warehouse.Place{Offset: int64(hour*100 + agent), Seen: at, BrokerTime: at})
		}
	}
	if _, err := block.Insert(t.Context(), w, "hours"); err != nil {
		t.Fatal(err)
	}
	return f
}

func clock(hour, minute int) time.Time { return time.Date(2026, 2, 3, 9+hour, minute, 0, 0, time.UTC) }

// passes has ingest come so far.
func (f *forum) passes(until time.Time) {
	f.Helper()
	if err := f.warehouse.StoreProgress(f.Context(), warehouse.Progress{Stage: "actions", Watermark: until, BrokerTime: until}); err != nil {
		f.Fatal(err)
	}
}

// figure gives a metric.
func figure(t *testing.T, registry *prometheus.Registry, name string) float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() == "moltwatch_network_"+name {
			return family.GetMetric()[0].GetGauge().GetValue()
		}
	}
	t.Fatalf("there is no metric %s", name)
	return 0
}

func TestTheLastWholeHourIsTold(t *testing.T) {
	f, registry := newForum(t), prometheus.NewRegistry()
	v, err := vitals.New(vitals.Config{Bus: f.bus, Warehouse: f.warehouse, Stage: "actions", Poll: 20 * time.Millisecond, Metrics: registry})
	if err != nil {
		t.Fatal(err)
	}
	if hour := figure(t, registry, "hour_seconds"); hour == hour {
		t.Errorf("before anything is known it tells of hour %v", hour)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- v.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	for _, at := range []struct {
		until   time.Time
		hour    int
		density float64 // agents but the first have followed it
	}{{clock(1, 0), 0, 1. / 2}, {clock(1, 59), 0, 1. / 2}, {clock(2, 1), 1, 2. / 6}, {clock(3, 30), 2, 3. / 12}} {
		f.passes(at.until)
		for deadline := time.Now().Add(20 * time.Second); figure(t, registry, "hour_seconds") != float64(clock(at.hour, 0).Unix()); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("at %s it tells of %v", at.until, figure(t, registry, "hour_seconds"))
			}
		}
		if got := figure(t, registry, "interaction_density"); got != at.density {
			t.Errorf("at %s the density is %v, want %v", at.until, got, at.density)
		}
	}
}
