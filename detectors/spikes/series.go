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
	own    *scan   // of what is compared with its own past
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
	if among < 0 { // its own past does not change: only the minutes since are looked at
		if s.own == nil {
			s.own = &scan{next: first}
		}
		s.own.goOn(s.points, now, among)
		return s.own.last, s.own.ok
	}
	if float64(s.most) < factor*(among+1) {
		return last, false
	}
	whole := scan{next: first}
	whole.goOn(s.points, now, among)
	return whole.last, whole.ok
}

// scan goes through a series minute by minute.
type scan struct {
	next       int64     // minute that it has not looked at
	seen       int64     // minutes that it has
	enter, out int       // places of the points that come into the span next, and leave it next
	sum        int64     // of the span
	quiet      []float64 // spans that are the past, rising; none is needed if others tell what is usual
	within, ok bool      // a spike goes on; there was one
	last       spike
}

// goOn looks at the minutes up to now.
func (c *scan) goOn(points []point, now int64, among float64) {
	for ; c.next <= now; c.next++ {
		at, n := c.next, int64(0)
		c.seen++
		if c.enter < len(points) && points[c.enter].minute == at {
			n = points[c.enter].times
			c.enter++
		}
		for c.out < c.enter && points[c.out].minute <= at-span {
			c.sum -= points[c.out].times
			c.out++
		}
		c.sum += n
		if c.within {
			c.follow(at, n)
			continue
		}
		if usual, surprising := c.surprise(among); surprising {
			c.within, c.ok = true, true
			c.last = spike{end: at, times: c.sum, usual: usual, chance: rare(c.sum, usual)}
			c.last.begin(points[c.out:c.enter], usual/span)
			continue
		}
		if among < 0 && c.seen >= span && (!c.ok || at >= c.last.end+span) {
			sum := float64(c.sum)
			place, _ := slices.BinarySearch(c.quiet, sum)
			c.quiet = slices.Insert(c.quiet, place, sum)
		}
	}
}

// follow takes one more minute into the spike that goes on.
func (c *scan) follow(at, n int64) {
	s := &c.last
	s.end = at
	if n > s.highest {
		s.highest, s.peak = n, at
	}
	if c.sum > s.times {
		s.times, s.chance = c.sum, rare(c.sum, s.usual)
	}
	if float64(c.sum) < max(leastTimes/2, calm*(s.usual+1)) {
		c.within, s.ended = false, true
	}
}

// surprise reports whether the span is more than chance makes of what is usual.
func (c *scan) surprise(among float64) (usual float64, surprising bool) {
	if c.sum < leastTimes || among < 0 && len(c.quiet) < learning {
		return 0, false
	}
	if usual = among; among < 0 {
		usual = level(c.quiet)
	}
	return usual, float64(c.sum) >= factor*(usual+1) && rare(c.sum, usual) <= chanceOf
}

// begin finds the first minute of the span in which a spike is seen with more than is usual in a
// minute, and the busiest. Until then its end is its onset.
func (s *spike) begin(span []point, usual float64) {
	s.onset = s.end
	for _, p := range span {
		if float64(p.times) > factor*usual && p.minute < s.onset {
			s.onset = p.minute
		}
		if p.times > s.highest {
			s.peak, s.highest = p.minute, p.times
		}
	}
}

// level is what a span comes to in a lively moment: the median and two robust deviations more, at
// least those of a Poisson law.
func level(sorted []float64) float64 {
	const toDeviation = 1.4826 // of a median absolute deviation, for a normal law
	middle := sorted[len(sorted)/2]
	apart, below, above := 0.0, len(sorted)/2, len(sorted)/2+1
	for range len(sorted)/2 + 1 { // outwards from the median, the nearer of both sides first
		if above == len(sorted) || below >= 0 && middle-sorted[below] <= sorted[above]-middle {
			apart = middle - sorted[below]
			below--
		} else {
			apart = sorted[above] - middle
			above++
		}
	}
	return middle + 2*max(toDeviation*apart, math.Sqrt(middle))
}

// rare is the probability of so many or more where usual are expected.
func rare(times int64, usual float64) float64 {
	return math.Exp(chance.LogPoissonTail(int(times), usual+1))
}
