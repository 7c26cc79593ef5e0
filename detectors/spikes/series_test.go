package spikes

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// draw makes up a few hours of a series with bursts in it.
func draw(random *rand.Rand, first, minutes int64) (points []point) {
	rate := 0
	for at := first; at < first+minutes; at++ {
		if random.IntN(40) == 0 {
			rate = random.IntN(3) * random.IntN(30)
		}
		if n := random.IntN(rate + 2); n > 0 {
			points = append(points, point{at, int64(n)})
		}
	}
	return points
}

// A series that is asked at every minute says what one says that is asked at the end alone.
func TestAScanThatGoesOnSaysWhatAWholeOneSays(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 2))
	found := 0
	for range 300 {
		const first, minutes = 1000, 240
		points := draw(random, first, minutes)
		goesOn, next := &series{}, 0
		for now := int64(first); now < first+minutes; now++ {
			for next < len(points) && points[next].minute <= now {
				goesOn.add(points[next])
				next++
			}
			got, ok := goesOn.last(first, now, -1)
			if now%17 != 0 && now != first+minutes-1 {
				continue
			}
			whole := &series{}
			for _, p := range points[:next] {
				whole.add(p)
			}
			want, wanted := whole.last(first, now, -1)
			if got != want || ok != wanted {
				t.Fatalf("at minute %d: %+v (%t), and at once %+v (%t)", now-first, got, ok, want, wanted)
			}
			if ok {
				found++
			}
		}
	}
	if found == 0 {
		t.Error("no series had a spike: nothing was compared")
	}
}

// What others come to decides alone: nothing of a series that never comes near is looked at.
func TestWhatIsUsualAmongOthersIsNoSpike(t *testing.T) {
	s := &series{}
	for _, p := range draw(rand.New(rand.NewPCG(4, 3)), 0, 240) {
		s.add(p)
	}
	if _, ok := s.last(0, 239, 1); !ok {
		t.Error("a burst among quiet ones is not seen")
	}
	if last, ok := s.last(0, 239, float64(s.most)); ok {
		t.Errorf("a burst among its like is seen: %+v", last)
	}
}

func TestLevelIsTheMedianAndItsDeviation(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	for range 2000 {
		sorted := make([]float64, 1+random.IntN(40))
		for i := range sorted {
			sorted[i] = float64(random.IntN(60))
		}
		slices.Sort(sorted)
		middle := sorted[len(sorted)/2]
		var apart []float64
		for _, x := range sorted {
			apart = append(apart, math.Abs(x-middle))
		}
		slices.Sort(apart)
		if want := middle + 2*max(1.4826*apart[len(apart)/2], math.Sqrt(middle)); level(sorted) != want {
			t.Fatalf("the level of %v is %g, want %g", sorted, level(sorted), want)
		}
	}
}

func TestATallyGivesTheQuantilesOfAList(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 5))
	var of tally
	sizes := make([]int64, 0, 500)
	for range 3000 {
		if at := random.IntN(500); at < len(sizes) {
			to := sizes[at] + int64(random.IntN(9)) + 1
			of.move(sizes[at], to)
			sizes[at] = to
		} else {
			sizes = append(sizes, 1+int64(random.IntN(3)))
			of.move(0, sizes[len(sizes)-1])
		}
		sorted := slices.Sorted(slices.Values(sizes))
		place := random.IntN(len(sorted))
		if got := of.at(place); got != sorted[place] || of.all != len(sizes) {
			t.Fatalf("at %d of %d stands %d, want %d of %d", place, of.all, got, sorted[place], len(sizes))
		}
	}
}
