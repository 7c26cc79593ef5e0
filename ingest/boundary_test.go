package ingest

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

type record struct {
	offset    int64
	at        time.Time
	size      int
	watermark bool
}

// cut gives the offsets at which blocks end, for a reader that starts after from (0: at the
// beginning) knowing only when the block before ended.
func cut(limits Limits, log []record, from int, lastEnd time.Time) (ends []int64, endTimes []time.Time) {
	b := boundary{limits: limits, lastEnd: lastEnd}
	for _, r := range log[from:] {
		if b.before(r.at) {
			b.end()
			ends, endTimes = append(ends, r.offset), append(endTimes, b.lastEnd)
		}
		if b.add(r.offset, r.at, r.size, r.watermark) {
			b.end()
			ends, endTimes = append(ends, r.offset+1), append(endTimes, b.lastEnd)
		}
	}
	return ends, endTimes
}

func TestBlocksAreAFunctionOfTheLog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limits, err := Limits{
			BlockRecords: rapid.Int64Range(1, 20).Draw(t, "records"),
			BlockBytes:   rapid.IntRange(1, 4000).Draw(t, "bytes"),
		}.orDefault()
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 1, 30, 12, 0, 0, 0, time.UTC)
		var log []record
		for i := range rapid.IntRange(1, 200).Draw(t, "length") {
			at = at.Add(time.Duration(rapid.IntRange(0, 900).Draw(t, "gap")) * time.Millisecond)
			log = append(log, record{int64(i), at, rapid.IntRange(1, 500).Draw(t, "size"), rapid.IntRange(0, 9).Draw(t, "mark") == 0})
		}
		ends, endTimes := cut(limits, log, 0, time.Time{})
		for i := range ends {
			again, _ := cut(limits, log, int(ends[i]), endTimes[i])
			if !slices.Equal(again, ends[i+1:]) {
				t.Fatalf("a reader that begins at %d ends blocks at %v, one that came from the start at %v", ends[i], again, ends[i+1:])
			}
		}
		for i := 1; i < len(ends); i++ {
			if ends[i]-ends[i-1] > limits.BlockRecords {
				t.Fatalf("a block holds %d records, at most %d may", ends[i]-ends[i-1], limits.BlockRecords)
			}
		}
	})
}
