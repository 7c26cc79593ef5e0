package ingest

import (
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Limits bound the blocks that go to ClickHouse. They shape where blocks end, so all
// consumers of a group must have the same ones.
type Limits struct {
	BlockRecords int64         // a block ends at multiples of this offset; default 40,000
	BlockBytes   int           // and when its records have this many bytes; default 16 MiB
	BlockSpan    time.Duration // and when the broker's clock enters the next span; default 5 s
	MarkSpacing  time.Duration // a watermark ends a block this long after the last end; default 200 ms
	SilentAfter  time.Duration // broker time after which a silent producer is left out; default 30 s
	MaxAhead     time.Duration // how far an action may be ahead of the broker's clock; default 5 min
	Memory       int           // bytes that all partitions' blocks may take in one process; default 512 MiB
	AuditAfter   time.Duration // after a fault rollups are compared at once, and again after this; default 2 min
	fetchBytes   int           // how much one fetch asks for
	fetchMemory  int           // and how much it may take
}

// What ingest may hold of what it has read, in bytes: by default, and at least.
const (
	DefaultMemory = 512 << 20
	MinMemory     = 16 << 20
)

// ProcessMemory is what the collector of a process that does nothing but ingest, by a setting of so
// many bytes, is to keep it within (debug.SetMemoryLimit): nearly the setting, but not so little
// that the process itself and its models leave the collector no room.
func ProcessMemory(setting int) int64 {
	const least = 256 << 20
	return max(int64(setting)/16*15, least)
}

// copies is how often what was fetched is in memory: as it came, as columns, as it is sent.
const copies = 4

// stages is for how many stages the memory is enough, whether one process works them all or not.
const stages = 2

// within makes the blocks of so many partitions fit into the memory, if one process is given
// them all. It is a function of the settings and the topic, since it shapes the blocks.
func (l Limits) within(partitions int) Limits {
	each := l.Memory / partitions / stages / copies
	l.BlockBytes = min(l.BlockBytes, each)
	l.fetchBytes, l.fetchMemory = min(bus.FetchBytes, each), each
	return l
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
		l.BlockRecords = 40_000
	}
	if l.BlockBytes == 0 {
		l.BlockBytes = 16 << 20
	}
	if l.Memory == 0 {
		l.Memory = DefaultMemory
	}
	if l.Memory < MinMemory {
		return l, fmt.Errorf("ingest limits: %d bytes of memory are too few, want at least %d", l.Memory, MinMemory)
	}
	if l.BlockRecords < 1 || l.BlockBytes < 1 {
		return l, fmt.Errorf("ingest limits: a block must hold at least one record, got %d records and %d bytes", l.BlockRecords, l.BlockBytes)
	}
	return l, nil
}
