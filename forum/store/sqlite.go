package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// sqlite keeps the store in one file, for one process.
type sqlite struct {
	path   string
	lock   *os.File
	reads  *sql.DB
	writes *sql.DB // of one connection
	conn   *sql.Conn
	log    syncer
	failed error // of log; what it holds is not known any more

	savepoint, release *sql.Stmt // of conn
	marked             bool      // the transaction under way has a savepoint
}

func openSQLite(cfg Config) (_ *sqlite, err error) {
	e := &sqlite{path: cfg.Path}
	defer func() {
		if err != nil {
			_ = e.close()
		}
	}()
	if err = registerHolds(); err != nil {
		return nil, fmt.Errorf("adding a function to SQLite: %w", err)
	}
	if e.lock, err = lockFile(cfg.Path + ".lock"); err != nil {
		return nil, err
	}
	write, err := sqliteDSN(cfg.Path)
	if err != nil {
		return nil, err
	}
	read, err := sqliteDSN(cfg.Path, "query_only(1)")
	if err != nil {
		return nil, err
	}
	if e.writes, err = sql.Open("sqlite", write); err != nil {
		return nil, err
	}
	e.writes.SetMaxOpenConns(1)
	if e.reads, err = sql.Open("sqlite", read); err != nil {
		return nil, err
	}
	e.reads.SetMaxOpenConns(cfg.Readers)
	e.reads.SetMaxIdleConns(cfg.Readers)
	return e, nil
}

// sqliteDSN names the file with the pragmas that each connection starts with. NORMAL syncs the log before it is
// emptied into the file, and the file before the log begins anew, but not at each commit: flush does that, beside
// the next one. What is erased is overwritten. To empty the log takes two syncs while writers wait, so it may grow to
// 8,000 pages, of which many are then pages of before. A commit that has split pages looks through all that is cached,
// and what is not in the log is mapped: the cache has room for what a group of writers touches.
func sqliteDSN(path string, pragmas ...string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	query := url.Values{"_pragma": append([]string{
		"busy_timeout(10000)", "secure_delete(1)", "journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(1)",
		"wal_autocheckpoint(8000)", "temp_store(MEMORY)", "cache_size(-6000)", "mmap_size(2147418112)", // the most that SQLite maps
	}, pragmas...)}
	return (&url.URL{Scheme: "file", Path: absolute, RawQuery: query.Encode()}).String(), nil
}

func (*sqlite) dialect() string { return "sqlite" }

func (*sqlite) rewrite(statement string) string { return statement }

func (*sqlite) script(ctx context.Context, tx *sql.Tx, statements string) error {
	_, err := tx.ExecContext(ctx, statements)
	return err
}

// exclusive has nothing to do: the file is locked.
func (*sqlite) exclusive(context.Context, *sql.Conn) (func(), error) { return func() {}, nil }

func (e *sqlite) writer(ctx context.Context) (_ *sql.Conn, err error) {
	if e.conn != nil {
		return nil, e.failed
	}
	if e.conn, err = e.writes.Conn(ctx); err != nil {
		return nil, err
	}
	// What a process that was killed left in the log may never have come to the disk.
	if _, err = e.scrub(ctx, e.conn); err != nil {
		return nil, err
	}
	if e.log, err = openLog(ctx, e.conn); err != nil {
		return nil, err
	}
	if e.savepoint, err = e.conn.PrepareContext(ctx, "SAVEPOINT job"); err != nil {
		return nil, err
	}
	e.release, err = e.conn.PrepareContext(ctx, "RELEASE job")
	return e.conn, err
}

func (e *sqlite) readers() *sql.DB { return e.reads }

func (e *sqlite) begin(ctx context.Context, conn *sql.Conn, first []question) error {
	_, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE")
	if err != nil {
		return err
	}
	e.marked = false // a savepoint would have each page copied that is written
	for _, q := range first {
		if err == nil {
			err = q.answer(ctx)
		}
	}
	if err != nil {
		_, rollbackErr := conn.ExecContext(ctx, "ROLLBACK")
		return errors.Join(err, rollbackErr)
	}
	return nil
}

// answer reads what is asked.
func (q question) answer(ctx context.Context) error {
	rows, err := q.stmt.QueryContext(ctx, q.args...)
	if err != nil {
		return fmt.Errorf("reading %s: %w", q.what, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := q.row(rows); err != nil {
			return fmt.Errorf("reading %s: %w", q.what, err)
		}
	}
	return rows.Err()
}

func (e *sqlite) send(ctx context.Context, _ *sql.Conn, writes []write, mark bool) error {
	for _, w := range tally(writes) {
		if _, err := w.stmt.ExecContext(ctx, w.args...); err != nil {
			return wrap(w.what, err)
		}
	}
	if !mark {
		return nil
	}
	if e.marked {
		if _, err := e.release.ExecContext(ctx); err != nil {
			return err
		}
	}
	_, err := e.savepoint.ExecContext(ctx)
	e.marked = err == nil
	return err
}

// undo begins the transaction anew if nothing is to be kept of it: no other process can come between.
func (e *sqlite) undo(ctx context.Context, conn *sql.Conn) error {
	if e.marked {
		_, err := conn.ExecContext(ctx, "ROLLBACK TO job")
		return err
	}
	if _, err := conn.ExecContext(ctx, "ROLLBACK"); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE")
	return err
}

func (e *sqlite) commit(ctx context.Context, conn *sql.Conn, writes []write, _ string) error {
	if err := e.send(ctx, conn, writes, false); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, "COMMIT") // which ends the mark, too
	return err
}

// scrub empties the log, which holds pages as they were: unless somebody reads it just now.
func (*sqlite) scrub(ctx context.Context, conn *sql.Conn) (bool, error) {
	var busy, frames, moved int
	if err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
		return false, fmt.Errorf("emptying the log: %w", err)
	}
	return busy == 0, nil
}

func (*sqlite) list(texts []string) any { return idsJSON(texts) }

func (*sqlite) shared() bool { return false }

// listen has nothing to do: no other process commits.
func (*sqlite) listen(context.Context, func(string), func(bool)) error { return nil }

func (*sqlite) lead(context.Context, bool) (*Lead, error) { return &Lead{}, nil }

func (e *sqlite) close() error {
	var errs []error
	if e.reads != nil {
		errs = append(errs, e.reads.Close())
	}
	if e.conn != nil && e.failed == nil {
		_, err := e.scrub(context.Background(), e.conn)
		errs = append(errs, err)
	}
	if e.conn != nil {
		errs = append(errs, e.conn.Close())
	}
	if e.writes != nil {
		errs = append(errs, e.writes.Close())
	}
	if e.log != nil {
		errs = append(errs, e.log.Close())
	}
	if e.lock != nil {
		errs = append(errs, unlockFile(e.lock))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing the store %s: %w", e.path, err)
	}
	return nil
}
