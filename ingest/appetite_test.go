package ingest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/bus"
)

// A broker that cannot give much in time is asked for less, until it can.
func TestFetchesShrinkUntilTheyCome(t *testing.T) {
	const can = 300 << 10
	a := newAppetite(4<<20, 16<<20)
	taken, refused := 0, 0
	for range 100 {
		batch, err := a.fetch(func(size int) (bus.Batch, error) {
			if size > can {
				return bus.Batch{}, fmt.Errorf("fetching: %w", context.DeadlineExceeded)
			}
			return bus.Batch{Next: 1, End: 2}, nil
		})
		if err != nil {
			refused++
		}
		taken += int(batch.Next)
	}
	if taken < 40 {
		t.Errorf("%d of 100 fetches came, %d did not", taken, refused)
	}
}

func TestFetchesGrowOnlyWhileThereIsMore(t *testing.T) {
	a := newAppetite(1<<20, 16<<20)
	ask := func(more int64) {
		_, _ = a.fetch(func(int) (bus.Batch, error) { return bus.Batch{Next: 1, End: 1 + more}, nil })
	}
	ask(0)
	if a.size != firstBite {
		t.Errorf("asks for %d after there was no more", a.size)
	}
	for range 10 {
		ask(1)
	}
	if a.size != 1<<20 {
		t.Errorf("asks for %d, want the most that it may", a.size)
	}
	if small := newAppetite(10, 16<<20); small.size != 10 {
		t.Errorf("asks for %d, may ask for 10", small.size)
	}
}

// Where each record is a batch, of which the client takes 64 KiB, less is asked for.
func TestFetchesCostNoMoreThanTheyMay(t *testing.T) {
	const record, may = 300, 4 << 20
	a := newAppetite(4<<20, may)
	worst := 0
	for range 50 {
		_, _ = a.fetch(func(size int) (bus.Batch, error) {
			batch := bus.Batch{Next: 1, End: 2}
			for n := range size / record {
				batch.Messages = append(batch.Messages, bus.Message{Time: time.UnixMilli(int64(n)), Value: make([]byte, record)})
			}
			worst = max(worst, len(batch.Messages)*batchBytes)
			return batch, nil
		})
	}
	if worst > may {
		t.Errorf("a fetch took %d bytes, may take %d", worst, may)
	}
	if a.size < 8<<10 {
		t.Errorf("asks for %d at last, which is too shy", a.size)
	}
}
