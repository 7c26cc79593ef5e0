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
}

// A stage gives way while more records than this wait to become raw rows. It then rests nine
// times as long as it worked, so that it takes a tenth of its share of the machine and never
// stands still, however long the raw rows have more to do than they can.
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

// giveWay rests after a stretch of work, until the rest is over or no backlog is left.
func (b *backlog) giveWay(ctx context.Context, worked time.Duration) {
	const look = 50 * time.Millisecond
	for rest := min(restTimes*worked, restMost); rest > 0 && b.large(); rest -= look {
		if !pause.For(ctx, min(rest, look)) {
			return
		}
	}
}
