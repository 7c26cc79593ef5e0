package ingest

import "time"

// boundary decides where blocks end. Its answers depend on the records of the partition and
// on where the last block ended (which is stored), never on this process's clock or on how
// records happened to arrive. That is what makes a resent block the same block.
type boundary struct {
	limits  Limits
	lastEnd time.Time // broker time of the last record of the block before
	started time.Time // broker time of this block's first record; zero: none yet
	last    time.Time // broker time of its last record
	bytes   int
}

// before reports whether the block must end before a record that the broker took at t.
func (b *boundary) before(t time.Time) bool {
	return !b.started.IsZero() && !b.span(b.started).Equal(b.span(t))
}

// add counts a record in and reports whether the block ends after it.
func (b *boundary) add(offset int64, t time.Time, size int, watermark bool) bool {
	if b.started.IsZero() {
		b.started = t
	}
	b.last = t
	b.bytes += size
	return (offset+1)%b.limits.BlockRecords == 0 ||
		b.bytes >= b.limits.BlockBytes ||
		watermark && t.Sub(b.lastEnd) >= b.limits.MarkSpacing
}

// end begins the next block.
func (b *boundary) end() {
	b.lastEnd, b.started, b.bytes = b.last, time.Time{}, 0
}

// idleAt is from when on a fetch that finds nothing after the block may end it all the same: the
// broker's clock has left its span, so whatever comes now begins another block anyway. It is held
// against when the fetch was sent: of what came since, a worker that was held up knows nothing.
func (b *boundary) idleAt() time.Time {
	const clockDifference = 2 * time.Second
	return b.span(b.started).Add(b.limits.BlockSpan + clockDifference)
}

func (b *boundary) span(t time.Time) time.Time { return t.Truncate(b.limits.BlockSpan) }
