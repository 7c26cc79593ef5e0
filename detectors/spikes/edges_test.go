package spikes_test

import (
	"math/rand/v2"
	"testing"

	"github.com/moltwatch/moltwatch/detectors/spikes"
)

// stream is an hour of chatter among a hundred, with a burst from one to another in minutes
// 40 to 44.
func stream() (edges [][2]uint64, minutes []int64, burst []bool) {
	random := rand.New(rand.NewPCG(1, 2))
	add := func(src, dst uint64, minute int64, attack bool) {
		edges, minutes, burst = append(edges, [2]uint64{src, dst}), append(minutes, minute), append(burst, attack)
	}
	for minute := range int64(60) {
		for range 200 {
			add(random.Uint64N(100), random.Uint64N(100), minute, false)
		}
		if minute >= 40 && minute < 45 {
			for range 300 {
				add(1000, 2000, minute, true)
			}
		}
	}
	return edges, minutes, burst
}

func TestABurstScoresAboveEverything(t *testing.T) {
	e := spikes.NewEdges(spikes.DefaultEdgeParams())
	edges, minutes, burst := stream()
	highest, lowest := 0.0, 1e18
	seen := 0
	for i, x := range edges {
		s := e.Score(x[0], x[1], minutes[i])
		switch {
		case s < 0:
			t.Fatalf("edge %d scores %g", i, s)
		case !burst[i]:
			highest = max(highest, s)
		default:
			if seen++; seen > 310 { // the first minute has no past to be compared with
				lowest = min(lowest, s)
			}
		}
	}
	if lowest <= highest {
		t.Errorf("an edge of the burst scores %g, an ordinary one %g", lowest, highest)
	}
}

// A score depends on nothing behind it: any stream with the same beginning scores the same.
func TestNoScoreLooksAhead(t *testing.T) {
	edges, minutes, _ := stream()
	whole, part := spikes.NewEdges(spikes.DefaultEdgeParams()), spikes.NewEdges(spikes.DefaultEdgeParams())
	var scores []float64
	for i, x := range edges {
		scores = append(scores, whole.Score(x[0], x[1], minutes[i]))
	}
	for i, x := range edges[:5000] {
		if s := part.Score(x[0], x[1], minutes[i]); s != scores[i] {
			t.Fatalf("edge %d scores %g in the whole stream and %g in its beginning", i, scores[i], s)
		}
	}
}

// Four edges in the first minute are four in the past and two, decayed, in the second: with so many more the
// statistic is (|4 - c| - 1)² / 4, by hand.
func TestASurpriseIsTheCorrectedStatistic(t *testing.T) {
	e := spikes.NewEdges(spikes.DefaultEdgeParams())
	for range 4 {
		if s := e.Score(1, 2, 0); s != 0 {
			t.Errorf("an edge without a past scores %g", s)
		}
	}
	for i, want := range []float64{0, 0, 0, 0.25, 1, 2.25} {
		if s := e.Score(1, 2, 1); s != want {
			t.Errorf("edge %d of the second minute scores %g, want %g", i+1, s, want)
		}
	}
}

func TestAMinuteThatGoesBackCountsAsTheLast(t *testing.T) {
	e, f := spikes.NewEdges(spikes.DefaultEdgeParams()), spikes.NewEdges(spikes.DefaultEdgeParams())
	for _, minute := range []int64{0, 5, 5, 9} {
		e.Score(1, 2, minute)
		f.Score(1, 2, minute)
	}
	if a, b := e.Score(1, 2, 3), f.Score(1, 2, 9); a != b {
		t.Errorf("a late edge scores %g, want %g", a, b)
	}
}

func TestAnEdgeAllocatesNothing(t *testing.T) {
	e := spikes.NewEdges(spikes.DefaultEdgeParams())
	minute := int64(0)
	if n := testing.AllocsPerRun(1000, func() { minute++; e.Score(uint64(minute%7), 3, minute/5) }); n != 0 {
		t.Errorf("an edge costs %g allocations", n)
	}
}

func BenchmarkEdges(b *testing.B) {
	e := spikes.NewEdges(spikes.DefaultEdgeParams())
	edges, minutes, _ := stream()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		k := i % len(edges)
		e.Score(edges[k][0], edges[k][1], minutes[k]+int64(i/len(edges))*60)
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "edges/s")
}
