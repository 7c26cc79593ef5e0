package warehouse

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

//go:embed query/progress.sql
var selectProgress string

//go:embed query/insert_progress.sql
var insertProgress string

//go:embed query/recent_ids.sql
var recentIDs string

//go:embed query/stored_offsets.sql
var storedOffsets string

// Progress is how far a stage of ingest has come in one partition, and what it must know to
// go on from there.
type Progress struct {
	Stage       string
	Partition   uint32
	NextOffset  int64     // everything below is stored
	Watermark   time.Time // event time up to which the partition is complete; zero: not known yet
	BrokerTime  time.Time // of the last record read
	Producers   map[string]Producer
	Rows        uint64
	Duplicates  uint64
	DeadLetters uint64
	Late        uint64
	Audited     int64 // the rollups are known to hold what the rows below it say
}

// Producer is what a partition last heard from one of its producers.
type Producer struct {
	Seq       uint64
	Watermark time.Time // zero: none yet
	Heard     time.Time // broker time
}

// unknownTime stands for "not known yet" in columns that cannot be null.
var unknownTime = time.Unix(0, 0).UTC()

func known(t time.Time) time.Time {
	if t.Equal(unknownTime) {
		return time.Time{}
	}
	return t.UTC()
}

func orUnknown(t time.Time) time.Time {
	if t.IsZero() {
		return unknownTime
	}
	return t
}

// Progress reads how far a stage has come, by partition.
func (w *Warehouse) Progress(ctx context.Context, stage string) (map[uint32]Progress, error) {
	rows, err := w.conn.Query(ctx, selectProgress, clickhouse.Named("stage", stage))
	if err != nil {
		return nil, fmt.Errorf("reading the progress of stage %s: %w", stage, err)
	}
	defer rows.Close()
	all := map[uint32]Progress{}
	for rows.Next() {
		p := Progress{Stage: stage, Producers: map[string]Producer{}}
		var names []string
		var seqs []uint64
		var marks, heard []time.Time
		if err := rows.Scan(&p.Partition, &p.NextOffset, &p.Watermark, &p.BrokerTime, &names, &seqs, &marks, &heard,
			&p.Rows, &p.Duplicates, &p.DeadLetters, &p.Late, &p.Audited); err != nil {
			return nil, fmt.Errorf("reading a row of progress: %w", err)
		}
		p.Watermark, p.BrokerTime = known(p.Watermark), known(p.BrokerTime)
		for i, name := range names {
			p.Producers[name] = Producer{Seq: seqs[i], Watermark: known(marks[i]), Heard: known(heard[i])}
		}
		all[p.Partition] = p
	}
	return all, rows.Err()
}

// StoreProgress records how far a stage has come in one partition.
func (w *Warehouse) StoreProgress(ctx context.Context, p Progress) error {
	batch, err := w.conn.PrepareBatch(ctx, insertProgress)
	if err != nil {
		return fmt.Errorf("preparing to store progress: %w", err)
	}
	defer batch.Close()
	var names []string
	var seqs []uint64
	var marks, heard []time.Time
	for name, producer := range p.Producers {
		names, seqs = append(names, name), append(seqs, producer.Seq)
		marks, heard = append(marks, orUnknown(producer.Watermark)), append(heard, orUnknown(producer.Heard))
	}
	if err := batch.Append(p.Stage, p.Partition, p.NextOffset, orUnknown(p.Watermark), orUnknown(p.BrokerTime),
		names, seqs, marks, heard, p.Rows, p.Duplicates, p.DeadLetters, p.Late, p.Audited); err != nil {
		return fmt.Errorf("filling a row of progress: %w", err)
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("storing the progress of partition %d: %w", p.Partition, err)
	}
	return nil
}

// StoredOffsets tells which offsets in [from, to) of a partition are in the table actions,
// and how often: more than once would be a broken promise.
func (w *Warehouse) StoredOffsets(ctx context.Context, partition uint32, from, to int64) (map[int64]int, error) {
	return w.offsetsIn(ctx, storedOffsets, partition, from, to)
}

// offsetsIn counts how often each offset comes back of a query over a stretch of a partition.
func (w *Warehouse) offsetsIn(ctx context.Context, query string, partition uint32, from, to int64) (map[int64]int, error) {
	rows, err := w.conn.Query(ctx, query, clickhouse.Named("partition", partition),
		clickhouse.Named("from", from), clickhouse.Named("to", to))
	if err != nil {
		return nil, fmt.Errorf("reading which offsets of partition %d are stored: %w", partition, err)
	}
	defer rows.Close()
	stored := map[int64]int{}
	for rows.Next() {
		var offset int64
		if err := rows.Scan(&offset); err != nil {
			return nil, fmt.Errorf("reading a stored offset: %w", err)
		}
		stored[offset]++
	}
	return stored, rows.Err()
}

// RecentIDs gives the ids of the records without seq that a partition holds below an offset
// since a broker time, with the time of each: what a consumer must remember of the past.
func (w *Warehouse) RecentIDs(ctx context.Context, partition uint32, below int64, since time.Time) (map[string]time.Time, error) {
	rows, err := w.conn.Query(ctx, recentIDs, clickhouse.Named("partition", partition), clickhouse.Named("below", below),
		clickhouse.Named("since", max(0, since.Unix())))
	if err != nil {
		return nil, fmt.Errorf("reading the recent ids of partition %d: %w", partition, err)
	}
	defer rows.Close()
	ids := map[string]time.Time{}
	for rows.Next() {
		var id string
		var at time.Time
		if err := rows.Scan(&id, &at); err != nil {
			return nil, fmt.Errorf("reading a recent id: %w", err)
		}
		ids[id] = at
	}
	return ids, rows.Err()
}
