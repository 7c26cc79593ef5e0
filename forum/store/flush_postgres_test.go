package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	embedded "github.com/moltwatch/moltwatch/deploy/embedded/postgres"
	"github.com/moltwatch/moltwatch/internal/event"
)

// lazyPostgres runs a PostgreSQL of the test's own that brings to the disk, of itself, as little as it can.
func lazyPostgres(t *testing.T) (cfg Config, watch func() *pgx.Conn) {
	t.Helper()
	if !onPostgres {
		t.Skip("this is about PostgreSQL")
	}
	server, err := embedded.Start(t.Context(), embedded.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	cfg = Config{Forum: "test", Producer: "forum-1", Password: server.Password()}
	if cfg.URL, err = server.Database(t.Context(), "forum", ""); err != nil {
		t.Fatal(err)
	}
	watch = func() *pgx.Conn {
		config, err := pgx.ParseConfig(cfg.URL)
		if err != nil {
			t.Fatal(err)
		}
		config.Password = cfg.Password
		var conn *pgx.Conn
		Soon(t, "the server", func() bool { conn, err = pgx.ConnectConfig(t.Context(), config); return err == nil })
		t.Cleanup(func() { end(context.Background(), conn) })
		return conn
	}
	conn := watch()
	for _, set := range []string{"ALTER SYSTEM SET wal_writer_delay = '10s'", "SELECT pg_reload_conf()"} {
		if _, err := conn.Exec(t.Context(), set); err != nil {
			t.Fatal(err)
		}
	}
	return cfg, watch
}

// watched notes where the log of the server ends once something was committed.
type watched struct {
	engine
	conn *pgx.Conn
	end  string
}

func (w *watched) commit(ctx context.Context, conn *sql.Conn, writes []write, changed string) error {
	err := w.engine.commit(ctx, conn, writes, changed)
	return errors.Join(err, w.conn.QueryRow(ctx, "SELECT pg_current_wal_insert_lsn()::text").Scan(&w.end))
}

func TestWhatWasAnsweredIsInTheLogOfTheServer(t *testing.T) {
	cfg, watch := lazyPostgres(t)
	s := open(t, cfg, nil)
	w := &watched{engine: s.engine, conn: watch()}
	swap(s, w)
	for range 50 {
		if err := s.Update(t.Context(), heartbeat); err != nil {
			t.Fatal(err)
		}
		var flushed bool
		if err := w.conn.QueryRow(t.Context(), "SELECT pg_current_wal_flush_lsn() >= $1::text::pg_lsn", w.end).Scan(&flushed); err != nil || !flushed {
			t.Fatalf("an Update was answered before the server had it on its disk, %v", err)
		}
	}
}

// A server that crashes again and again, under a store that goes on, keeps what was answered, and what was published
// under the number that it was published under.
func TestWhatWasAnsweredOutlivesTheServer(t *testing.T) {
	cfg, _ := lazyPostgres(t)
	s := open(t, cfg, nil)
	published := map[uint64]string{}
	running, stop := context.WithCancel(t.Context())
	defer stop()
	var relay sync.WaitGroup
	relay.Go(func() {
		for running.Err() == nil {
			rows, err := s.Publishable(running, 1000)
			if err != nil || len(rows) == 0 {
				continue
			}
			for seq, id := range numbered(t, rows) {
				published[seq] = id
			}
			s.MarkSent(rows[len(rows)-1].Seq)
		}
	})
	var answers sync.Mutex
	var answered []string // however many there are: a caller that waited here would never see the crash
	count := func() int {
		answers.Lock()
		defer answers.Unlock()
		return len(answered)
	}
	for round := range 6 {
		var callers sync.WaitGroup
		for range 1 + round {
			callers.Go(func() {
				for {
					id, err := NewID()
					if err != nil {
						t.Error(err)
					}
					err = s.Update(t.Context(), func(tx *Tx) error {
						_, err := tx.Emit(event.Action{ID: id, Kind: event.Heartbeat, Agent: event.Agent{ID: "a"}})
						return err
					})
					if err != nil {
						return
					}
					answers.Lock()
					answered = append(answered, id)
					answers.Unlock()
				}
			})
		}
		before := count()
		Soon(t, "answers", func() bool { return count() > before+30 })
		// Of a process that ends so the server takes it that all it holds in memory may be wrong.
		if err := syscall.Kill(int(s.engine.(*postgres).own.Load()), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		callers.Wait()
		Soon(t, "the store", func() bool { return s.Update(t.Context(), heartbeat) == nil })
	}
	Soon(t, "what is to be published", func() bool { return s.Sent() >= s.synced.Load() })
	stop()
	relay.Wait()
	rows, err := s.Outgoing(t.Context(), 0, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	there, ids := numbered(t, rows), map[string]bool{}
	for _, id := range there {
		ids[id] = true
	}
	for _, id := range answered {
		if !ids[id] {
			t.Errorf("action %s was answered and is lost", id)
		}
	}
	for seq, id := range published {
		if there[seq] != id {
			t.Errorf("action %s was published as number %d, which is %q now", id, seq, there[seq])
		}
	}
	if len(published) < len(rows) {
		t.Errorf("of %d actions %d were published", len(rows), len(published))
	}
}

// A connection that is lost fails who waited for the disk by it, for it cannot be known what became of that; then
// another one is used, and by that nothing passes that was written before.
func TestWhoWaitsByAConnectionThatIsLostFails(t *testing.T) {
	if !onPostgres {
		t.Skip("this is about PostgreSQL")
	}
	s := fresh(t)
	asked, let := HoldDisk(t, s)
	e := s.engine.(*heldDisk).engine.(*postgres)
	before := e.epoch()
	got := make(chan error, 2)
	go func() { got <- s.Update(t.Context(), heartbeat) }()
	<-asked
	go func() { _, err := s.Publishable(t.Context(), 1000); got <- err }()
	var ended bool
	if err := s.conn.QueryRowContext(t.Context(), "SELECT pg_terminate_backend($1)", int64(e.flushing.PgConn().PID())).Scan(&ended); err != nil || !ended {
		t.Fatal(ended, err)
	}
	let()
	for range cap(got) {
		if err := <-got; !Away(err) {
			t.Errorf("who waited got %v", err)
		}
	}
	if err := s.Update(t.Context(), heartbeat); err != nil {
		t.Fatal(err)
	}
	if err := e.flush(t.Context(), before); !errors.Is(err, errLost) {
		t.Errorf("what was written before passes: %v", err)
	}
	if rows, err := s.Publishable(t.Context(), 1000); err != nil || len(rows) != 2 {
		t.Errorf("%d actions may be published, %v", len(rows), err)
	}
}
