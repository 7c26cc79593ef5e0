package store

import (
	"context"
	"syscall"
	"testing"
	"time"
)

// A process whose session falls silent leads no longer, and another takes over once the server knows that the session
// has ended. One that only waits to lead notices as well.
func TestALeadWhoseSessionFallsSilentIsLost(t *testing.T) {
	if !onPostgres {
		t.Skip("a SQLite file is for one process")
	}
	cfg := somewhere(t)
	near, far := open(t, cfg, nil), open(t, cfg, nil)
	first, err := near.Lead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if second, err := far.TryLead(t.Context()); second != nil || err != nil {
		t.Fatalf("two lead at once: %v, %v", second, err)
	}
	holder := sessionOf(t, near)
	signal(t, holder, syscall.SIGSTOP)
	t.Cleanup(func() { _ = syscall.Kill(holder, syscall.SIGCONT) })
	over := false
	Soon(t, "the lead to be lost", func() bool {
		select {
		case <-first.Lost():
			over = true
		default:
		}
		return over
	})
	signal(t, holder, syscall.SIGCONT)
	second, err := far.Lead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer second.End()
	if now := sessionOf(t, near); now == holder {
		t.Error("the session that was lost still holds the lock")
	}
}

// Who waits to lead by a connection that falls silent is told so: the store is away.
func TestWhoWaitsToLeadByASilentConnectionIsTold(t *testing.T) {
	if !onPostgres {
		t.Skip("a SQLite file is for one process")
	}
	s := fresh(t)
	conn, err := s.engine.(*postgres).session(t.Context(), "SELECT 1")
	if err != nil {
		t.Fatal(err)
	}
	pid := int(conn.PgConn().PID())
	signal(t, pid, syscall.SIGSTOP)
	defer signal(t, pid, syscall.SIGCONT)
	waiting, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if taken, err := takeLock(waiting, conn, lockRelay); taken || !Away(err) {
		t.Errorf("a server that does not answer gives %t, %v", taken, err)
	}
	end(t.Context(), conn)
}

// The server notices by itself that a machine fell silent which held a lock.
func TestTheServerAsksWhetherWeAreThere(t *testing.T) {
	if !onPostgres {
		t.Skip("this is about PostgreSQL")
	}
	s := fresh(t)
	for setting, want := range keepalives {
		var got string
		if err := s.conn.QueryRowContext(t.Context(), "SELECT setting FROM pg_settings WHERE name = $1", setting).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", setting, got, want, err)
		}
	}
}

// sessionOf gives the process of the server that holds the relay's lock.
func sessionOf(t *testing.T, s *Store) (pid int) {
	t.Helper()
	const holder = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = $1
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
	if err := s.conn.QueryRowContext(t.Context(), holder, lockRelay&0xffffffff).Scan(&pid); err != nil {
		t.Fatal(err)
	}
	return pid
}

func signal(t *testing.T, pid int, what syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, what); err != nil {
		t.Fatal(err)
	}
}
