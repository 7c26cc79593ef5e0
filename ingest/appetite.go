package ingest

import (
	"context"
	"errors"
	"time"

	"github.com/moltwatch/moltwatch/internal/bus"
)

// appetite is how much a fetch asks for: little at first, more while answers come quickly and cost
// little memory, less when one did not come in time or cost more than its share. What a fetch
// costs depends on how its producers cut their batches, and one that is too big to finish would
// be asked for again for ever.
type appetite struct {
	size, most int // bytes to ask for
	memory     int // bytes that what was asked for may take
}

const (
	firstBite = 16 << 10
	quick     = 500 * time.Millisecond
	// What the client takes for a batch, however small it is, and for how many of them one broker
	// time stands: batches say no more of where they end than the time at which the broker took
	// them, and several producers may have been taken in one millisecond.
	batchBytes   = 64 << 10
	batchesATime = 2
)

func newAppetite(most, memory int) appetite {
	return appetite{size: min(firstBite, most), most: most, memory: memory}
}

// fetch asks by ask, which is told how many bytes to ask for, and learns from how it went.
func (a *appetite) fetch(ask func(size int) (bus.Batch, error)) (bus.Batch, error) {
	began := time.Now()
	batch, err := ask(a.size)
	least, cost := min(firstBite, a.most), cost(batch)
	switch took := time.Since(began); {
	case errors.Is(err, context.DeadlineExceeded), err == nil && took > 4*quick:
		a.size = max(a.size/2, least)
	case err == nil && cost > a.memory:
		a.size = max(int(float64(a.size)*float64(a.memory)/float64(cost)), least)
	case err == nil && took < quick && 2*cost <= a.memory && batch.Next < batch.End:
		a.size = min(a.size*2, a.most)
	}
	return batch, err
}

// cost estimates how many bytes the client took for what it fetched.
func cost(batch bus.Batch) (bytes int) {
	var last time.Time
	for _, m := range batch.Messages {
		bytes += len(m.Value)
		if !m.Time.Equal(last) {
			last = m.Time
			bytes += batchesATime * batchBytes
		}
	}
	return bytes
}
