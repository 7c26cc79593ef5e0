package limits_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/forum/limits"
)

func preset(t testing.TB, name string) limits.Preset {
	t.Helper()
	p, err := limits.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Whatever comes when, and whatever is taken out and put back in between: no window of time
// that begins with a request holds more of one kind than its limit.
func TestNoWindowHoldsMoreThanItsLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := limits.Preset{Window: time.Minute, Reads: rapid.IntRange(1, 5).Draw(t, "reads"), Writes: rapid.IntRange(1, 5).Draw(t, "writes")}
		w := limits.NewWindows(p)
		now := time.Unix(1_800_000_000, 0)
		kept := map[string]limits.Count{}
		var began time.Time
		var done [2]int
		for range rapid.IntRange(1, 60).Draw(t, "calls") {
			now = now.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "pause")) * time.Second)
			if rapid.IntRange(0, 5).Draw(t, "restart") == 0 {
				for _, c := range w.Changed(now) {
					kept[c.Key] = c
				}
				w = limits.NewWindows(p)
				for _, c := range kept {
					w.Restore([]limits.Count{c})
				}
			}
			kind := rapid.SampledFrom([]int{limits.Read, limits.Write}).Draw(t, "kind")
			if began.IsZero() || !now.Before(began.Add(p.Window)) {
				began, done = now, [2]int{}
			}
			limit := []int{p.Reads, p.Writes}[kind]
			got := w.Take("agent", kind, now)
			if got.Refused != (done[kind] >= limit) || !got.Reset.Equal(began.Add(p.Window)) {
				t.Fatalf("%d of %d: %+v", done[kind], limit, got)
			}
			if !got.Refused {
				done[kind]++
				if got.Remaining != limit-done[kind] {
					t.Fatalf("%d of %d: %+v", done[kind], limit, got)
				}
			}
		}
	})
}

func TestTheFirstRefusalIsToldApart(t *testing.T) {
	w := limits.NewWindows(limits.Preset{Window: time.Minute, Requests: 2})
	now := time.Unix(1_800_000_000, 0)
	var firsts int
	for range 5 {
		if w.Take("a", limits.Read, now).First {
			firsts++
		}
	}
	if firsts != 1 || w.Take("b", limits.Write, now).Refused {
		t.Errorf("%d first refusals, want one, and nobody else's", firsts)
	}
}

func TestManyAtOnceGetNoMoreThanTheLimit(t *testing.T) {
	w := limits.NewWindows(preset(t, limits.Launch))
	now := time.Unix(1_800_000_000, 0)
	var taken atomic.Int64
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			for range 50 {
				if !w.Take("agent", limits.Write, now).Refused {
					taken.Add(1)
				}
			}
		})
	}
	group.Wait()
	if taken.Load() != 100 {
		t.Errorf("%d requests were taken, want 100", taken.Load())
	}
}

func TestOffLimitsNothing(t *testing.T) {
	w := limits.NewWindows(preset(t, limits.Off))
	for range 1000 {
		if got := w.Take("agent", limits.Read, time.Unix(0, 0)); got.Refused || got.Limited {
			t.Fatal(got)
		}
	}
	if _, err := limits.Named("strict"); err == nil {
		t.Error("a preset that there is not was found")
	}
}
