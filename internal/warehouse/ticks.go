package warehouse

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// Watermark is the event time up to which a stage has stored everything: the least of its
// partitions'. It is zero until each of them has one.
func (w *Warehouse) Watermark(ctx context.Context, stage string, partitions int) (time.Time, error) {
	progress, err := w.Progress(ctx, stage)
	if err != nil || len(progress) < partitions {
		return time.Time{}, err
	}
	var least time.Time
	for _, p := range progress {
		if p.Watermark.IsZero() {
			return time.Time{}, nil
		}
		if least.IsZero() || p.Watermark.Before(least) {
			least = p.Watermark
		}
	}
	return least, nil
}

// FirstSeen gives the first action seen in [from, to), or zero if there is none.
func (w *Warehouse) FirstSeen(ctx context.Context, from, to time.Time) (time.Time, error) {
	const query = "SELECT seen FROM actions WHERE seen >= fromUnixTimestamp64Micro({from:Int64}) AND seen < fromUnixTimestamp64Micro({to:Int64}) ORDER BY seen LIMIT 1"
	rows, err := w.conn.Query(ctx, query, Between(from, to)...)
	if err != nil {
		return time.Time{}, fmt.Errorf("looking for the first action since %s: %w", from, err)
	}
	defer rows.Close()
	var first time.Time
	if rows.Next() {
		if err := rows.Scan(&first); err != nil {
			return time.Time{}, fmt.Errorf("reading when the first action since %s was seen: %w", from, err)
		}
		first = first.UTC()
	}
	return first, rows.Err()
}

// Between gives the parameters {from:Int64} and {to:Int64}, in microseconds since 1970, of
// queries over a stretch of event time.
func Between(from, to time.Time) []any {
	micros := func(t time.Time) int64 { return max(0, t.UnixMicro()) }
	return []any{clickhouse.Named("from", micros(from)), clickhouse.Named("to", micros(to))}
}

// DetectorTick gives the last tick that a detector has finished, or zero.
func (w *Warehouse) DetectorTick(ctx context.Context, detector string) (time.Time, error) {
	var tick time.Time
	row := w.conn.QueryRow(ctx, "SELECT max(tick) FROM detector_progress WHERE detector = {detector:String}", clickhouse.Named("detector", detector))
	if err := row.Scan(&tick); err != nil {
		return time.Time{}, fmt.Errorf("reading the last tick of detector %s: %w", detector, err)
	}
	return known(tick.UTC()), nil
}

// StoreDetectorTick records that a detector has finished the tick at tick.
func (w *Warehouse) StoreDetectorTick(ctx context.Context, detector string, tick time.Time) error {
	batch, err := w.conn.PrepareBatch(ctx, "INSERT INTO detector_progress (detector, tick)")
	if err != nil {
		return fmt.Errorf("preparing to store a tick: %w", err)
	}
	defer batch.Close()
	if err := batch.Append(detector, tick); err != nil {
		return fmt.Errorf("filling a row of detector_progress: %w", err)
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("storing the last tick of detector %s: %w", detector, err)
	}
	return nil
}
