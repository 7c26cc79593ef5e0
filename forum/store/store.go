package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// ErrNotFound says that there is no such row.
var ErrNotFound = errors.New("not found")

// Config says where the store is and in whose name it emits actions.
type Config struct {
	Path     string // of the SQLite file; its folder must exist
	URL      string // of a PostgreSQL database, postgres://user@host:port/name; may be "": the file at Path
	Password string // for URL, which may hold none
	Forum    string // Action.Forum
	Producer string // Action.Producer
	Clock    func() time.Time
	Readers  int // connections that read; 0: 4
}

// where names the store in errors; an address may hold a password, so it is left out.
func (c *Config) where() string {
	if c.URL != "" {
		return " in PostgreSQL"
	}
	return " " + c.Path
}

// Store is an open forum. Safe for concurrent use.
type Store struct {
	*Reader
	cfg     Config
	engine  engine
	queries map[string]string
	changes generation

	queueMu  sync.Mutex
	queue    []*job
	settling int            // jobs that have committed and wait for the disk
	queued   chan struct{}  // has a token when somebody waits
	turn     chan struct{}  // held by whoever commits
	unsynced chan committed // of no length: at most one group is committed while another one waits for the disk
	workers  sync.WaitGroup // who commits, and who waits for the disk

	// owned by whoever has the turn
	conn     *sql.Conn // that writes
	write    writeStatements
	several  sharedStatements
	inside   *Reader                     // reads what the current transaction sees
	texts    map[*sql.Stmt]statementText // of write
	anyHalts bool                        // somebody may be stopped; false: nobody is
	broken   bool                        // conn is, and must be had anew
	seq      uint64                      // of the last row of the outbox
	last     time.Time                   // given to the last action
	sent     uint64                      // as stored
	changed  changes                     // by the transaction under way
	erased   bool                        // something was, and may still be where the engine keeps what it has overwritten
	outgoing []outgoing                  // what it emits
	later    []write                     // that jobs have put off
	waiting  []part                      // of jobs that ended and whose writes are among later
	now      begun                       // the job under way

	acked  atomic.Uint64 // in Kafka, as far as this process knows
	synced atomic.Uint64 // on the disk, as far as this process knows
	lost   atomic.Uint64 // the last epoch in which something committed may not have come to the disk

	committed chan struct{} // has a token after a commit, see Committed
	closing   chan struct{} // closed by Close
	ended     chan struct{} // closed when nobody commits any more
	closed    sync.Once

	recountedAtOnce int
}

// Open opens the store, creates it when it is not there, and brings its schema up to date.
func Open(ctx context.Context, cfg Config) (_ *Store, err error) {
	if cfg.Readers == 0 {
		cfg.Readers = 4
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	s := &Store{
		cfg: cfg, queued: make(chan struct{}, 1), turn: make(chan struct{}, 1), unsynced: make(chan committed),
		committed: make(chan struct{}, 1), closing: make(chan struct{}), ended: make(chan struct{}),
		recountedAtOnce: recountedAtOnce,
	}
	if cfg.URL != "" {
		s.engine, err = openPostgres(cfg)
	} else {
		s.engine, err = openSQLite(cfg)
	}
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if s.queries, err = readQueries(s.engine); err != nil {
		return nil, err
	}
	if err := s.openWriter(ctx, true); err != nil {
		return nil, fmt.Errorf("opening the store%s: %w", cfg.where(), err)
	}
	if err := s.engine.flush(ctx, s.engine.epoch()); err != nil {
		return nil, fmt.Errorf("opening the store%s: %w", cfg.where(), err)
	}
	if err := s.engine.listen(ctx, s.heard, s.hearing); err != nil {
		return nil, fmt.Errorf("opening the store%s: %w", cfg.where(), err)
	}
	s.Reader = &Reader{patient: !s.engine.shared()}
	if _, err := prepare(ctx, s.engine.readers(), s.queries, &s.Reader.q); err != nil {
		return nil, fmt.Errorf("opening the store%s for reading: %w", cfg.where(), err)
	}
	s.workers.Go(s.committing)
	s.workers.Go(s.flushing)
	return s, nil
}

// openWriter gets the connection that writes, at the start and after one has failed.
func (s *Store) openWriter(ctx context.Context, first bool) (err error) {
	if s.conn, err = s.engine.writer(ctx); err != nil {
		return err
	}
	if first {
		if err := migrate(ctx, s.engine, s.conn); err != nil {
			return err
		}
	}
	s.inside = &Reader{patient: true, settled: s.settled}
	statements := []any{&s.write, &s.inside.q}
	if s.engine.shared() {
		statements = append(statements, &s.several)
	}
	if s.texts, err = prepare(ctx, s.conn, s.queries, statements...); err != nil {
		return err
	}
	s.broken = false
	return s.recall(ctx)
}

// recall takes up the count, the clock and the mark where the last process left them.
func (s *Store) recall(ctx context.Context) error {
	if err := s.scanLast(s.inside.q.OutboxLast.QueryRowContext(ctx)); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("reading the last row of the outbox: %w", err)
	}
	if err := s.scanHalts(s.inside.q.AnyHalts.QueryRowContext(ctx)); err != nil {
		return fmt.Errorf("reading whether anybody is stopped: %w", err)
	}
	if err := s.inside.q.RelaySent.QueryRowContext(ctx).Scan(&s.sent); err != nil {
		return fmt.Errorf("reading how far the outbox was sent: %w", err)
	}
	s.acked.Store(max(s.sent, s.acked.Load()))
	return nil
}

// scanLast takes up the count and the clock.
func (s *Store) scanLast(row scanner) error {
	var seq uint64
	var micros int64
	err := row.Scan(&seq, &micros)
	s.seq, s.last = seq, maxTime(s.last, fromMicros(micros))
	return err
}

// scanHalts takes up whether anybody is stopped.
func (s *Store) scanHalts(row scanner) error { return row.Scan(&s.anyHalts) }

// Close waits for the commit under way and ends the store; Updates that wait, and later ones,
// get ErrClosed. Harmless to repeat.
func (s *Store) Close() (err error) {
	s.closed.Do(func() {
		close(s.closing)
		s.turn <- struct{}{} // for good
		close(s.ended)
		s.workers.Wait()
		err = s.engine.close()
	})
	return err
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
