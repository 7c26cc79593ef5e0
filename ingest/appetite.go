package ingest

import (
	"context"
	"errors"
	"time"

	"github.com/moltwatch/moltwatch/internal/bus"
)

// appetite is how much a fetch asks for: little at first, more while answers come quickly, less
// when one did not come in time. What a fetch costs depends on how its producers cut their
// batches (the client takes 64 KiB of memory for each), and one that is too big to finish would
// be asked for again for ever.
type appetite struct{ size, most int }

const (
	firstBite = 64 << 10
	quick     = 500 * time.Millisecond
)

func newAppetite(most int) appetite { return appetite{size: min(firstBite, most), most: most} }

// fetch asks by ask, which is told how many bytes to ask for, and learns from how it went.
func (a *appetite) fetch(ask func(size int) (bus.Batch, error)) (bus.Batch, error) {
	began := time.Now()
	batch, err := ask(a.size)
	switch took := time.Since(began); {
	case errors.Is(err, context.DeadlineExceeded), err == nil && took > 4*quick:
		a.size = max(a.size/2, min(firstBite, a.most))
	case err == nil && took < quick && batch.Next < batch.End:
		a.size = min(a.size*2, a.most)
	}
	return batch, err
}
