package store

import (
	"context"
	"sync"
	"testing"
	"time"
)

// Fresh gives tests beside this package an empty store.
func Fresh(t testing.TB) *Store { return fresh(t) }

// heldDisk has whatever waits for the disk wait until it is let go.
type heldDisk struct {
	engine
	asked chan struct{} // has a token once somebody waited
	let   chan struct{}
}

func (h *heldDisk) flush(ctx context.Context, epoch uint64) error {
	select {
	case h.asked <- struct{}{}:
	default:
	}
	<-h.let
	return h.engine.flush(ctx, epoch)
}

// HoldDisk keeps what is committed from now on from coming to the disk, as far as s knows, until let is called. asked
// has a token once somebody waits for it.
func HoldDisk(t testing.TB, s *Store) (asked <-chan struct{}, let func()) {
	t.Helper()
	held := &heldDisk{engine: s.engine, asked: make(chan struct{}, 1), let: make(chan struct{})}
	swap(s, held)
	let = sync.OnceFunc(func() { close(held.let) })
	t.Cleanup(let)
	return held.asked, let
}

// swap has s use another engine from the next commit on.
func swap(s *Store, e engine) {
	s.turn <- struct{}{}
	s.engine = e
	<-s.turn
}

// Soon waits until something is so.
func Soon(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// Never sees for a moment that something is not so.
func Never(t testing.TB, what string, is func() bool) {
	t.Helper()
	for range 30 {
		if is() {
			t.Fatal(what)
		}
		time.Sleep(time.Millisecond)
	}
}
