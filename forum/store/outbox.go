package store

import (
	"context"
	"fmt"
	"time"
)

// Outgoing is a row of the outbox.
type Outgoing struct {
	Seq        uint64
	AgentID    string
	Everywhere bool
	Body       []byte // an encoded event.Action
}

// Outgoing lists the rows after seq, in order.
func (r *Reader) Outgoing(ctx context.Context, after uint64, limit int) ([]Outgoing, error) {
	rows, err := r.q.OutboxAfter.QueryContext(ctx, after, limit)
	if err != nil {
		return nil, fmt.Errorf("reading the outbox: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []Outgoing
	for rows.Next() {
		var o Outgoing
		if err := rows.Scan(&o.Seq, &o.AgentID, &o.Everywhere, &o.Body); err != nil {
			return nil, fmt.Errorf("reading the outbox: %w", err)
		}
		list = append(list, o)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading the outbox: %w", err)
	}
	return list, nil
}

// Publishable lists the first rows that are not in Kafka, in order, once they are on the disk, whichever process
// wrote them: what is published is not lost, and its numbers are given to nothing else.
func (s *Store) Publishable(ctx context.Context, limit int) ([]Outgoing, error) {
	epoch := s.engine.epoch()
	rows, err := s.Outgoing(ctx, s.Sent(), limit)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	if last := rows[len(rows)-1].Seq; last > s.synced.Load() {
		if err := s.onDisk(ctx, last, epoch); err != nil {
			return nil, fmt.Errorf("waiting for the outbox to be on the disk: %w", err)
		}
	}
	return rows, nil
}

// Sent gives the seq up to which all is in Kafka.
func (s *Store) Sent() uint64 { return s.acked.Load() }

// MarkSent notes that all up to seq is in Kafka. The note is written with the next commit: a
// crash before it means that some is sent twice.
func (s *Store) MarkSent(seq uint64) { s.acked.Store(seq) }

// FirstUnsent gives the seq of the first row that is not in Kafka, as far as any process that
// shares the store has noted, or 0.
func (s *Store) FirstUnsent(ctx context.Context) (uint64, error) {
	var noted uint64
	if err := s.q.RelaySent.QueryRowContext(ctx).Scan(&noted); err != nil {
		return 0, fmt.Errorf("reading how far the outbox was sent: %w", err)
	}
	left, err := s.Outgoing(ctx, max(noted, s.Sent()), 1)
	if err != nil || len(left) == 0 {
		return 0, err
	}
	return left[0].Seq, nil
}

// Committed has a token after every commit that is on the disk, and every one of another process: time to look
// into the outbox.
func (s *Store) Committed() <-chan struct{} { return s.committed }

// PruneOutbox deletes some rows that are in Kafka and older than before, the oldest first,
// and says how many. The last row stays.
func (t *Tx) PruneOutbox(before time.Time) (int64, error) {
	n, err := t.silently(t.s.write.PruneOutbox, toMicros(before))
	if err != nil {
		return 0, fmt.Errorf("pruning the outbox: %w", err)
	}
	return n, nil
}
