package store_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/moltwatch/moltwatch/forum/outbox"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// told counts what is published.
type told struct{ atomic.Int64 }

func (n *told) Publish(_ context.Context, records []bus.Record) error {
	n.Add(int64(len(records)))
	return nil
}

// What a loss of the machine could still undo is told to nobody.
func TestTheRelayTellsNothingThatIsNotOnTheDisk(t *testing.T) {
	s, topic := store.Fresh(t), &told{}
	relay := &outbox.Relay{Store: s, Publisher: topic}
	emit := func(tx *store.Tx) error {
		_, err := tx.Emit(event.Action{Kind: event.Heartbeat, Agent: event.Agent{ID: "a"}})
		return err
	}
	if err := s.Update(t.Context(), emit); err != nil {
		t.Fatal(err)
	}
	if err := relay.Drain(t.Context()); err != nil || topic.Load() != 1 {
		t.Fatalf("%d actions were told, %v", topic.Load(), err)
	}
	asked, let := store.HoldDisk(t, s)
	ended := make(chan error, 2)
	go func() { ended <- s.Update(t.Context(), emit) }()
	<-asked
	go func() { ended <- relay.Drain(t.Context()) }()
	store.Never(t, "what is not on the disk was told", func() bool { return topic.Load() > 1 })
	let()
	for range cap(ended) {
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
	if topic.Load() != 2 {
		t.Errorf("%d actions were told, want 2", topic.Load())
	}
}
