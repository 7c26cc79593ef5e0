package detectors_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

func TestDetectorThatFailsIsRestoredWhileOthersGoOn(t *testing.T) {
	for name, panics := range map[string]bool{"error": false, "panic": true} {
		t.Run(name, func(t *testing.T) {
			b, w := stage(t)
			mark(t, w, 1, began.Add(10*time.Minute))
			registry := prometheus.NewRegistry()
			sick, well := &metronome{name: "sick", failures: 2, panics: panics, heal: make(chan struct{})}, &metronome{name: "well"}
			r := start(t, detectors.Config{Bus: b, Warehouse: w, Detectors: []detectors.Detector{sick, well}, Metrics: registry})
			r.await(well, began.Add(10*time.Minute))
			if at := r.tick(sick); !at.IsZero() {
				t.Errorf("the well one has waited for the sick one, which is at %s", at)
			}
			if err := r.engine.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "sick") {
				t.Errorf("readiness says %v while a detector fails", err)
			}
			close(sick.heal)
			r.await(sick, began.Add(10*time.Minute))
			for deadline := time.Now().Add(time.Minute); r.engine.Ready(t.Context()) != nil; time.Sleep(20 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("not ready: %v", r.engine.Ready(t.Context()))
				}
			}
			r.stop()
			if len(sick.restored) != 3 || len(well.restored) != 1 {
				t.Errorf("the sick one was restored %d times and the well one %d, want 3 and 1", len(sick.restored), len(well.restored))
			}
			found := gathered(t, registry)
			for metric, want := range map[string]float64{
				"failures_total sick": 2, "flags_total sick test low": 10, "flags_total well test low": 10,
				"lag_seconds sick": 0, "behind sick": 0, "ticks_total well": 60,
			} {
				if got, ok := found["moltwatch_detector_"+metric]; !ok || got != want {
					t.Errorf("%s is %v, want %v", metric, got, want)
				}
			}
		})
	}
}

// gathered gives the value of each metric, by its name and labels.
func gathered(t *testing.T, registry *prometheus.Registry) map[string]float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]float64{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			name := family.GetName()
			for _, label := range m.GetLabel() {
				name += " " + label.GetValue()
			}
			found[name] = m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return found
}

func TestDetectorThatTakesLongIsNotWaitedFor(t *testing.T) {
	b, w := stage(t)
	mark(t, w, 1, began.Add(10*time.Minute))
	slow, well := &metronome{name: "slow", slow: make(chan struct{})}, &metronome{name: "well"}
	r := start(t, detectors.Config{Bus: b, Warehouse: w, Detectors: []detectors.Detector{slow, well}, Patience: 50 * time.Millisecond, Parallel: 1})
	r.await(well, began.Add(10*time.Minute))
	mark(t, w, 2, began.Add(20*time.Minute))
	r.await(well, began.Add(20*time.Minute))
	close(slow.slow)
	r.await(slow, began.Add(20*time.Minute))
	mark(t, w, 3, began.Add(30*time.Minute))
	r.await(slow, began.Add(30*time.Minute))
	r.await(well, began.Add(30*time.Minute))
	r.stop()
	if len(slow.restored) != 1 {
		t.Errorf("what came late was thrown away: restored %d times", len(slow.restored))
	}
	if flags := published(t, b); len(flags) != 60 {
		t.Errorf("%d flags, want one a minute of each", len(flags))
	}
}

func markText(t *testing.T, w *warehouse.Warehouse, offset int64, watermark time.Time) {
	t.Helper()
	if err := w.StoreProgress(t.Context(), warehouse.Progress{Stage: "text", NextOffset: offset, Watermark: watermark}); err != nil {
		t.Fatal(err)
	}
}

func TestOthersWaitForAStageThatMovesAndNotForOneThatStands(t *testing.T) {
	b, w := stage(t)
	reader, other := &metronome{name: "reader", stages: []string{"text"}}, &metronome{name: "other"}
	mark(t, w, 1, began.Add(2*time.Minute))
	markText(t, w, 1, began.Add(time.Minute))
	r := start(t, detectors.Config{Bus: b, Warehouse: w, Detectors: []detectors.Detector{other, reader}, Patience: 2 * time.Second})
	r.await(reader, began.Add(time.Minute))
	// The stage stands still: after a while the others go on without it.
	r.await(other, began.Add(2*time.Minute))
	if at := r.tick(reader); at.After(began.Add(time.Minute)) {
		t.Errorf("the reader of texts is at %s, beyond the texts", at)
	}
	markText(t, w, 2, began.Add(3*time.Minute))
	mark(t, w, 2, began.Add(3*time.Minute))
	r.await(reader, began.Add(3*time.Minute))
	r.await(other, began.Add(3*time.Minute))
	r.stop()
}

func TestFlagsHaveOneOrder(t *testing.T) {
	var first []string
	for round := range 3 {
		b, w := stage(t)
		registry := []detectors.Detector{&metronome{name: "beta"}, &metronome{name: "gamma", stages: []string{"text"}}, &metronome{name: "alpha", failures: round}}
		mark(t, w, 1, began.Add(7*time.Minute))
		r := start(t, detectors.Config{Bus: b, Warehouse: w, Detectors: registry, Lockstep: true, Parallel: 1 + round, Patience: time.Millisecond})
		for step := range 3 {
			markText(t, w, int64(step), began.Add(time.Duration(3*step+1+round)*time.Minute))
		}
		for _, d := range registry {
			r.await(d, began.Add(7*time.Minute))
		}
		r.stop()
		var order []string
		for _, f := range published(t, b) {
			order = append(order, f.Time.String()+" "+f.Detector)
		}
		if !slices.IsSorted(order) || len(order) != 21 {
			t.Errorf("round %d: %d flags in the order %v", round, len(order), order)
		}
		if first = append(first, strings.Join(order, "\n")); first[round] != first[0] {
			t.Errorf("round %d has another order than the first", round)
		}
	}
}

func TestDetectorThatKeepsFailingEndsALockstep(t *testing.T) {
	b, w := stage(t)
	mark(t, w, 1, began.Add(time.Minute))
	r := start(t, detectors.Config{Bus: b, Warehouse: w, Lockstep: true, Detectors: []detectors.Detector{&metronome{name: "sick", failures: 100}}, Retry: time.Millisecond})
	if err := <-r.done; err == nil || !strings.Contains(err.Error(), "out of sorts") {
		t.Errorf("the engine ends with %v", err)
	}
}

// A clock that jumped: ten-second ticks over thirty years would be a hundred million.
func TestAGapOfYearsIsOneSpan(t *testing.T) {
	b, w := stage(t)
	store(t, w, "late", began.AddDate(30, 0, 0))
	far := began.AddDate(30, 0, 0).Add(time.Hour)
	quiet := &sleeper{metronome{name: "quiet"}}
	mark(t, w, 1, far)
	run(t, b, w, far, quiet)
	if len(quiet.spans) > 10 {
		t.Errorf("thirty years without an action were cut into %d spans", len(quiet.spans))
	}
	at := quiet.spans[0].From
	for _, s := range quiet.spans {
		if !s.From.Equal(at) || !s.From.Equal(s.From.Truncate(s.Tick)) {
			t.Errorf("a span begins at %s and the one before ended at %s", s.From, at)
		}
		at = s.To
	}
}

// sleeper has nothing to say, and says it at once however long the span.
type sleeper struct{ metronome }

func (s *sleeper) Advance(_ context.Context, _ *warehouse.Warehouse, span detectors.Span) ([]event.Flag, error) {
	s.spans = append(s.spans, span)
	return nil, nil
}

// alias flags under a name that is not its own.
type alias struct{ metronome }

func (a *alias) Advance(ctx context.Context, w *warehouse.Warehouse, span detectors.Span) ([]event.Flag, error) {
	flags, err := a.metronome.Advance(ctx, w, span)
	for i := range flags {
		flags[i].Detector = "somebody"
	}
	return flags, err
}

func TestFlagsOfOtherTicksOrDetectorsAreRefused(t *testing.T) {
	b, w := stage(t)
	mark(t, w, 1, began.Add(time.Minute))
	liar := &alias{metronome{name: "liar"}}
	registry := prometheus.NewRegistry()
	r := start(t, detectors.Config{Bus: b, Warehouse: w, Detectors: []detectors.Detector{liar}, Metrics: registry, Retry: time.Millisecond})
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if gathered(t, registry)["moltwatch_detector_failures_total liar"] > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("a flag in another's name is taken")
		}
	}
	r.stop()
	if flags := published(t, b); len(flags) != 0 {
		t.Errorf("%d flags in another's name are published", len(flags))
	}
}
