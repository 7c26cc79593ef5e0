package ingest

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// readiness is what holds ingest up now.
type readiness struct {
	mu     sync.Mutex
	joined bool
	held   map[int]string // partition, and what it is trying again
}

func (r *readiness) join(joined bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.joined = joined
}

func (r *readiness) hold(partition int, doing string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held == nil {
		r.held = map[int]string{}
	}
	r.held[partition] = doing
}

func (r *readiness) free(partition int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.held, partition)
}

// Ready says what holds ingest up, or nil: it is in its consumer group and each partition that
// it was given goes on.
func (i *Ingest) Ready(context.Context) error {
	r := &i.readiness
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.joined {
		return errors.New("it is not in its consumer group")
	}
	for partition, doing := range r.held {
		return fmt.Errorf("partition %d is held up, trying again: %s (of %d partitions held up)", partition, doing, len(r.held))
	}
	return nil
}
