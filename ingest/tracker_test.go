package ingest

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

var noon = time.Date(2026, 1, 30, 12, 0, 0, 0, time.UTC)

func action(producer string, seq uint64, at time.Time, kind event.Kind) *event.Action {
	return &event.Action{ID: "a", Producer: producer, Seq: seq, Time: event.At(at), Kind: kind}
}

func freshTracker() *tracker {
	limits, _ := Limits{}.orDefault()
	return newTracker(limits, warehouse.Progress{}, map[string]time.Time{})
}

func TestRepeatsAreToldBySeqPerProducer(t *testing.T) {
	tr := freshTracker()
	for _, step := range []struct {
		producer string
		seq      uint64
		repeated bool
	}{{"p", 1, false}, {"p", 2, false}, {"p", 2, true}, {"p", 1, true}, {"q", 1, false}, {"p", 7, false}, {"p", 6, true}} {
		if got := tr.repeated(action(step.producer, step.seq, noon, event.PostCreated), noon); got != step.repeated {
			t.Errorf("%s/%d: repeated is %v, want %v", step.producer, step.seq, got, step.repeated)
		}
	}
}

func TestRepeatsWithoutSeqAreToldByIDForAnHour(t *testing.T) {
	tr := freshTracker()
	for _, step := range []struct {
		after    time.Duration
		repeated bool
	}{{0, false}, {time.Minute, true}, {3 * time.Hour, false}} {
		if got := tr.repeated(action("", 0, noon, event.PostCreated), noon.Add(step.after)); got != step.repeated {
			t.Errorf("after %s: repeated is %v, want %v", step.after, got, step.repeated)
		}
	}
}

func TestWatermarkIsTheLeastOfTheProducersThatSpeak(t *testing.T) {
	tr := freshTracker()
	tr.mark(action("p", 1, noon.Add(10*time.Second), event.Watermark), noon)
	tr.mark(action("q", 1, noon.Add(5*time.Second), event.Watermark), noon)
	if want := noon.Add(10 * time.Second); !tr.watermark.Equal(want) {
		t.Errorf("watermark is %s: one that was given must not go back from %s", tr.watermark, want)
	}
	tr.mark(action("p", 2, noon.Add(20*time.Second), event.Watermark), noon.Add(time.Second))
	if want := noon.Add(10 * time.Second); !tr.watermark.Equal(want) {
		t.Errorf("watermark is %s, q holds it at %s", tr.watermark, want)
	}
	silent := tr.mark(action("p", 3, noon.Add(40*time.Second), event.Watermark), noon.Add(31*time.Second))
	if len(silent) != 1 || silent[0] != "q" || !tr.watermark.Equal(noon.Add(40*time.Second)) {
		t.Errorf("silent are %v and the watermark is %s, want q and p's", silent, tr.watermark)
	}
	if at, late := tr.seen(action("q", 2, noon.Add(7*time.Second), event.PostCreated)); !late || !at.Equal(tr.watermark) {
		t.Errorf("an action from behind the watermark is seen at %s, late %v", at, late)
	}
}

// The promise that detectors rest on: once the watermark has passed t, nothing is seen before t.
func TestNothingIsSeenBeforeTheWatermark(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr, broker := freshTracker(), noon
		seq := map[string]uint64{}
		for range rapid.IntRange(1, 100).Draw(t, "records") {
			broker = broker.Add(time.Duration(rapid.IntRange(0, 20_000).Draw(t, "gap")) * time.Millisecond)
			producer := rapid.SampledFrom([]string{"p", "q", "r"}).Draw(t, "producer")
			seq[producer]++
			at := noon.Add(time.Duration(rapid.IntRange(-500, 500).Draw(t, "time")) * time.Second)
			before := tr.watermark
			if rapid.Bool().Draw(t, "watermark") {
				a := action(producer, seq[producer], at, event.Watermark)
				tr.repeated(a, broker)
				tr.mark(a, broker)
			} else {
				a := action(producer, seq[producer], at, event.PostCreated)
				tr.repeated(a, broker)
				if seen, late := tr.seen(a); seen.Before(tr.watermark) || late != at.Before(tr.watermark) {
					t.Fatalf("an action of %s is seen at %s (late %v) though the watermark is %s", at, seen, late, tr.watermark)
				}
			}
			if tr.watermark.Before(before) {
				t.Fatalf("the watermark went back from %s to %s", before, tr.watermark)
			}
		}
	})
}
