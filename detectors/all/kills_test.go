package all_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/all"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
	"github.com/moltwatch/moltwatch/sim"
)

// errEnough ends a scenario early.
var errEnough = errors.New("enough")

// scene gives what happens in the first while of a scenario.
func scene(t *testing.T, name string, while time.Duration) (actions []event.Action) {
	t.Helper()
	s, err := sim.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	_, err = sim.Generate(t.Context(), s, 1, func(a event.Action) error {
		if len(actions) > 0 && a.Time.Sub(actions[0].Time.Time) > while {
			return errEnough
		}
		a.V, a.Forum = event.Version, "f"
		actions = append(actions, a)
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		t.Fatal(err)
	}
	return actions
}

// runEngine runs all detectors up to the tick at until; if random is not nil, they are stopped at
// random moments, and with them whatever they are at, and begun anew from what is stored.
func runEngine(t *testing.T, w *warehouse.Warehouse, from, until time.Time, random *rand.Rand) map[string]event.Flag {
	t.Helper()
	for _, table := range []string{"flags", "detector_progress", "ingest_progress"} {
		if err := w.Conn().Exec(t.Context(), "TRUNCATE TABLE "+table); err != nil {
			t.Fatal(err)
		}
	}
	b, err := bus.Open(bus.Config{Brokers: []string{testparts.Kafka(t)}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.EnsureTopics(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	mark := func(offset int, at time.Time) {
		for _, stage := range []string{"actions", "text"} {
			if err := w.StoreProgress(t.Context(), warehouse.Progress{Stage: stage, NextOffset: int64(offset), Watermark: at}); err != nil {
				t.Fatal(err)
			}
		}
	}
	at := until
	if random != nil {
		at = from
	}
	for life := 1; ; life++ {
		if random != nil { // the watermark comes in leaps, and the end with the fourth
			if at = at.Add(time.Duration(1+random.IntN(40)) * time.Minute); at.After(until) || life > 3 {
				at = until
			}
		}
		mark(life, at)
		ctx, cancel := context.WithCancel(t.Context())
		e, err := detectors.New(detectors.Config{Bus: b, Warehouse: w, Detectors: all.Detectors(), Stage: "actions", Poll: 20 * time.Millisecond, Lockstep: true})
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- e.Run(ctx) }()
		if random != nil && life <= 8 {
			time.Sleep(time.Duration(random.IntN(1500)) * time.Millisecond) // the moment is what is random here
		} else {
			arrive(t, w, until)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if random == nil || life > 8 {
			break
		}
	}
	flags := map[string]event.Flag{}
	err = b.Drain(t.Context(), bus.TopicFlags, func(m bus.Message) error {
		f, err := event.Decode[event.Flag](m.Value)
		key := fmt.Sprintf("%s %s %s %d %d", f.Time, f.Detector, f.ID, f.Revision, f.Part)
		if known, ok := flags[key]; ok && string(encoded(t, known)) != string(m.Value) {
			t.Errorf("%s was said twice and differs", key)
		}
		flags[key] = f
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return flags
}

func arrive(t *testing.T, w *warehouse.Warehouse, until time.Time) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Minute)
	for _, d := range all.Detectors() {
		for {
			tick, err := w.DetectorTick(t.Context(), d.Name())
			if err != nil {
				t.Fatal(err)
			}
			if !tick.Before(until) {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s is at %s, want %s", d.Name(), tick, until)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

func encoded(t *testing.T, f event.Flag) []byte {
	t.Helper()
	value, err := event.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// The same actions give the same flags of all detectors together, wherever they are stopped, and however many shards the
// actions lie on.
func TestFlagsOfAllAreTheSameWhereverTheyAreStopped(t *testing.T) {
	actions := scene(t, "copypasta", 65*time.Minute)
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	over := detectortest.Over(actions)
	want := runEngine(t, w, over.From, over.To, nil)
	if len(want) == 0 {
		t.Fatal("there are no flags: the scenario does not exercise the detectors")
	}
	t.Run("on two shards", func(t *testing.T) { onTwoShards(t, w, actions, want) })
	seed := uint64(time.Now().UnixNano())
	t.Logf("%d flags, seed %d", len(want), seed)
	got := runEngine(t, w, over.From, over.To, rand.New(rand.NewPCG(seed, 1)))
	compare(t, got, want)
}

// compare holds flags against those that one undisturbed run on one node gave.
func compare(t *testing.T, got, want map[string]event.Flag) {
	t.Helper()
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if _, ok := got[key]; !ok {
			t.Errorf("missing: %s", key)
		} else if string(encoded(t, got[key])) != string(encoded(t, want[key])) {
			t.Errorf("%s is\n%+v\nwant\n%+v", key, got[key], want[key])
		}
	}
	for key := range got {
		if _, ok := want[key]; !ok {
			t.Errorf("too many: %s", key)
		}
	}
}
