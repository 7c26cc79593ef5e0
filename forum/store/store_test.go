package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/event"
)

// onPostgres says where this run of the tests has its stores.
var onPostgres bool

func TestMain(m *testing.M) {
	testparts.MainOf(m, testparts.OnEachStore(func(postgres bool) { onPostgres = postgres }))
}

// somewhere gives a place for a store of this test's own.
func somewhere(t testing.TB) Config {
	t.Helper()
	cfg := Config{Forum: "test", Producer: "forum-1"}
	if onPostgres {
		cfg.URL, cfg.Password = testparts.Postgres(t)
	} else {
		cfg.Path = filepath.Join(t.TempDir(), "forum.db")
	}
	return cfg
}

func open(t testing.TB, cfg Config, clock func() time.Time) *Store {
	t.Helper()
	cfg.Clock = clock
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func fresh(t testing.TB) *Store {
	t.Helper()
	return open(t, somewhere(t), nil)
}

func emitted(t testing.TB, s *Store) []event.Action {
	t.Helper()
	rows, err := s.Outgoing(t.Context(), 0, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	var list []event.Action
	for i, row := range rows {
		a, err := event.Decode[event.Action](row.Body)
		if err != nil {
			t.Fatal(err)
		}
		if row.Seq != uint64(i+1) || a.Seq != row.Seq {
			t.Fatalf("row %d has seq %d, its action %d", i, row.Seq, a.Seq)
		}
		list = append(list, a)
	}
	return list
}

func heartbeat(tx *Tx) error {
	_, err := tx.Emit(event.Action{Kind: event.Heartbeat, Agent: event.Agent{ID: "a"}})
	return err
}

func TestARefusedUpdateLeavesNeitherChangeNorGap(t *testing.T) {
	s := fresh(t)
	refusal := errors.New("no")
	for i := range 10 {
		err := s.Update(t.Context(), func(tx *Tx) error {
			if err := heartbeat(tx); err != nil {
				return err
			}
			if err := tx.AddAgent(NewAgent{ID: fmt.Sprint("id-", i), Name: fmt.Sprint("name-", i), Created: time.Now()}); err != nil {
				return err
			}
			if i%2 == 1 {
				return refusal
			}
			return nil
		})
		if i%2 == 1 != errors.Is(err, refusal) {
			t.Fatalf("update %d: %v", i, err)
		}
	}
	if got := len(emitted(t, s)); got != 5 {
		t.Errorf("%d actions are in the outbox, want 5", got)
	}
	if _, err := s.Agent(t.Context(), "id-1"); !errors.Is(err, ErrNotFound) {
		t.Errorf("the agent of a refused update: %v, want ErrNotFound", err)
	}
	if a, err := s.AgentNamed(t.Context(), "NAME-2"); err != nil || a.ID != "id-2" {
		t.Errorf("got %+v, %v", a, err)
	}
}

func TestAPanicEndsItsOwnUpdateOnly(t *testing.T) {
	s := fresh(t)
	err := s.Update(t.Context(), func(tx *Tx) error {
		if err := heartbeat(tx); err != nil {
			return err
		}
		panic("on purpose")
	})
	if err == nil || !strings.Contains(err.Error(), "on purpose") {
		t.Errorf("got %v", err)
	}
	if err := s.Update(t.Context(), heartbeat); err != nil {
		t.Fatal(err)
	}
	if got := len(emitted(t, s)); got != 1 {
		t.Errorf("%d actions, want 1", got)
	}
}

func TestManyWritersShareCommitsAndKeepOneOrder(t *testing.T) {
	s := fresh(t)
	const writers, each = 32, 20
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for range each {
				if err := s.Update(t.Context(), heartbeat); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	list := emitted(t, s)
	if len(list) != writers*each {
		t.Fatalf("%d actions, want %d", len(list), writers*each)
	}
	for i := 1; i < len(list); i++ {
		if !list[i].Time.After(list[i-1].Time.Time) {
			t.Fatalf("action %d at %s is not after %s", i, list[i].Time, list[i-1].Time)
		}
	}
}

func TestARestartGoesOnWithTheCountAndTheClock(t *testing.T) {
	place := somewhere(t)
	late := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	s := open(t, place, func() time.Time { return late })
	for range 3 {
		if err := s.Update(t.Context(), heartbeat); err != nil {
			t.Fatal(err)
		}
	}
	s.MarkSent(2)
	if err := s.Update(t.Context(), func(tx *Tx) error { _, err := tx.PruneOutbox(late.Add(time.Hour)); return err }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	s = open(t, place, func() time.Time { return late.Add(-time.Hour) })
	if s.Sent() != 2 {
		t.Errorf("sent is %d, want 2", s.Sent())
	}
	if err := s.Update(t.Context(), heartbeat); err != nil {
		t.Fatal(err)
	}
	rows, err := s.Outgoing(t.Context(), s.Sent(), 10)
	if err != nil || len(rows) != 2 || rows[0].Seq != 3 || rows[1].Seq != 4 {
		t.Fatalf("got %+v, %v; want seq 3 and 4", rows, err)
	}
	a, err := event.Decode[event.Action](rows[1].Body)
	if err != nil || !a.Time.After(late) {
		t.Errorf("after a jump back the action is at %s (%v), want later than %s", a.Time, err, late)
	}
}

func TestPruningNeverTakesWhatIsUnsentOrLast(t *testing.T) {
	s := fresh(t)
	prune := func() (n int64) {
		if err := s.Update(t.Context(), func(tx *Tx) (err error) {
			n, err = tx.PruneOutbox(time.Now().Add(time.Hour))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range 5 {
		if err := s.Update(t.Context(), heartbeat); err != nil {
			t.Fatal(err)
		}
	}
	if n := prune(); n != 0 {
		t.Errorf("pruned %d unsent rows", n)
	}
	s.MarkSent(5)
	prune() // the mark is written at its end
	if n := prune(); n != 4 {
		t.Errorf("pruned %d, want 4", n)
	}
	rows, err := s.Outgoing(t.Context(), 0, 10)
	if err != nil || len(rows) != 1 || rows[0].Seq != 5 {
		t.Errorf("left %+v, %v; want the last row", rows, err)
	}
}

func TestASecondProcessIsRefusedTheFile(t *testing.T) {
	if onPostgres {
		t.Skip("processes share a PostgreSQL")
	}
	place := somewhere(t)
	open(t, place, nil)
	if s, err := Open(t.Context(), place); err == nil {
		_ = s.Close()
		t.Error("the store was opened twice")
	} else if !strings.Contains(err.Error(), "another process") {
		t.Errorf("got %v", err)
	}
}

func TestAMigrationOfALaterProgramIsRefused(t *testing.T) {
	for name, change := range map[string]string{
		"does not know": `INSERT INTO migrations VALUES ('9999_later.sql', 'x')`,
		"was another":   `UPDATE migrations SET sha256 = 'x'`,
	} {
		place := somewhere(t)
		s := open(t, place, nil)
		if _, err := s.conn.ExecContext(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), place); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want an error that says %q", err, name)
		}
	}
}

func TestUpdateEndsWithItsContextAndItsStore(t *testing.T) {
	s := fresh(t)
	s.turn <- struct{}{} // somebody commits for long
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := s.Update(ctx, heartbeat); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline", err)
	}
	<-s.turn
	if err := s.Update(t.Context(), heartbeat); err != nil {
		t.Fatal(err)
	}
	if got := len(emitted(t, s)); got != 1 {
		t.Errorf("%d actions, want 1: the one given up must not run", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(context.Background(), heartbeat); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v, want ErrClosed", err)
	}
}
