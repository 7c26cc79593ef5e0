package sim

import (
	"context"
	"sync"
	"time"
)

// item is a planned post, comment or agent, and what the forum calls it.
type item struct {
	settled chan struct{}
	id      string // "": it did not come about
}

// itemBook knows which id the forum gave to what was planned. Safe for concurrent use.
type itemBook struct {
	mu    sync.Mutex
	items map[string]*item
}

func newItemBook() itemBook { return itemBook{items: map[string]*item{}} }

func (b *itemBook) plan(planned string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.items[planned] = &item{settled: make(chan struct{})}
}

// settle says what became of an item. What was never planned, or is settled, stays as it is.
func (b *itemBook) settle(planned, id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := b.items[planned]
	if i == nil {
		return
	}
	select {
	case <-i.settled:
	default:
		i.id = id
		close(i.settled)
	}
}

func (b *itemBook) get(planned string) *item {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.items[planned]
}

// known gives the id of an item if it came about already.
func (b *itemBook) known(planned string) string {
	if i := b.get(planned); i != nil {
		select {
		case <-i.settled:
			return i.id
		default:
		}
	}
	return ""
}

// itemWait is how long an agent waits for another's post that is on its way.
const itemWait = 20 * time.Second

// wait gives the id of an item, "" if it did not come about in time.
func (b *itemBook) wait(ctx context.Context, planned string) string {
	i := b.get(planned)
	if i == nil {
		return ""
	}
	timer := time.NewTimer(itemWait)
	defer timer.Stop()
	select {
	case <-i.settled:
		return i.id
	case <-timer.C:
	case <-ctx.Done():
	}
	return ""
}
