package column

import (
	"math"
	"slices"
	"sort"

	"github.com/moltwatch/moltwatch/detectors/moment"
)

// Moments are moments, numbered from 0 on in the order in which they were added. They take four bytes each, if many
// are added that lie within an hour, in order; as rows do that are read in order of time. The zero value has none.
type Moments struct {
	after  List[uint32] // microseconds since the begin of its span
	begins []begin      // of spans, rising by their first
}

// begin is where a span of moments begins.
type begin struct {
	at    moment.Moment
	first int32
}

// Add adds a moment at the end, and gives its number.
func (x *Moments) Add(m moment.Moment) (number int32) {
	if n := len(x.begins); n == 0 || m < x.begins[n-1].at || m-x.begins[n-1].at > math.MaxUint32 {
		x.begins = append(x.begins, begin{m, int32(x.after.Len())})
	}
	return x.after.Add(uint32(m - x.begins[len(x.begins)-1].at))
}

// At gives a moment.
func (x *Moments) At(number int32) moment.Moment {
	span, begins := slices.BinarySearchFunc(x.begins, number, func(b begin, number int32) int { return int(b.first - number) })
	if !begins {
		span--
	}
	return x.begins[span].at + moment.Moment(*x.after.At(number))
}

// Len is how many moments were added.
func (x *Moments) Len() int { return x.after.Len() }

// Forget lets go of the moments before one, as far as they fill chunks: nobody asks for them any more.
func (x *Moments) Forget(before int32) { x.after.Forget(before) }

// Since gives the first that is m or later, given that they are in order.
func (x *Moments) Since(m moment.Moment) (number int32) {
	return int32(sort.Search(x.Len(), func(at int) bool { return x.At(int32(at)) >= m }))
}
