package outbox_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/forum/outbox"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

var errLost = errors.New("the acknowledgement was lost")

// topic records what is published; after it took lose batches, acknowledgements are lost.
type topic struct {
	seqs   []uint64
	lose   int
	rounds int
}

func (tp *topic) Publish(_ context.Context, records []bus.Record) error {
	for _, r := range records {
		a, err := event.Decode[event.Action](r.Value)
		if err != nil {
			return err
		}
		tp.seqs = append(tp.seqs, a.Seq)
	}
	tp.rounds++
	if tp.lose--; tp.lose == 0 {
		return errLost
	}
	return nil
}

var onPostgres bool

func TestMain(m *testing.M) {
	testparts.MainOf(m, testparts.OnEachStore(func(postgres bool) { onPostgres = postgres }))
}

func somewhere(t *testing.T) store.Config {
	t.Helper()
	cfg := store.Config{Forum: "test", Producer: "forum-1"}
	if onPostgres {
		cfg.URL, cfg.Password = testparts.Postgres(t)
	} else {
		cfg.Path = filepath.Join(t.TempDir(), "forum.db")
	}
	return cfg
}

func open(t *testing.T, cfg store.Config) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func act(t *testing.T, s *store.Store) {
	t.Helper()
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Emit(event.Action{Kind: event.Heartbeat, Agent: event.Agent{ID: "a"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatWasPublishedButNotMarkedIsPublishedAgain(t *testing.T) {
	place := somewhere(t)
	s := open(t, place)
	tp := &topic{lose: 2}
	relay := &outbox.Relay{Store: s, Publisher: tp}
	act(t, s)
	if err := relay.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	act(t, s) // its commit writes the mark of the first
	act(t, s)
	if err := relay.Run(t.Context()); !errors.Is(err, errLost) {
		t.Fatalf("got %v", err)
	}
	act(t, s) // its commit would write a mark that was set too early
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	s = open(t, place)
	relay = &outbox.Relay{Store: s, Publisher: tp}
	if err := relay.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := []uint64{1, 2, 3, 2, 3, 4}; !slices.Equal(tp.seqs, want) {
		t.Errorf("published %v, want %v", tp.seqs, want)
	}
}

// Who writes all the time does not have the broker bring each act to its disk by itself.
func TestWhatIsWrittenAllTheTimeIsPublishedTogether(t *testing.T) {
	s, tp := open(t, somewhere(t)), &topic{}
	ctx, cancel := context.WithCancel(t.Context())
	relay, ended := &outbox.Relay{Store: s, Publisher: tp, Grace: time.Minute}, make(chan error)
	began := time.Now()
	go func() { ended <- relay.Run(ctx) }()
	for range 300 {
		act(t, s)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if len(tp.seqs) != 300 {
		t.Errorf("%d acts were published, want 300", len(tp.seqs))
	}
	if most := 3 + int(time.Since(began)/(25*time.Millisecond)); tp.rounds > most {
		t.Errorf("they were published %d times, at most %d in that time", tp.rounds, most)
	}
}

func TestTheKeeperPrunesWhatWasSentLongAgo(t *testing.T) {
	s := open(t, somewhere(t))
	for range 5 {
		act(t, s)
	}
	tp := &topic{}
	relay := &outbox.Relay{Store: s, Publisher: tp}
	ended := 0
	keeper := &outbox.Keeper{
		Store: s, Every: time.Millisecond, Keep: time.Hour,
		Also:  []outbox.Chore{func(context.Context, *store.Tx) error { ended++; return nil }},
		Clock: func() time.Time { return time.Now().Add(2 * time.Hour) },
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	done := make(chan error, 2)
	go func() { done <- relay.Run(ctx) }()
	go func() { done <- keeper.Run(ctx) }()
	for ctx.Err() == nil {
		rows, err := s.Outgoing(ctx, 0, 100)
		if err == nil && len(rows) > 0 && rows[0].Seq > 5 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if ctx.Err() != nil {
		t.Error("the first rows were never pruned")
	}
	cancel()
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if ended == 0 {
		t.Error("what else there was to do was not done")
	}
	if !slices.IsSorted(tp.seqs) || tp.seqs[0] != 1 {
		t.Errorf("published %v", tp.seqs)
	}
}
