package poll

import (
	"context"
	"crypto/rand"
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"github.com/moltwatch/moltwatch/internal/event"
)

var (
	//go:embed schema.sql
	schema string
	//go:embed query/keep_thread.sql
	keepThread string
	//go:embed query/release.sql
	release string
)

// state is what a poller must not forget. One process has it open at a time.
type state struct {
	db       *sql.DB
	producer string
	marked   time.Time // the last watermark; the crawling goroutine's alone
}

// openState opens or makes the file. A new one gets a producer's name of its own.
func openState(ctx context.Context, path, prefix string) (*state, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of the poller's state: %w", err)
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=locking_mode(EXCLUSIVE)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("opening the poller's state %s: %w", path, err)
	}
	db.SetMaxOpenConns(1) // crawling and publishing take turns
	s := &state{db: db}
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the poller's state %s (does another moltwatch poll use it?): %w", path, err), db.Close())
	}
	if err := errors.Join(s.name(ctx, prefix), s.readMark(ctx)); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func (s *state) close() error { return s.db.Close() }

func (s *state) name(ctx context.Context, prefix string) error {
	err := s.db.QueryRowContext(ctx, "SELECT name FROM producer").Scan(&s.producer)
	if errors.Is(err, sql.ErrNoRows) {
		s.producer = prefix + "-" + rand.Text()[:8]
		_, err = s.db.ExecContext(ctx, "INSERT INTO producer (name) VALUES (?)", s.producer)
	}
	if err != nil {
		return fmt.Errorf("reading the poller's name as a producer: %w", err)
	}
	return nil
}

func (s *state) readMark(ctx context.Context) error {
	var text []byte
	err := s.db.QueryRowContext(ctx, "SELECT action FROM mark").Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	var mark event.Action
	if err == nil {
		err = json.Unmarshal(text, &mark)
	}
	if err != nil {
		return fmt.Errorf("reading the poller's last watermark: %w", err)
	}
	s.marked = mark.Time.Time
	return nil
}

// update runs f in a transaction.
func (s *state) update(ctx context.Context, doing string, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err == nil {
		if err = f(tx); err == nil {
			err = tx.Commit()
		} else {
			err = errors.Join(err, tx.Rollback())
		}
	}
	if err != nil {
		return fmt.Errorf("%s in the poller's state: %w", doing, err)
	}
	return nil
}

// known reports whether a post or comment was read before.
func (s *state) known(ctx context.Context, id string) (bool, error) {
	var n int
	if err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM item WHERE id = ?", id).Scan(&n); err != nil {
		return false, fmt.Errorf("looking an item up in the poller's state: %w", err)
	}
	return n > 0, nil
}

// thread is what is known of a post.
type thread struct {
	known  bool
	totals totals
}

func (s *state) thread(ctx context.Context, id string) (t thread, err error) {
	row := s.db.QueryRowContext(ctx, "SELECT upvotes, downvotes, comments FROM thread WHERE post_id = ?", id)
	err = row.Scan(&t.totals.upvotes, &t.totals.downvotes, &t.totals.comments)
	if errors.Is(err, sql.ErrNoRows) {
		return thread{}, nil
	}
	if err != nil {
		return thread{}, fmt.Errorf("looking a thread up in the poller's state: %w", err)
	}
	t.known = true
	return t, nil
}

// keep remembers a thread's counters and what was found in it.
func (s *state) keep(ctx context.Context, post string, now totals, found []event.Action) error {
	return s.update(ctx, "keeping a thread", func(tx *sql.Tx) error {
		for _, a := range found {
			text, err := json.Marshal(a)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO staged (id, time, action) VALUES (?, ?, ?)", a.ID, a.Time.UnixMicro(), text); err != nil {
				return err
			}
			if a.Kind == event.ScoreObserved {
				continue
			}
			if _, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO item (id) VALUES (?)", a.ID); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, keepThread, post, now.upvotes, now.downvotes, now.comments)
		return err
	})
}

// finish moves what happened up to at into the outbox, and a watermark behind it.
func (s *state) finish(ctx context.Context, at time.Time) error {
	err := s.update(ctx, "finishing a round", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, release, at.UnixMicro()); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM staged WHERE time <= ?", at.UnixMicro()); err != nil {
			return err
		}
		mark, err := json.Marshal(event.Action{V: event.Version, Forum: "poll", Time: event.At(at), Kind: event.Watermark})
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO mark (only, action) VALUES (1, ?)", mark); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO outbox (action) SELECT action FROM mark")
		return err
	})
	if err == nil {
		s.marked = at
	}
	return err
}

// repeatMark says the last watermark again.
func (s *state) repeatMark(ctx context.Context) error {
	return s.update(ctx, "repeating the watermark", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO outbox (action) SELECT action FROM mark")
		return err
	})
}

// unsentRow is one row of the outbox.
type unsentRow struct {
	seq    uint64
	action event.Action
}

// unsent gives the first rows of the outbox, with producer and seq.
func (s *state) unsent(ctx context.Context, limit int) ([]unsentRow, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT seq, action FROM outbox ORDER BY seq LIMIT ?", limit)
	if err != nil {
		return nil, fmt.Errorf("reading the poller's outbox: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []unsentRow
	for rows.Next() {
		var row unsentRow
		var text []byte
		if err := rows.Scan(&row.seq, &text); err != nil {
			return nil, fmt.Errorf("reading a row of the poller's outbox: %w", err)
		}
		if err := json.Unmarshal(text, &row.action); err != nil {
			return nil, fmt.Errorf("decoding a row of the poller's outbox: %w", err)
		}
		row.action.Producer, row.action.Seq = s.producer, row.seq
		if row.action.ID == "" { // a watermark
			row.action.ID = fmt.Sprintf("%s/%d", s.producer, row.seq)
		}
		list = append(list, row)
	}
	return list, rows.Err()
}

// sent removes what was published.
func (s *state) sent(ctx context.Context, upTo uint64) error {
	return s.update(ctx, "removing what was published", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM outbox WHERE seq <= ?", upTo)
		return err
	})
}
