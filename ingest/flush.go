package ingest

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/cespare/xxhash/v2"
)

// errCorrupt is the one thing that ingest stops for: its own promise is broken.
var errCorrupt = errors.New("rows are stored twice")

// flush ends the open block: dead letters first, then its rows, then the progress that
// covers both. It returns only when all are stored, or ctx has ended.
func (w *worker) flush(ctx context.Context) error {
	from, to := w.progress.NextOffset, w.next
	if err := w.settleLetters(ctx); err != nil {
		return err
	}
	if err := w.block.complete(ctx); err != nil {
		return err
	}
	doubted := false
	err := w.retry(ctx, "storing rows", func(ctx context.Context) error {
		err := w.store(ctx, from, to)
		doubted = doubted || w.doubtful || err != nil
		w.doubtful = err != nil // an insert that failed may have been stored all the same
		return err
	})
	if err == nil && doubted {
		err = w.inDoubt(ctx, from, to)
	}
	if err != nil {
		return err
	}
	// Before the progress that covers it: a kill in between has it done again.
	if err := w.retry(ctx, "erasing texts", w.block.erase); err != nil {
		return err
	}
	began := w.boundary.started
	w.boundary.end()
	w.progress.NextOffset = to
	w.progress.BrokerTime = w.boundary.lastEnd
	w.progress.Watermark = w.tracker.watermark
	w.progress.Producers = w.tracker.snapshot()
	w.progress.Rows += uint64(w.block.Len())
	if !w.audit.pending {
		w.progress.Audited = to
	}
	err = w.retry(ctx, "storing progress", func(ctx context.Context) error {
		return w.warehouse.StoreProgress(ctx, w.progress)
	})
	if err != nil {
		return err
	}
	w.metrics.stored(w.partition, w.block.Len(), began, w.progress.Watermark, w.told, w.counts())
	w.told = w.counts()
	w.block.Reset()
	w.committed(to)
	return nil
}

// store inserts the open block, the records [from, to) of the partition. If it may be there
// already, what is missing is found by offset: a ClickHouse that was killed may have kept the
// token of a block whose rows it lost, and would swallow it when it is sent again.
func (w *worker) store(ctx context.Context, from, to int64) error {
	if w.block.Len() == 0 {
		return nil
	}
	token := w.token(from, to)
	if !w.doubtful {
		repeated, err := w.block.insert(ctx, token)
		if err != nil || !repeated {
			return err
		}
		w.doubtful = true // another consumer has sent it: did that come to its end?
	}
	missing, err := w.missing(ctx, from, to)
	if err != nil || missing.Len() == 0 {
		return err
	}
	if _, err := w.block.insert(ctx, token); err != nil {
		return err
	}
	if missing, err = w.missing(ctx, from, to); err != nil || missing.Len() == 0 {
		return err
	}
	w.log.Warn("clickhouse kept a token but not its rows, sending them under another", "partition", w.partition, "from", from, "rows", missing.Len())
	if _, err := missing.insert(ctx, fmt.Sprintf("%s/repair-%d", token, missing.Offset(0))); err != nil {
		return err
	}
	if missing, err = w.missing(ctx, from, to); err == nil && missing.Len() > 0 {
		err = fmt.Errorf("%d rows of partition %d from offset %d are still missing after they were sent again", missing.Len(), w.partition, from)
	}
	return err
}

// token names the block by where it stands and what it holds: the same place in a topic that
// was made anew is another block.
func (w *worker) token(from, to int64) string {
	hash := xxhash.New()
	var line []byte
	for i := range w.block.Len() {
		line = append(strconv.AppendInt(line[:0], w.block.Offset(i), 10), ' ')
		line = append(append(line, w.block.ID(i)...), '\n')
		hash.Write(line) // never fails
	}
	return fmt.Sprintf("%s/%d/%d-%d/%016x", w.stage.name, w.partition, from, to, hash.Sum64())
}

// missing gives the rows of the open block that ClickHouse does not have.
func (w *worker) missing(ctx context.Context, from, to int64) (block, error) {
	stored, err := w.stage.stored(ctx, uint32(w.partition), from, to)
	if err != nil {
		return nil, err
	}
	for offset, times := range stored {
		if times > 1 {
			return nil, fmt.Errorf("offset %d of partition %d stands %d times in the table %s: %w; "+
				"compare it with Kafka and delete the extra rows before starting again", offset, w.partition, times, w.stage.table, errCorrupt)
		}
	}
	return w.block.without(stored), nil
}
