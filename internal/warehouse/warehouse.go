package warehouse

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Warehouse is a pool of connections to one ClickHouse. Safe for concurrent use.
type Warehouse struct {
	layout  Layout // the last one that it was brought to
	conn    driver.Conn
	inserts *native
	options *clickhouse.Options
}

// Open prepares connections to the ClickHouse that dsn names
// (clickhouse://user:password@host:port/database) and checks that it answers.
func Open(ctx context.Context, dsn string) (*Warehouse, error) {
	opts, err := clickhouse.ParseDSN(dsn)
	if err != nil {
		return nil, fmt.Errorf("reading --clickhouse, want clickhouse://user:password@host:port/database: %w", withoutSecret(dsn, err))
	}
	opts.Compression = &clickhouse.Compression{Method: clickhouse.CompressionLZ4}
	opts.DialTimeout = 5 * time.Second
	// Bounds a call; see patient for why contexts do not.
	opts.ReadTimeout = time.Minute
	if opts.Settings == nil {
		opts.Settings = clickhouse.Settings{}
	}
	// Where a table is Distributed: an insert is answered when its shards have it, and a
	// subquery means the rows of the same shard, which lie together (see layout.go).
	opts.Settings["distributed_foreground_insert"] = 1
	opts.Settings["distributed_product_mode"] = "local"
	opts.MaxOpenConns, opts.MaxIdleConns = 16, 8
	conn, err := clickhouse.Open(opts)
	if err != nil {
		return nil, fmt.Errorf("opening ClickHouse at %v: %w", opts.Addr, err)
	}
	if err := conn.Ping(ctx); err != nil {
		conn.Close()
		return nil, fmt.Errorf("no answer from ClickHouse at %v (is it running, and is --clickhouse right?): %w", opts.Addr, err)
	}
	return &Warehouse{conn: patient{conn}, inserts: newNative(opts), options: opts}, nil
}

// Close gives the connections back.
func (w *Warehouse) Close() error {
	w.inserts.close()
	return w.conn.Close()
}

// Conn is the driver's connection, for a service's own queries.
func (w *Warehouse) Conn() driver.Conn { return w.conn }
