package ingest

import (
	"context"
	"fmt"
	"sync"
)

// readiness is what holds ingest up now.
type readiness struct {
	mu     sync.Mutex
	joined map[string]bool  // stages in their consumer groups
	held   map[place]string // what a partition is trying again
}

// place is a partition of a stage.
type place struct {
	stage     string
	partition int
}

func (r *readiness) join(stage string, joined bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.joined == nil {
		r.joined = map[string]bool{}
	}
	r.joined[stage] = joined
}

func (r *readiness) hold(at place, doing string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held == nil {
		r.held = map[place]string{}
	}
	r.held[at] = doing
}

func (r *readiness) free(at place) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.held, at)
}

// Ready says what holds ingest up, or nil: it is in the consumer group of each of its stages and
// each partition that it was given goes on.
func (i *Ingest) Ready(context.Context) error {
	r := &i.readiness
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range i.consumers {
		if !r.joined[c.stage.name] {
			return fmt.Errorf("it is not in its consumer group %s", c.stage.group)
		}
	}
	for at, doing := range r.held {
		return fmt.Errorf("partition %d of stage %s is held up, trying again: %s (of %d partitions held up)", at.partition, at.stage, doing, len(r.held))
	}
	return nil
}
