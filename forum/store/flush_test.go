package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/moltwatch/moltwatch/internal/event"
)

// While one group waits for the disk the next one commits, and nobody of either is answered.
func TestNobodyIsAnsweredBeforeTheDiskHasIt(t *testing.T) {
	s := fresh(t)
	asked, let := HoldDisk(t, s)
	var answered atomic.Int32
	var callers sync.WaitGroup
	update := func() {
		callers.Go(func() {
			if err := s.Update(t.Context(), heartbeat); err != nil {
				t.Error(err)
			}
			answered.Add(1)
		})
	}
	update()
	<-asked
	update()
	Soon(t, "what the second wrote", func() bool { return len(emitted(t, s)) == 2 })
	for range 20 {
		update()
	}
	Never(t, "somebody was answered before the disk had what it wrote", func() bool { return answered.Load() > 0 })
	let()
	callers.Wait()
	if got := len(emitted(t, s)); got != 22 {
		t.Errorf("%d actions are in the outbox, want 22", got)
	}
}

// badDisk is a log of which one sync has failed.
type badDisk struct {
	syncer
	failed bool
}

func (d *badDisk) Sync() error {
	if !d.failed {
		d.failed = true
		return syscall.EIO
	}
	return d.syncer.Sync()
}

// When the disk has not taken the log, who wrote to it is told so, and everybody who writes after: another sync that
// goes well says nothing of what the first has lost. What is in the log still counts after a start.
func TestAfterASyncThatFailedNothingIsWritten(t *testing.T) {
	if onPostgres {
		t.Skip("PostgreSQL stops by itself")
	}
	place := somewhere(t)
	s := open(t, place, nil)
	for range 3 {
		if err := s.Update(t.Context(), heartbeat); err != nil {
			t.Fatal(err)
		}
	}
	_, let := HoldDisk(t, s)
	e := s.engine.(*heldDisk).engine.(*sqlite)
	e.log = &badDisk{syncer: e.log}
	var callers sync.WaitGroup
	for range 20 {
		callers.Go(func() {
			if err := s.Update(t.Context(), heartbeat); !errors.Is(err, syscall.EIO) || Away(err) {
				t.Errorf("who wrote what the disk did not take got %v", err)
			}
		})
	}
	Soon(t, "what was written", func() bool { return len(emitted(t, s)) > 3 })
	let()
	callers.Wait()
	before := len(emitted(t, s))
	if err := s.Update(t.Context(), heartbeat); !errors.Is(err, syscall.EIO) || !strings.Contains(err.Error(), "see to the disk") {
		t.Errorf("who wrote after that got %v", err)
	}
	if _, err := s.Publishable(t.Context(), 1000); !errors.Is(err, syscall.EIO) {
		t.Errorf("what the disk did not take may be published: %v", err)
	}
	if got := len(emitted(t, s)); got != before {
		t.Errorf("%d actions were written after that", got-before)
	}
	_ = s.Close()
	s = open(t, place, nil)
	if err := s.Update(t.Context(), heartbeat); err != nil {
		t.Fatal(err)
	}
	if rows, err := s.Publishable(t.Context(), 1000); err != nil || len(rows) < 4 {
		t.Errorf("after a start there are %d actions, %v", len(rows), err)
	}
}

// kept is a log that keeps what it was at the last sync: what a machine would find that lost its current after it.
type kept struct {
	syncer
	path string
	log  []byte
}

func (k *kept) Sync() (err error) {
	k.log, err = os.ReadFile(k.path)
	return errors.Join(err, k.syncer.Sync())
}

// What was answered is in the log as it was at the last sync, with all before it and nothing halfway.
func TestWhatWasAnsweredIsInTheLogThatWasSynced(t *testing.T) {
	if onPostgres {
		t.Skip("see TestWhatWasAnsweredOutlivesTheServer")
	}
	place := somewhere(t)
	s := open(t, place, nil)
	e := s.engine.(*sqlite)
	log := &kept{syncer: e.log, path: place.Path + "-wal"}
	s.turn <- struct{}{}
	e.log = log
	<-s.turn
	for round := range 3 {
		var callers sync.WaitGroup
		for range 8 {
			callers.Go(func() {
				for range 10 {
					if err := s.Update(t.Context(), heartbeat); err != nil {
						t.Error(err)
					}
				}
			})
		}
		callers.Wait()
		file, err := os.ReadFile(place.Path) // the log was not emptied into it since it was opened
		if err != nil {
			t.Fatal(err)
		}
		found := place
		found.Path = filepath.Join(t.TempDir(), "forum.db")
		if err := errors.Join(os.WriteFile(found.Path, file, 0o600), os.WriteFile(found.Path+"-wal", log.log, 0o600)); err != nil {
			t.Fatal(err)
		}
		after := open(t, found, nil)
		if got, want := len(emitted(t, after)), 80*(round+1); got != want {
			t.Errorf("%d of %d actions were found", got, want)
		}
	}
}

// Whatever becomes of the log, what is synced is the one that SQLite writes to.
func TestTheLogThatIsSyncedIsTheOneThatIsWritten(t *testing.T) {
	if onPostgres {
		t.Skip("this is about SQLite's log")
	}
	place := somewhere(t)
	beside := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(place.Path, beside); err != nil {
		t.Fatal(err)
	}
	place.Path, beside = beside, place.Path
	for range 2 {
		s := open(t, place, nil)
		for _, change := range []string{"PRAGMA wal_checkpoint(PASSIVE)", "PRAGMA wal_checkpoint(RESTART)", "PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM"} {
			for range 2 {
				if err := s.Update(t.Context(), heartbeat); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := s.conn.ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
			synced, err := s.engine.(*sqlite).log.(*os.File).Stat()
			if err != nil {
				t.Fatal(err)
			}
			if written, err := os.Stat(beside + "-wal"); err != nil || !os.SameFile(synced, written) {
				t.Errorf("after %s another file is synced than the log, %v", change, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// numbered gives the ids of the actions in the outbox by their numbers.
func numbered(t testing.TB, rows []Outgoing) map[uint64]string {
	t.Helper()
	ids := map[uint64]string{}
	for _, row := range rows {
		a, err := event.Decode[event.Action](row.Body)
		if err != nil {
			t.Fatal(err)
		}
		ids[row.Seq] = a.ID
	}
	return ids
}
