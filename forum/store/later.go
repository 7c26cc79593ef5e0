package store

import (
	"context"
	"database/sql"
)

// write is a statement that waits to be sent with others: each exchange with a database takes longer
// than what is exchanged.
type write struct {
	what string // is being done, for errors
	stmt *sql.Stmt
	text string // of stmt
	args []any
}

// add puts off a write until something is read or the job ends. It is for what is done all the time,
// needs no answer, and changes no account but by its counts, so that keys that were looked up before stay
// as good; of says what lists show of it. What hides something, or ends a right, is exec's.
func (t *Tx) add(what string, of shown, stmt *sql.Stmt, args ...any) {
	t.s.later = append(t.s.later, write{what, stmt, t.s.texts[stmt], args})
	t.s.changed.note(counts, of)
	t.ahead.changed(of...)
}

// flush sends the writes that were put off, and marks where they end if they are the last of a job that
// others follow.
func (s *Store) flush(ctx context.Context, mark bool) error {
	if len(s.later) == 0 && !mark {
		return nil
	}
	defer func() { s.later = s.later[:0] }()
	return s.engine.send(ctx, s.conn, s.later, mark)
}
