package warehouse

import (
	"context"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// patient lets a call that was begun come to its end when its context does: the driver's only
// way to interrupt one is to close the connection under it, which leaves it open whether an
// insert was stored. A context that has ended begins nothing; how long a call may take is
// bounded by the driver's read timeout.
type patient struct{ driver.Conn }

func (p patient) Query(ctx context.Context, query string, args ...any) (driver.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return p.Conn.Query(context.WithoutCancel(ctx), query, args...)
}

func (p patient) QueryRow(ctx context.Context, query string, args ...any) driver.Row {
	return p.Conn.QueryRow(context.WithoutCancel(ctx), query, args...)
}

func (p patient) Exec(ctx context.Context, query string, args ...any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return p.Conn.Exec(context.WithoutCancel(ctx), query, args...)
}

func (p patient) PrepareBatch(ctx context.Context, query string, opts ...driver.PrepareBatchOption) (driver.Batch, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return p.Conn.PrepareBatch(context.WithoutCancel(ctx), query, opts...)
}
