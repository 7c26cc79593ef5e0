package lockstep

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// slowly is densest by looking at every window.
func (j *judge) slowly(acts []int32, width float64) (best []int32) {
	for i := range acts {
		var in []int32
		j.met.clear()
		for _, at := range acts[i:] {
			if j.events[at].Time-j.events[acts[i]].Time <= width && j.met.first(j.events[at].Account) {
				in = append(in, at)
			}
		}
		if len(in) > len(best) {
			best = in
		}
	}
	return best
}

func TestTheDensestWindowIsFound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 8))
	for range 300 {
		a, acts := NewActivity(LiveParams()), []int32(nil)
		at := 0.0
		for i := range 1 + r.IntN(120) {
			at += float64(r.IntN(4)) * r.ExpFloat64() * 20
			a.Add(Event{Account: int32(r.IntN(1 + r.IntN(20))), Time: at})
			acts = append(acts, int32(i))
		}
		j := a.judge(nil)
		for _, width := range []float64{0, 30, 300} {
			if got, want := j.densest(acts, width), j.slowly(acts, width); !slices.Equal(got, want) {
				t.Fatalf("within %.0f s came %v, want %v", width, got, want)
			}
		}
	}
}

// Members who act on one target without end are gone through once, not once for each act.
func TestTheDensestWindowOfManyActsTakesNoLonger(t *testing.T) {
	a, began, acts := NewActivity(LiveParams()), time.Now(), []int32(nil)
	for i := range 200_000 {
		a.Add(Event{Account: int32(i % 6), Time: float64(i) / 200})
		acts = append(acts, int32(i))
	}
	if best := a.judge(nil).densest(acts, 1800); len(best) != 6 {
		t.Errorf("%d came, want 6", len(best))
	}
	// It took a minute when each window was gone through.
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("%d acts on one target took %s", len(acts), took)
	}
}
