package spikes

import "math"

// EdgeParams set the sketches. DefaultEdgeParams are those of the paper.
type EdgeParams struct {
	Rows      int     // hash functions of a sketch
	Columns   int     // counters of a row
	Threshold float64 // a counter whose score reached it is not taken into the past
	Decay     float64 // of what was counted lately, at each new minute
}

// DefaultEdgeParams are those of Bhatia et al. 2022, section 7.1.
func DefaultEdgeParams() EdgeParams {
	return EdgeParams{Rows: 2, Columns: 1024, Threshold: 1000, Decay: 0.5}
}

// Edges scores a stream of edges as MIDAS-F does (Bhatia, Liu, Hooi, Yoon, Shin, Faloutsos:
// Real-time anomaly detection in edge streams, TKDD 2022, section 5.3): counts of an edge, of
// its source and of its destination, each in this minute against its mean so far. What is
// anomalous does not become part of the past, so that a long attack stays one. The statistic has
// Yates's correction for continuity, which the paper's has not: most counts of a minute are small
// (Yates 1934, Contingency tables involving small numbers and the chi-squared test, Supplement to
// the JRSS 1). Not safe for concurrent use.
type Edges struct {
	params            EdgeParams
	seeds             []uint64
	minute            float64
	edge, source, end []counter // rows of columns
}

// counter is one place of a count-min sketch. It is brought up to date when it is touched, so
// that a minute costs nothing where nothing happens.
type counter struct {
	current float64 // of this minute, and what is left of those before
	total   float64 // of the minutes before
	score   float64 // when it was last counted
	minute  float64 // up to which it is
}

// NewEdges makes a scorer that has seen nothing.
func NewEdges(p EdgeParams) *Edges {
	e := &Edges{params: p, seeds: make([]uint64, p.Rows), minute: 1}
	for i := range e.seeds {
		e.seeds[i] = mix(0x9e3779b97f4a7c15 * uint64(i+1))
	}
	for _, s := range []*[]counter{&e.edge, &e.source, &e.end} {
		*s = make([]counter, p.Rows*p.Columns)
		for i := range *s {
			(*s)[i].minute = 1
		}
	}
	return e
}

// Score counts an edge and says how surprising it is, from 0 on: the chi-squared statistic of
// this minute's count against the mean of those before it, the largest of edge, source and
// destination. Minutes count from the first edge's and never fall; an earlier one counts as
// the last seen.
func (e *Edges) Score(src, dst uint64, minute int64) float64 {
	e.minute = max(e.minute, float64(minute)+1) // the paper's first tick is 1
	return max(e.count(e.edge, mix(src)*3+mix(dst)*7), e.count(e.source, src), e.count(e.end, dst))
}

// count adds one to what a key stands for, and scores it by the least crowded counters.
func (e *Edges) count(sketch []counter, key uint64) float64 {
	current, total := math.MaxFloat64, math.MaxFloat64
	for row, seed := range e.seeds {
		c := e.at(sketch, row, key^seed)
		c.update(e.minute, e.params)
		c.current++
		current, total = min(current, c.current), min(total, c.total)
	}
	score := 0.0
	if total > 0 && e.minute > 1 {
		d := max(0, math.Abs(current+total-current*e.minute)-e.minute/2)
		score = d * d / (total * (e.minute - 1))
	}
	for row, seed := range e.seeds {
		e.at(sketch, row, key^seed).score = score
	}
	return score
}

func (e *Edges) at(sketch []counter, row int, key uint64) *counter {
	return &sketch[row*e.params.Columns+int(mix(key)%uint64(e.params.Columns))]
}

// update lets the minutes pass that a counter has slept through: in each, what was counted
// becomes part of the past and decays; or, if it was anomalous, the past grows as if the
// minute had been an average one.
func (c *counter) update(now float64, p EdgeParams) {
	slept := now - c.minute
	if slept <= 0 {
		return
	}
	left := math.Pow(p.Decay, slept)
	if c.score < p.Threshold {
		c.total += c.current * (1 - left) / (1 - p.Decay)
	} else if c.minute > 1 {
		c.total *= (now - 1) / (c.minute - 1)
	}
	c.current *= left
	c.minute = now
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014, figure 16).
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
