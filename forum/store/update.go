package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// maxGroup bounds how many Updates share a commit.
const maxGroup = 256

// reconnectTimeout bounds how long writers wait for a store that went away.
const reconnectTimeout = 5 * time.Second

// ErrClosed is returned by an Update of a store that was closed.
var ErrClosed = errors.New("the store is closed")

// job is an Update that waits.
type job struct {
	run   func(*Tx) error
	ahead Ahead
	taken atomic.Bool // set by whoever decides its fate: the committer, or a caller who gives up
	err   error
	done  chan struct{}
}

// Update runs fn in a transaction and returns once it is on the disk. What fn did is undone
// when it returns an error, and that error is Update's. fn must not keep the Tx. All who wait
// share a transaction. ctx counts until fn starts.
func (s *Store) Update(ctx context.Context, fn func(*Tx) error) error {
	return s.UpdateAhead(ctx, Ahead{}, fn)
}

// UpdateAhead is Update of which is known what it reads first.
func (s *Store) UpdateAhead(ctx context.Context, first Ahead, fn func(*Tx) error) error {
	j := &job{run: fn, ahead: first, done: make(chan struct{})}
	select {
	case <-s.closing:
		return ErrClosed
	default:
	}
	s.queueMu.Lock()
	s.queue = append(s.queue, j)
	s.ring()
	s.queueMu.Unlock()
	select {
	case <-j.done:
	case <-s.closing:
		if j.taken.CompareAndSwap(false, true) {
			return ErrClosed
		}
	case <-ctx.Done():
		if j.taken.CompareAndSwap(false, true) {
			return fmt.Errorf("waiting to write: %w", ctx.Err())
		}
	}
	<-j.done
	return j.err
}

// ring tells the committer that a group waits: while others wait for the disk, one as large as theirs. A smaller one
// would not come to the disk before they have, and those who come meanwhile can share it. The caller has queueMu.
func (s *Store) ring() {
	if len(s.queue) == 0 || len(s.queue) < s.settling {
		return
	}
	select {
	case s.queued <- struct{}{}:
	default:
	}
}

// committing commits for those who wait, until the store closes.
func (s *Store) committing() {
	for {
		select {
		case <-s.queued:
		case <-s.closing:
			return
		}
		select {
		case s.turn <- struct{}{}:
			s.commitQueued()
			<-s.turn
		case <-s.closing:
			return
		}
	}
}

// commitQueued runs a group of jobs in one transaction and hands it over to whoever waits for the disk. The
// caller has the turn.
func (s *Store) commitQueued() {
	s.queueMu.Lock()
	n := min(len(s.queue), maxGroup)
	if n < s.settling {
		n = 0
	}
	var group []*job
	for _, j := range s.queue[:n] {
		if j.taken.CompareAndSwap(false, true) {
			group = append(group, j)
		}
	}
	s.queue = append(s.queue[:0], s.queue[n:]...)
	s.ring()
	s.queueMu.Unlock()
	if len(group) == 0 {
		return
	}
	if err := s.runGroup(group); err != nil {
		answer(group, err)
		return
	}
	s.settle(len(group))
	s.unsynced <- committed{jobs: group, count: len(group), seq: s.seq, epoch: s.engine.epoch()}
}

// settle counts jobs that wait for the disk, and those that do no more.
func (s *Store) settle(more int) {
	s.queueMu.Lock()
	s.settling += more
	s.ring()
	s.queueMu.Unlock()
}

func (s *Store) runGroup(group []*job) error {
	ctx := context.Background() // a commit is not interrupted: others share it
	if err := s.begin(ctx, group); err != nil {
		s.inside.ahead = ahead{}
		s.broken = s.engine.shared()
		return fmt.Errorf("beginning to write: %w", err)
	}
	s.changed, s.outgoing, s.later, s.waiting, s.now = changes{}, s.outgoing[:0], s.later[:0], s.waiting[:0], begun{}
	err := s.runJobs(ctx, group)
	if err == nil {
		err = s.commit(ctx)
	}
	if err == nil && s.erased {
		done, scrubErr := s.engine.scrub(ctx, s.conn)
		s.erased = !done || scrubErr != nil // then the next commit tries again
	}
	s.changes.add(s.changed) // perhaps also if the commit has failed
	if err != nil {
		s.inside.ahead = ahead{}
		_, rollbackErr := s.conn.ExecContext(ctx, "ROLLBACK")
		err = errors.Join(err, rollbackErr, s.recall(ctx))
		s.broken = s.engine.shared() && Away(err)
		return fmt.Errorf("writing to the store (is its disk full?): %w", err)
	}
	return nil
}

// begin begins a transaction, on a new connection if the old one has failed, and reads what it begins with.
func (s *Store) begin(ctx context.Context, group []*job) error {
	if s.broken || s.lost.Load() >= s.engine.epoch() {
		limited, cancel := context.WithTimeout(ctx, reconnectTimeout)
		defer cancel()
		if err := s.openWriter(limited, false); err != nil {
			return err
		}
	}
	return s.engine.begin(ctx, s.conn, s.opening(group))
}

// runJobs runs them one after the other. What they put off is done together, by commit, or as soon as one of
// them reads or writes otherwise: then the jobs before it are marked off, so that its failure is its own.
func (s *Store) runJobs(ctx context.Context, group []*job) error {
	for _, j := range group {
		before := s.seq
		s.now = begun{part: part{job: j, writes: len(s.later), actions: len(s.outgoing)}}
		s.inside.ahead.changed = s.inside.ahead.changed[:0]
		j.err = runJob(j, &Tx{Reader: s.inside, s: s})
		if j.err == nil && s.now.wrote {
			j.err = s.engine.send(ctx, s.conn, s.later, true)
			s.later = s.later[:0]
		}
		if j.err != nil {
			if s.now.asked {
				if err := s.undo(ctx); err != nil {
					return errors.Join(j.err, err)
				}
			}
			s.seq, s.outgoing, s.later = before, s.outgoing[:s.now.actions], s.later[:s.now.writes]
			s.inside.ahead.forget()
		} else if len(s.later) > s.now.writes {
			s.now.writesEnd, s.now.actionsEnd = len(s.later), len(s.outgoing)
			s.waiting = append(s.waiting, s.now.part)
		}
	}
	return nil
}

// commit does what is left to do, with the outbox, and ends the transaction: in one exchange if nothing is
// refused.
func (s *Store) commit(ctx context.Context) error {
	acked := s.acked.Load()
	if err := s.renumber(); err != nil {
		return err
	}
	err := s.engine.commit(ctx, s.conn, append(s.later, s.ending(acked)...), s.changed.String())
	if err != nil && len(s.waiting) > 0 {
		if err := s.oneByOne(ctx, err); err != nil {
			return err
		}
		if err := s.renumber(); err != nil {
			return err
		}
		err = s.engine.commit(ctx, s.conn, s.ending(acked), s.changed.String())
	}
	if err == nil {
		s.sent = max(s.sent, acked)
	}
	return err
}

// ending gives what a transaction writes last.
func (s *Store) ending(acked uint64) (list []write) {
	insert := write{what: "writing to the outbox", stmt: s.write.InsertOutbox, text: s.texts[s.write.InsertOutbox]}
	for _, o := range s.outgoing {
		if !o.withdrawn {
			insert.args = []any{int64(o.seq), o.micros, o.agentID, o.everywhere, o.body}
			list = append(list, insert)
		}
	}
	if set := s.write.SetRelaySent; acked > s.sent {
		list = append(list, write{what: "noting what was sent", stmt: set, text: s.texts[set], args: []any{int64(acked)}})
	}
	return list
}

// runJob turns a panic into an error: it must not take down those who share the commit.
func runJob(j *job, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a write panicked: %v", p)
		}
	}()
	return j.run(tx)
}
