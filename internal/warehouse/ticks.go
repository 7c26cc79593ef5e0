package warehouse

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

//go:embed query/actions_per_tick.sql
var actionsPerTick string

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

// StoreDetectorTicks records, at once, the last tick that each of some detectors has finished.
func (w *Warehouse) StoreDetectorTicks(ctx context.Context, ticks map[string]time.Time) error {
	batch, err := w.conn.PrepareBatch(ctx, "INSERT INTO detector_progress (detector, tick)")
	if err != nil {
		return fmt.Errorf("preparing to store ticks: %w", err)
	}
	defer batch.Close()
	for detector, tick := range ticks {
		if err := batch.Append(detector, tick); err != nil {
			return fmt.Errorf("filling a row of detector_progress: %w", err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("storing the last ticks of %d detectors: %w", len(ticks), err)
	}
	return nil
}

// ActionsOfTick is how many actions the tick at Tick covers: those seen before it, since the
// tick before.
type ActionsOfTick struct {
	Tick    time.Time
	Actions uint64
}

// ActionsPerTick counts the actions seen in [from, to) by tick, in order; ticks without any are
// left out.
func (w *Warehouse) ActionsPerTick(ctx context.Context, from, to time.Time, tick time.Duration) (counts []ActionsOfTick, err error) {
	rows, err := w.conn.Query(ctx, actionsPerTick, append(Between(from, to), clickhouse.Named("tick", tick.Microseconds()))...)
	if err != nil {
		return nil, fmt.Errorf("counting the actions from %s to %s: %w", from, to, err)
	}
	defer rows.Close()
	for rows.Next() {
		var c ActionsOfTick
		if err := rows.Scan(&c.Tick, &c.Actions); err != nil {
			return nil, fmt.Errorf("reading how many actions a tick covers: %w", err)
		}
		c.Tick = c.Tick.UTC()
		counts = append(counts, c)
	}
	return counts, rows.Err()
}
