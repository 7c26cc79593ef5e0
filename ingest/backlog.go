package ingest

import (
	"context"
	"sync"
	"time"

	"github.com/moltwatch/moltwatch/internal/pause"
)

// backlog is how far the raw rows of this process are behind. Other stages give way to them: all
// share the machine, and whoever looks for what happened needs the rows first.
type backlog struct {
	mu      sync.Mutex
	records map[int]int64 // by partition
	working int           // partitions whose blocks are being worked on by those that give way
}

// A stage gives way while more records than this wait to become raw rows. Each of its partitions
// then rests nine times as long as it worked, for each that is at work, so that all together take a
// tenth of one core and never stand still, however long the raw rows have more to do than they can.
const (
	backlogLeast = 20_000
	restTimes    = 9
	restMost     = 2 * time.Second
)

func (b *backlog) set(partition int, records int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.records == nil {
		b.records = map[int]int64{}
	}
	b.records[partition] = records
}

func (b *backlog) large() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	var sum int64
	for _, n := range b.records {
		sum += n
	}
	return sum > backlogLeast
}

// work counts a partition in until the returned function is called.
func (b *backlog) work() (end func()) {
	add := func(n int) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.working += n
	}
	add(1)
	return func() { add(-1) }
}

// rest is how long to rest after a stretch of work.
func (b *backlog) rest(worked time.Duration) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return min(restTimes*worked, restMost) * time.Duration(max(1, b.working))
}

// giveWay rests after a stretch of work, until the rest is over or no backlog is left.
func (b *backlog) giveWay(ctx context.Context, worked time.Duration) {
	const look = 50 * time.Millisecond
	for rest := b.rest(worked); rest > 0 && b.large(); rest -= look {
		if !pause.For(ctx, min(rest, look)) {
			return
		}
	}
}
