package warehouse

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

//go:embed query/rollup_differences.sql
var rollupDifferences string

//go:embed query/agent_sightings.sql
var sayAgentsAgain string

//go:embed query/ties.sql
var sayTiesAgain string

//go:embed query/agent_claims.sql
var sayClaimsAgain string

//go:embed query/seen_between.sql
var seenBetween string

// InsertsEndWithin is how long after it was begun an insert of actions can still be stored,
// whatever became of who began it.
const InsertsEndWithin = 2 * insertWithin

// auditSpan is how much event time one comparison covers, which bounds its memory.
const auditSpan = 24 * 60 * 60 // seconds

// RepairRollups makes actions_per_minute say what the actions say, for the minutes that the
// offsets [from, to) of a partition touch, and tells the tables of agents, of their ties and of who
// claimed them of it again. It
// returns how many counts were wrong. Only the partition's owner may call it, between two of
// its inserts.
func (w *Warehouse) RepairRollups(ctx context.Context, partition uint32, from, to int64) (wrong int, err error) {
	of := []any{clickhouse.Named("partition", partition), clickhouse.Named("from", from), clickhouse.Named("to", to)}
	var rows uint64
	var first, last int64
	if err := w.conn.QueryRow(ctx, seenBetween, of...).Scan(&rows, &first, &last); err != nil {
		return 0, fmt.Errorf("reading when offsets %d to %d of partition %d were seen: %w", from, to, partition, err)
	}
	if rows == 0 {
		return 0, nil
	}
	for _, again := range []string{sayAgentsAgain, sayTiesAgain, sayClaimsAgain} {
		if err := w.conn.Exec(ctx, again, of...); err != nil {
			return 0, fmt.Errorf("saying again what partition %d tells of its agents: %w", partition, err)
		}
	}
	for at := first; at <= last; at += auditSpan {
		n, err := w.repairMinutes(ctx, partition, at, min(at+auditSpan, last+60))
		if wrong += n; err != nil {
			return wrong, err
		}
	}
	return wrong, nil
}

// repairMinutes repairs one stretch of event time, in seconds since 1970.
func (w *Warehouse) repairMinutes(ctx context.Context, partition uint32, from, to int64) (wrong int, err error) {
	of := []any{clickhouse.Named("partition", partition), clickhouse.Named("from", from), clickhouse.Named("to", to)}
	if wrong, err = w.countDifferences(ctx, of); err != nil || wrong == 0 {
		return wrong, err
	}
	// The same correction may be due twice: it must not be taken for a repetition.
	const insert = "INSERT INTO actions_per_minute (dimension, minute, key, kind, kafka_partition, actions) SETTINGS insert_deduplicate = 0\n"
	if err := w.conn.Exec(ctx, insert+rollupDifferences, of...); err != nil {
		return wrong, fmt.Errorf("correcting %d counts of partition %d: %w", wrong, partition, err)
	}
	left, err := w.countDifferences(ctx, of)
	if err == nil && left > 0 {
		err = fmt.Errorf("%d counts of partition %d since %s are wrong after %d were corrected", left, partition, time.Unix(from, 0).UTC(), wrong)
	}
	return wrong, err
}

func (w *Warehouse) countDifferences(ctx context.Context, of []any) (int, error) {
	var n uint64
	if err := w.conn.QueryRow(ctx, "SELECT count() FROM (\n"+rollupDifferences+")", of...).Scan(&n); err != nil {
		return 0, fmt.Errorf("comparing the rollups with the actions: %w", err)
	}
	return int(n), nil
}
