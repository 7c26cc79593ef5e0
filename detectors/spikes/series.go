package spikes

import (
	"math"
	"slices"

	"github.com/moltwatch/moltwatch/internal/chance"
)

// point is one minute in which something happened.
type point struct{ minute, times int64 }

// series is how often one thing happened, by the minute.
type series struct {
	name
	points []point
	lately int     // the place of the first point of the last span
	sum    int64   // of the last span
	most   int64   // of all spans
	score  float64 // of an edge: the greatest surprise
}

func (s *series) add(p point) {
	s.points = append(s.points, p)
	s.sum += p.times
	for s.points[s.lately].minute <= p.minute-span {
		s.sum -= s.points[s.lately].times
		s.lately++
	}
	s.most = max(s.most, s.sum)
}

// spike is one episode of a series.
type spike struct {
	onset, peak, end int64 // minutes; end is the last minute so far, or the first after it
	times            int64 // in the greatest span
	highest          int64 // in the peak's minute
	usual            float64
	chance           float64 // of the greatest span
	ended            bool
}

// last gives the latest spike of a series as of now, among the minutes since first; ok is false if
// there is none. Spans are compared with those of the quiet minutes before: their median, and how far
// they scatter. among, if it is not negative, is what is usual for others of its kind: what is
// born within the window has no past of its own.
func (s *series) last(first, now int64, among float64) (last spike, ok bool) {
	minutes := make([]int64, now-first+1)
	for _, p := range s.points {
		minutes[p.minute-first] = p.times
	}
	var quiet []float64 // rising
	var sum int64
	within := false
	for i, n := range minutes {
		sum += n
		if i >= span {
			sum -= minutes[i-span]
		}
		at := first + int64(i)
		if within {
			last.end = at
			if n > last.highest {
				last.highest, last.peak = n, at
			}
			if sum > last.times {
				last.times, last.chance = sum, rare(sum, last.usual)
			}
			if float64(sum) < max(leastTimes/2, calm*(last.usual+1)) {
				within, last.ended = false, true
			}
			continue
		}
		usual, known := among, among >= 0
		if !known && len(quiet) >= learning {
			usual, known = level(quiet), true
		}
		if p := rare(sum, usual); known && sum >= leastTimes && float64(sum) >= factor*(usual+1) && p <= chanceOf {
			within, ok = true, true
			last = spike{end: at, times: sum, usual: usual, chance: p}
			last.onset, last.peak, last.highest = begin(minutes, i, usual/span)
			last.onset, last.peak = last.onset+first, last.peak+first
			continue
		}
		if i >= span-1 && (!ok || at >= last.end+span) {
			place, _ := slices.BinarySearch(quiet, float64(sum))
			quiet = slices.Insert(quiet, place, float64(sum))
		}
	}
	return last, ok
}

// begin gives the first minute of the span that ends at i with more than is usual in a minute, and
// the busiest.
func begin(minutes []int64, i int, usual float64) (onset, peak, highest int64) {
	onset = int64(i)
	for k := max(0, i-span+1); k <= i; k++ {
		if float64(minutes[k]) > factor*usual && int64(k) < onset {
			onset = int64(k)
		}
		if minutes[k] > highest {
			peak, highest = int64(k), minutes[k]
		}
	}
	return onset, peak, highest
}

// level is what a span comes to in a lively moment: the median and two robust deviations more, at
// least those of a Poisson law.
func level(sorted []float64) float64 {
	const toDeviation = 1.4826 // of a median absolute deviation, for a normal law
	middle := sorted[len(sorted)/2]
	apart := make([]float64, len(sorted))
	for i, x := range sorted {
		apart[i] = math.Abs(x - middle)
	}
	slices.Sort(apart)
	return middle + 2*max(toDeviation*apart[len(apart)/2], math.Sqrt(middle))
}

// rare is the probability of so many or more where usual are expected.
func rare(times int64, usual float64) float64 {
	return math.Exp(chance.LogPoissonTail(int(times), usual+1))
}
