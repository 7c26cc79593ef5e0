package spikes

// tally counts the series of one sort by what their liveliest span came to, so that a quantile of them
// takes no sorting. That is rarely much: an array by its size serves up to manyTimes, and beyond it
// all are alike.
type tally struct {
	all int
	of  []int // series, by the times of their span
}

// manyTimes is far beyond what a quantile of targets or edges comes to.
const manyTimes = 1 << 16

// move takes a series from one size to another; 0 is one that is new.
func (t *tally) move(from, to int64) {
	from, to = min(from, manyTimes), min(to, manyTimes)
	for int64(len(t.of)) <= to {
		t.of = append(t.of, 0)
	}
	if from > 0 {
		t.of[from]--
		t.all--
	}
	t.of[to]++
	t.all++
}

// at gives the size of the series at a place, from the smallest on.
func (t *tally) at(place int) int64 {
	for size, n := range t.of {
		if place -= n; place < 0 {
			return int64(size)
		}
	}
	return int64(len(t.of)) - 1
}
