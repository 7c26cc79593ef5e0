package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/moltwatch/moltwatch/internal/pause"
)

const (
	// beforeListeningAgain is how long a listener waits that lost its session.
	beforeListeningAgain = 500 * time.Millisecond
	// quiet is how long a session hears nothing before it asks whether the server is still there, and
	// how long that may take: a connection may be lost without a word.
	quiet = 2 * time.Second
	// beforeAskingAgain is how long who wants to relay waits before it asks again whether nobody does.
	beforeAskingAgain = 250 * time.Millisecond
)

// errSilent says that a session's server has not answered in time.
var errSilent = fmt.Errorf("the database has not answered for %s", quiet)

// listen has a session of its own for notifications, and a new one when that is lost.
func (e *postgres) listen(ctx context.Context, heard func(told string), hearing func(bool)) error {
	conn, err := e.listener(ctx)
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	e.stopListening = stop
	e.listening.Go(func() {
		for running.Err() == nil {
			if conn != nil {
				hearing(true)
				for err = nil; err == nil; {
					var n *pgconn.Notification
					if n, err = e.next(running, conn); err == nil && n != nil && n.PID != e.own.Load() {
						heard(n.Payload)
					}
				}
				hearing(false)
				end(running, conn)
			}
			pause.For(running, beforeListeningAgain)
			if conn, err = e.listener(running); err != nil {
				conn = nil
			}
		}
		if conn != nil {
			end(running, conn)
		}
	})
	return nil
}

// listener opens a session that listens.
func (e *postgres) listener(ctx context.Context) (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, reconnectTimeout)
	defer cancel()
	return e.session(ctx, "LISTEN "+channel)
}

// next waits for a notification. When none has come for a while it sees whether the server still answers, and
// gives nil if it does.
func (e *postgres) next(ctx context.Context, conn *pgx.Conn) (*pgconn.Notification, error) {
	waiting, cancel := context.WithTimeout(ctx, quiet)
	defer cancel()
	n, err := conn.WaitForNotification(waiting)
	if err == nil || ctx.Err() != nil || waiting.Err() == nil {
		return n, err
	}
	asking, cancel := context.WithTimeout(ctx, quiet)
	defer cancel()
	return nil, conn.Ping(asking)
}

// end closes a connection whose server may no longer answer.
func end(ctx context.Context, conn *pgx.Conn) {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), quiet)
	defer cancel()
	_ = conn.Close(limited)
}

// session opens a connection beside the pools and begins it with a statement.
func (e *postgres) session(ctx context.Context, begin string, args ...any) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, e.config)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, begin, args...); err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, err
	}
	return conn, nil
}

// beginEpoch has a session of its own for flush.
func (e *postgres) beginEpoch(ctx context.Context) (err error) {
	e.flushMu.Lock()
	defer e.flushMu.Unlock()
	if e.flushing != nil {
		end(ctx, e.flushing)
	}
	e.epochs.Add(1)
	e.flushing, err = e.session(ctx, "SET synchronous_commit = on")
	return err
}

func (e *postgres) epoch() uint64 { return e.epochs.Load() }

// flush commits something of its own that is in the log after all that is to be on the disk: a transaction that wrote
// nothing there would not wait for it. Had the server lost something since the epoch began, it would have lost this
// session, too.
func (e *postgres) flush(ctx context.Context, epoch uint64) error {
	e.flushMu.Lock()
	defer e.flushMu.Unlock()
	if e.flushing == nil || epoch != e.epochs.Load() {
		return errLost
	}
	_, err := e.flushing.Exec(ctx, "SELECT pg_logical_emit_message(true, 'moltwatch', ''::text)")
	if err != nil {
		end(ctx, e.flushing)
		e.flushing = nil
		return fmt.Errorf("bringing what was written to the disk: %w", err)
	}
	return nil
}

// lead holds the relay's lock for as long as a session of its own lasts.
func (e *postgres) lead(ctx context.Context, try bool) (*Lead, error) {
	conn, err := e.session(ctx, "SELECT 1")
	if err != nil {
		return nil, err
	}
	for taken := false; !taken; {
		if taken, err = takeLock(ctx, conn, lockRelay); err != nil || !taken && (try || !pause.For(ctx, beforeAskingAgain)) {
			end(ctx, conn)
			return nil, err
		}
	}
	lost := make(chan struct{})
	holding, stop := context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		defer close(lost)
		for {
			if _, err := e.next(holding, conn); err != nil { // the session is lost, or by stop: nothing is told here
				break
			}
		}
		end(holding, conn)
	}()
	return &Lead{lost: lost, end: func() { stop(); <-lost }}, nil
}

// takeLock takes an advisory lock for a session, if it is free. It asks, and does not wait in the server: a
// connection that was lost without a word would wait for ever.
func takeLock(ctx context.Context, conn *pgx.Conn, lock int64) (taken bool, err error) {
	asking, cancel := context.WithTimeout(ctx, quiet)
	defer cancel()
	err = conn.QueryRow(asking, "SELECT pg_try_advisory_lock($1)", lock).Scan(&taken)
	if err != nil && ctx.Err() == nil && asking.Err() != nil {
		err = errSilent
	}
	return taken, err
}
