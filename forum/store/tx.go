package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/moltwatch/moltwatch/internal/event"
)

// Tx is an Update under way. Its reads see its writes.
type Tx struct {
	*Reader
	s         *Store
	recounted int // of what agents gave
}

// NewID gives a UUIDv7.
func NewID() (string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("making an id: %w", err)
	}
	return id.String(), nil
}

// Emit puts an action into the outbox and gives the time at which it happened: later than
// that of any action before it. What an action needs besides (version, id when it has none,
// forum, producer, seq, time) is filled in.
func (t *Tx) Emit(a event.Action) (time.Time, error) { return t.emit(a, false) }

// Watermark emits that nothing later is older than its time, for every partition.
func (t *Tx) Watermark() error {
	_, err := t.emit(event.Action{Kind: event.Watermark}, true)
	return err
}

func (t *Tx) emit(a event.Action, everywhere bool) (time.Time, error) {
	s := t.s
	at := s.cfg.Clock().UTC().Truncate(time.Microsecond)
	if !at.After(s.last) {
		at = s.last.Add(time.Microsecond)
	}
	if a.ID == "" {
		id, err := NewID()
		if err != nil {
			return at, err
		}
		a.ID = id
	}
	a.V, a.Forum, a.Producer = event.Version, s.cfg.Forum, s.cfg.Producer
	a.Seq, a.Time = s.seq+1, event.At(at)
	body, err := event.Encode(a)
	if err != nil {
		return at, fmt.Errorf("encoding action %s %s: %w", a.Kind, a.ID, err)
	}
	s.outgoing = append(s.outgoing, outgoing{seq: a.Seq, micros: at.UnixMicro(), agentID: a.Agent.ID, everywhere: everywhere, body: body})
	s.seq, s.last = a.Seq, at
	return at, nil
}

// outgoing is a row of the outbox that is written before the commit.
type outgoing struct {
	seq        uint64
	micros     int64
	agentID    string
	everywhere bool
	body       []byte
	withdrawn  bool // its job was refused
}

// renumber closes the gaps that what was withdrawn would leave.
func (s *Store) renumber() error {
	for i := range s.outgoing {
		o := &s.outgoing[i]
		if i == 0 {
			s.seq = o.seq - 1
		}
		if o.withdrawn {
			continue
		}
		if s.seq++; o.seq == s.seq {
			continue
		}
		a, err := event.Decode[event.Action](o.body)
		if err != nil {
			return fmt.Errorf("reading what was just emitted: %w", err)
		}
		a.Seq, o.seq = s.seq, s.seq
		if o.body, err = event.Encode(a); err != nil {
			return fmt.Errorf("encoding action %s %s: %w", a.Kind, a.ID, err)
		}
	}
	return nil
}

// exec runs a write that ends with the transaction and not before. For all that is known it changes
// all that lists of posts show.
func (t *Tx) exec(stmt *sql.Stmt, args ...any) error {
	n, err := t.count(nil, stmt, args...)
	t.s.changed.all = t.s.changed.all || n > 0
	return err
}

// execOf is exec for a write that changes of that no more than this.
func (t *Tx) execOf(of shown, stmt *sql.Stmt, args ...any) error {
	_, err := t.count(of, stmt, args...)
	return err
}

// count runs a write and says how many rows it met. If it met none nothing has changed.
func (t *Tx) count(of shown, stmt *sql.Stmt, args ...any) (int64, error) {
	n, err := t.silently(stmt, args...)
	if n > 0 {
		t.s.changed.note(anything, of)
	}
	return n, err
}

// silently is count for what no page shows: pages that were read before it stay as good.
func (t *Tx) silently(stmt *sql.Stmt, args ...any) (int64, error) {
	if err := t.s.settled(context.Background()); err != nil {
		return 0, err
	}
	t.s.now.wrote, t.ahead = true, ahead{} // for all that is known
	res, err := stmt.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
