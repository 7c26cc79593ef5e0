package store

import (
	"context"
	"database/sql"
	"errors"
)

// write is a statement that waits to be sent with others: each exchange with a database takes longer
// than what is exchanged.
type write struct {
	what string // is being done, for errors
	stmt *sql.Stmt
	text statementText // of stmt
	args []any
	sum  bool // see Tx.sum
}

// add puts off a write until something is read, something else is written, or the transaction ends. It is
// for what is done all the time, needs no answer, and changes no account but by its counts, so that keys
// that were looked up before stay as good; of says what lists show of it. What hides something, or ends a
// right, is exec's.
func (t *Tx) add(what string, of shown, stmt *sql.Stmt, args ...any) {
	t.s.later = append(t.s.later, write{what: what, stmt: stmt, text: t.s.texts[stmt], args: args})
	t.s.changed.note(counts, of)
}

// sum is add for what counts in the row that the first argument names: of all that count there the database
// is told the sum of their second arguments, and of the others the last.
func (t *Tx) sum(what string, of shown, stmt *sql.Stmt, id any, gain int64, others ...any) {
	t.add(what, of, stmt, append([]any{id, gain}, others...)...)
	t.s.later[len(t.s.later)-1].sum = true
}

// part is what a job has put off and emitted: from where to where of later and outgoing.
type part struct {
	job             *job
	writes, actions int // the first
	writesEnd       int
	actionsEnd      int
}

// begun is the job under way.
type begun struct {
	part
	asked bool // the database did something for it
	wrote bool // and wrote
}

// settled has the database hold what was put off so far, so that the job under way reads it.
func (s *Store) settled(ctx context.Context) error {
	if len(s.waiting) > 0 {
		first := s.now.writes
		if err := s.engine.send(ctx, s.conn, s.later[:first], true); err != nil {
			if err := s.oneByOne(ctx, err); err != nil {
				return err
			}
		}
		s.later = append(s.later[:0], s.later[first:]...)
		s.waiting, s.now.writes = s.waiting[:0], 0
	}
	s.now.asked = true
	if len(s.later) == 0 {
		return nil
	}
	s.now.wrote = true
	defer func() { s.later = s.later[:0] }()
	return s.engine.send(ctx, s.conn, s.later, false)
}

// oneByOne does once more what jobs have put off, each job's by itself, after the database has refused
// something of them all: who wrote that is refused, and nobody else.
func (s *Store) oneByOne(ctx context.Context, refused error) error {
	if err := s.undo(ctx); err != nil {
		return errors.Join(refused, err)
	}
	s.inside.ahead = ahead{}
	for _, p := range s.waiting {
		if p.job.err = s.engine.send(ctx, s.conn, s.later[p.writes:p.writesEnd], true); p.job.err == nil {
			continue
		}
		if err := s.undo(ctx); err != nil {
			return errors.Join(p.job.err, err)
		}
		for i := p.actions; i < p.actionsEnd; i++ {
			s.outgoing[i].withdrawn = true
		}
	}
	return nil
}

// undo takes back what was written since the last mark.
func (s *Store) undo(ctx context.Context) error { return s.engine.undo(ctx, s.conn) }
