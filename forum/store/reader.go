package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Reader reads the store: what is committed, or, in a Tx, what the transaction sees.
type Reader struct {
	q       readStatements
	patient bool
	settled func(context.Context) error // has what was put off be there to be read; nil: nothing is
	ahead   ahead                       // of a transaction
}

// begin is called before each reading.
func (r *Reader) begin(ctx context.Context) error {
	if r.settled == nil {
		return nil
	}
	return r.settled(r.within(ctx))
}

// within keeps a caller who goes away from interrupting a transaction that others share, and
// reads of SQLite, which end in a moment: its driver has a goroutine for each that can be.
func (r *Reader) within(ctx context.Context) context.Context {
	if r.patient {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// one reads a single row; ErrNotFound when there is none.
func one[T any](ctx context.Context, r *Reader, what string, stmt *sql.Stmt, scan func(scanner) (T, error), args ...any) (T, error) {
	if err := r.begin(ctx); err != nil {
		var none T
		return none, err
	}
	v, err := scan(stmt.QueryRowContext(r.within(ctx), args...))
	if errors.Is(err, sql.ErrNoRows) {
		return v, ErrNotFound
	}
	if err != nil {
		return v, fmt.Errorf("reading %s: %w", what, err)
	}
	return v, nil
}

// many reads all rows.
func many[T any](ctx context.Context, r *Reader, what string, stmt *sql.Stmt, scan func(scanner) (T, error), args ...any) ([]T, error) {
	return some(ctx, r, 0, what, stmt, scan, args...)
}

// some is many where it is known about how many there are.
func some[T any](ctx context.Context, r *Reader, about int, what string, stmt *sql.Stmt, scan func(scanner) (T, error), args ...any) (list []T, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("reading %s: %w", what, err)
		}
	}()
	if err := r.begin(ctx); err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(r.within(ctx), args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	if about > 0 {
		list = make([]T, 0, about)
	}
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

func scanOne[T any](row scanner) (v T, err error) {
	err = row.Scan(&v)
	return v, err
}

// scanPlaces scans into one place again and again: what it is told to scan into is made once.
func scanPlaces() func(scanner) (Place, error) {
	p := &Place{}
	into := []any{&p.N, &p.Key}
	return func(row scanner) (Place, error) {
		err := row.Scan(into...)
		return *p, err
	}
}
