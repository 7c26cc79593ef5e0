package store

import (
	"context"
	"errors"
)

// errLost says that what was committed may be lost: the connection by which it would have been brought to the disk
// was, and so perhaps was the server.
var errLost = errors.New("the database was lost before what was written was surely on its disk")

// committed are jobs whose commit a loss of the machine may still undo, or that of somebody who has read such.
type committed struct {
	jobs  []*job
	count int    // of those that settle counted
	seq   uint64 // up to which they know the outbox
	epoch uint64 // of the engine, when they committed or before they read
}

// flushing answers jobs once they are on the disk, until nobody commits any more. While it waits for the disk the
// next ones run.
func (s *Store) flushing() {
	for {
		select {
		case c := <-s.unsynced:
			s.flush(c)
		case <-s.ended:
			return
		}
	}
}

// flush brings to the disk what was committed, with what others have handed over by now.
func (s *Store) flush(first committed) {
	all := []committed{first}
	for more := true; more; {
		select {
		case c := <-s.unsynced:
			all = append(all, c)
		default:
			more = false
		}
	}
	var err error
	for i, c := range all {
		if i == 0 || c.epoch != all[i-1].epoch {
			err = s.engine.flush(context.Background(), c.epoch)
		}
		if err != nil {
			s.lost.Store(max(s.lost.Load(), c.epoch))
		} else {
			s.synced.Store(max(s.synced.Load(), c.seq))
		}
		answer(c.jobs, err)
		s.settle(-c.count)
	}
	s.wake()
}

// answer tells jobs that they are done, and those without an error of their own this one.
func answer(jobs []*job, err error) {
	for _, j := range jobs {
		if j.err == nil {
			j.err = err
		}
		close(j.done)
	}
}

// onDisk waits until all that was committed in an epoch until now is on the disk.
func (s *Store) onDisk(ctx context.Context, seq, epoch uint64) error {
	j := &job{done: make(chan struct{})}
	select {
	case s.unsynced <- committed{jobs: []*job{j}, seq: seq, epoch: epoch}:
	case <-s.closing:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-j.done:
		return j.err
	case <-ctx.Done():
		return ctx.Err()
	}
}
