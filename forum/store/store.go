package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// ErrNotFound says that there is no such row.
var ErrNotFound = errors.New("not found")

// Config says where the store is and in whose name it emits actions.
type Config struct {
	Path     string // of the SQLite file; its folder must exist
	Forum    string // Action.Forum
	Producer string // Action.Producer
	Clock    func() time.Time
	Readers  int // connections that read; 0: 4
}

// Store is an open forum. Safe for concurrent use.
type Store struct {
	*Reader
	cfg  Config
	lock *os.File

	readers *sql.DB
	writers *sql.DB   // of one connection
	conn    *sql.Conn // that one
	write   writeStatements
	inside  *Reader // reads what the current transaction sees

	queueMu sync.Mutex
	queue   []*job
	turn    chan struct{} // held by whoever commits

	// owned by whoever has the turn
	seq  uint64    // of the last row of the outbox
	last time.Time // given to the last action
	sent uint64    // as stored

	acked     atomic.Uint64 // in Kafka, as far as this process knows
	committed chan struct{} // has a token after a commit
	closing   chan struct{} // closed by Close
	closed    sync.Once
}

// Open opens the store, creates it when it is not there, and brings its schema up to date.
func Open(ctx context.Context, cfg Config) (_ *Store, err error) {
	if cfg.Readers == 0 {
		cfg.Readers = 4
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	s := &Store{cfg: cfg, turn: make(chan struct{}, 1), committed: make(chan struct{}, 1), closing: make(chan struct{})}
	defer func() {
		if err != nil {
			_ = s.Close()
		}
	}()
	if s.lock, err = lockFile(cfg.Path + ".lock"); err != nil {
		return nil, err
	}
	if err := s.openWriter(ctx); err != nil {
		return nil, fmt.Errorf("opening the store %s: %w", cfg.Path, err)
	}
	if err := s.openReaders(ctx); err != nil {
		return nil, fmt.Errorf("opening the store %s for reading: %w", cfg.Path, err)
	}
	return s, nil
}

// dsn names the file with the pragmas that each connection starts with. FULL syncs the log at
// each commit: an accepted action is on the disk.
func dsn(path string, pragmas ...string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	query := url.Values{"_pragma": append([]string{
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"temp_store(MEMORY)", "cache_size(-32000)", "mmap_size(268435456)",
	}, pragmas...)}
	return (&url.URL{Scheme: "file", Path: absolute, RawQuery: query.Encode()}).String(), nil
}

func (s *Store) openWriter(ctx context.Context) error {
	name, err := dsn(s.cfg.Path)
	if err != nil {
		return err
	}
	if s.writers, err = sql.Open("sqlite", name); err != nil {
		return err
	}
	s.writers.SetMaxOpenConns(1)
	if s.conn, err = s.writers.Conn(ctx); err != nil {
		return err
	}
	if err := migrate(ctx, s.conn); err != nil {
		return err
	}
	s.inside = &Reader{inside: true}
	if err := prepare(ctx, s.conn, &s.write, &s.inside.q); err != nil {
		return err
	}
	return s.recall(ctx)
}

// recall takes up the count and the clock where the last process left them.
func (s *Store) recall(ctx context.Context) error {
	var seq uint64
	var micros int64
	err := s.inside.q.OutboxLast.QueryRowContext(ctx).Scan(&seq, &micros)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("reading the last row of the outbox: %w", err)
	}
	s.seq, s.last = seq, maxTime(s.last, fromMicros(micros))
	if err := s.inside.q.RelaySent.QueryRowContext(ctx).Scan(&s.sent); err != nil {
		return fmt.Errorf("reading how far the outbox was sent: %w", err)
	}
	s.acked.Store(max(s.sent, s.acked.Load()))
	return nil
}

func (s *Store) openReaders(ctx context.Context) error {
	name, err := dsn(s.cfg.Path, "query_only(1)")
	if err != nil {
		return err
	}
	if s.readers, err = sql.Open("sqlite", name); err != nil {
		return err
	}
	s.readers.SetMaxOpenConns(s.cfg.Readers)
	s.readers.SetMaxIdleConns(s.cfg.Readers)
	s.Reader = &Reader{}
	return prepare(ctx, s.readers, &s.Reader.q)
}

// Close waits for the commit under way and ends the store; Updates that wait, and later ones,
// get ErrClosed. Harmless to repeat.
func (s *Store) Close() error {
	var errs []error
	s.closed.Do(func() {
		close(s.closing)
		s.turn <- struct{}{} // for good
		if s.readers != nil {
			errs = append(errs, s.readers.Close())
		}
		if s.conn != nil {
			errs = append(errs, s.conn.Close())
		}
		if s.writers != nil {
			errs = append(errs, s.writers.Close())
		}
		if s.lock != nil {
			errs = append(errs, s.lock.Close())
		}
	})
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing the store %s: %w", s.cfg.Path, err)
	}
	return nil
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// fromMicros gives the time of a column; 0 is the zero time.
func fromMicros(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// toMicros gives the column of a time; the zero time is 0.
func toMicros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}
