package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgres keeps the store in a database that several processes may share. Advisory locks, which
// are the database's own, do what the file's lock does for SQLite.
type postgres struct {
	config *pgx.ConnConfig
	reads  *sql.DB
	writes *sql.DB // of one connection
	conn   *sql.Conn
	own    atomic.Uint32 // the server's number for the session of conn

	epochs   atomic.Uint64
	flushMu  sync.Mutex
	flushing *pgx.Conn // as old as the epoch: while it lasts the server has forgotten nothing. nil: it is lost

	stopListening context.CancelFunc // nil: it never began
	listening     sync.WaitGroup
}

// The keys of the advisory locks.
const (
	lockWrite   = 0x6d6f6c74_0001 // held by a writer until its transaction ends
	lockRelay   = 0x6d6f6c74_0002 // held by the session of the one that relays
	lockMigrate = 0x6d6f6c74_0003
)

// channel is where a commit is notified.
const channel = "moltwatch_forum"

func openPostgres(cfg Config) (*postgres, error) {
	config, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("reading the store's address (want postgres://user@host:port/database): %w", err)
	}
	if cfg.Password != "" {
		config.Password = cfg.Password
	}
	config.RuntimeParams["application_name"] = "moltwatch " + cfg.Producer
	// Rows are looked up one by one, and what is read often is in memory: by its own reckoning, which is of
	// disks that turn, the server would rather walk a table.
	config.RuntimeParams["random_page_cost"] = "1.1"
	for setting, value := range keepalives {
		config.RuntimeParams[setting] = value
	}
	e := &postgres{config: config}
	writing := config.Copy()
	writing.RuntimeParams["synchronous_commit"] = "off"
	for _, setting := range writerSettings {
		writing.RuntimeParams[setting.name] = setting.value
	}
	e.writes = stdlib.OpenDB(*writing)
	e.writes.SetMaxOpenConns(1)
	reading := config.Copy()
	reading.RuntimeParams["default_transaction_read_only"] = "on"
	e.reads = stdlib.OpenDB(*reading)
	e.reads.SetMaxOpenConns(cfg.Readers)
	e.reads.SetMaxIdleConns(cfg.Readers)
	return e, nil
}

// keepalives have the server see within half a minute that a process is gone whose machine fell silent, and free its
// locks: by default that takes over two hours, in which nobody else could write or relay.
var keepalives = map[string]string{"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "4", "tcp_user_timeout": "30000"}

// writerSettings have the one connection that writes look up rows by their indexes, by plans that are made once: of a
// table that was small when it was last counted the server would rather walk all of it, and all versions of its
// rows, for each transaction.
var writerSettings = []struct{ name, value string }{
	{"enable_seqscan", "off"}, {"enable_hashjoin", "off"}, {"enable_mergejoin", "off"},
	{"plan_cache_mode", "force_generic_plan"},
	{"jit", "off"}, // what is off seems dear beyond measure where there is no other way
}

func (*postgres) dialect() string { return "postgres" }

var parameter = regexp.MustCompile(`\?(\d)`)

func (*postgres) rewrite(statement string) string {
	return parameter.ReplaceAllString(statement, "$$$1")
}

func (*postgres) script(ctx context.Context, tx *sql.Tx, statements string) error {
	_, err := tx.ExecContext(ctx, statements, pgx.QueryExecModeSimpleProtocol)
	return err
}

func (*postgres) exclusive(ctx context.Context, conn *sql.Conn) (func(), error) {
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(lockMigrate)); err != nil {
		return nil, fmt.Errorf("waiting to bring the schema up to date: %w", err)
	}
	return func() {
		// If it fails the session is gone, and the lock with it.
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(lockMigrate))
	}, nil
}

func (e *postgres) writer(ctx context.Context) (_ *sql.Conn, err error) {
	if e.conn != nil { // it failed: it must not come back from the pool
		_ = e.conn.Raw(func(any) error { return driver.ErrBadConn })
		_ = e.conn.Close()
	}
	if err := e.beginEpoch(ctx); err != nil {
		return nil, err
	}
	if e.conn, err = e.writes.Conn(ctx); err != nil {
		return nil, err
	}
	return e.conn, e.conn.Raw(func(c any) error {
		e.own.Store(c.(*stdlib.Conn).Conn().PgConn().PID())
		return nil
	})
}

func (e *postgres) readers() *sql.DB { return e.reads }

// begin takes the writers' lock, so that ids and times rise in the order of commits, and reads after it: all
// in one exchange.
func (*postgres) begin(ctx context.Context, conn *sql.Conn, first []question) error {
	var batch pgx.Batch
	batch.Queue("BEGIN")
	batch.Queue("SELECT pg_advisory_xact_lock($1)", int64(lockWrite))
	batch.Queue("SAVEPOINT job")
	for _, q := range first {
		batch.Queue(q.text, q.args...).Query(func(rows pgx.Rows) error {
			for rows.Next() {
				if err := q.row(rows); err != nil {
					return fmt.Errorf("reading %s: %w", q.what, err)
				}
			}
			return rows.Err()
		})
	}
	return conn.Raw(func(c any) error { return c.(*stdlib.Conn).Conn().SendBatch(ctx, &batch).Close() })
}

func (*postgres) send(ctx context.Context, conn *sql.Conn, writes []write, mark bool) error {
	if mark {
		return exchange(ctx, conn, writes, command("RELEASE job"), command("SAVEPOINT job"))
	}
	return exchange(ctx, conn, writes)
}

func (*postgres) undo(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "ROLLBACK TO job")
	return err
}

// commit has all who listen told of it.
func (*postgres) commit(ctx context.Context, conn *sql.Conn, writes []write, changed string) error {
	tell := command("SELECT pg_notify($1, $2)")
	tell.args = []any{channel, changed}
	return exchange(ctx, conn, writes, tell, command("COMMIT"))
}

// command is a write that is none of the queries.
func command(text string) write {
	return write{what: "marking off or ending what was written", text: statementText{one: text}}
}

// exchange does all in one exchange; behind one that is refused the server does nothing more.
func exchange(ctx context.Context, conn *sql.Conn, writes []write, end ...write) error {
	all := append(gather(tally(writes)), end...)
	var batch pgx.Batch
	for _, w := range all {
		batch.Queue(w.text.one, w.args...)
	}
	return conn.Raw(func(c any) error {
		answers := c.(*stdlib.Conn).Conn().SendBatch(ctx, &batch)
		for _, w := range all {
			if _, err := answers.Exec(); err != nil {
				_ = answers.Close() // which gives the same
				return wrap(w.what, err)
			}
		}
		return answers.Close()
	})
}

// scrub leaves it to the database's vacuum, which comes by itself.
func (*postgres) scrub(context.Context, *sql.Conn) (bool, error) { return true, nil }

func (*postgres) list(texts []string) any { return texts }

func (*postgres) shared() bool { return true }

func (e *postgres) close() error {
	if e.stopListening != nil {
		e.stopListening()
		e.listening.Wait()
	}
	errs := []error{e.reads.Close()}
	if e.flushing != nil {
		end(context.Background(), e.flushing)
	}
	if e.conn != nil {
		errs = append(errs, e.conn.Close())
	}
	if err := errors.Join(append(errs, e.writes.Close())...); err != nil && !errors.Is(err, sql.ErrConnDone) && !errors.Is(err, driver.ErrBadConn) {
		return fmt.Errorf("closing the store: %w", err)
	}
	return nil
}

// Away says whether an error means that the store cannot be reached for now: that it was not the
// statement's fault, and the same may work in a moment.
func Away(err error) bool {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		// Class 08: connection; 57P: the server shuts down or starts; 53300: too many connections.
		return strings.HasPrefix(server.Code, "08") || strings.HasPrefix(server.Code, "57P") || server.Code == "53300"
	}
	var refused *pgconn.ConnectError
	var network *net.OpError
	return errors.As(err, &refused) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, errLost) || errors.Is(err, errSilent)
}
