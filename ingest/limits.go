package ingest

import (
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Limits bound the blocks that go to ClickHouse. They shape where blocks end, so all
// consumers of a group must have the same ones.
type Limits struct {
	BlockRecords int64         // a block ends at multiples of this offset; default 10,000
	BlockBytes   int           // and when its records have this many bytes; default 16 MiB
	BlockSpan    time.Duration // and when the broker's clock enters the next span; default 5 s
	MarkSpacing  time.Duration // a watermark ends a block this long after the last end; default 200 ms
	SilentAfter  time.Duration // broker time after which a silent producer is left out; default 30 s
	MaxAhead     time.Duration // how far an action may be ahead of the broker's clock; default 5 min
	AuditAfter   time.Duration // after a fault rollups are compared at once, and again after this; default 2 min
}

// DefaultMaxAhead is how far an action may be ahead of the broker's clock.
const DefaultMaxAhead = 5 * time.Minute

func (l Limits) orDefault() (Limits, error) {
	for _, d := range []struct {
		value    *time.Duration
		fallback time.Duration
	}{
		{&l.BlockSpan, 5 * time.Second}, {&l.MarkSpacing, 200 * time.Millisecond},
		{&l.SilentAfter, 30 * time.Second}, {&l.MaxAhead, DefaultMaxAhead},
		{&l.AuditAfter, warehouse.InsertsEndWithin},
	} {
		if *d.value == 0 {
			*d.value = d.fallback
		}
		if *d.value < 0 {
			return l, fmt.Errorf("ingest limits: a duration is negative: %v", *d.value)
		}
	}
	if l.BlockRecords == 0 {
		l.BlockRecords = 10_000
	}
	if l.BlockBytes == 0 {
		l.BlockBytes = 16 << 20
	}
	if l.BlockRecords < 1 || l.BlockBytes < 1 {
		return l, fmt.Errorf("ingest limits: a block must hold at least one record, got %d records and %d bytes", l.BlockRecords, l.BlockBytes)
	}
	return l, nil
}
