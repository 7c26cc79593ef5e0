package all_test

import (
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/all"
)

// granules is how many granules of 8,192 rows a read may be off by, because a range of the key
// begins and ends within one.
const granules = 2

// The longer history has the same last days, at the same places in their granules.
func TestATickReadsNoMoreWhenHistoryGrows(t *testing.T) {
	short := history{actions: 2 * 8192, agents: 2000, spacing: 6400 * time.Millisecond, batch: 5 * time.Minute, merged: true}
	long := short
	long.actions *= 8
	before, after := short.write(t), long.write(t)
	for i, d := range all.Detectors() {
		t.Run(d.Name(), func(t *testing.T) {
			was, is := short.measure(t, before, d), long.measure(t, after, all.Detectors()[i])
			ticks := uint64(short.batch / tick)
			if was.batchRows == 0 {
				t.Fatal("it read nothing, or nobody counted")
			}
			if is.batchRows > was.batchRows*11/10+granules*8192*ticks {
				t.Errorf("a tick reads %d rows after %s and %d after %s", is.batchRows/ticks, long, was.batchRows/ticks, short)
			}
			t.Logf("rows a tick: %d, with a history eight times as long: %d; restored from %d and %d", was.batchRows/ticks, is.batchRows/ticks, was.restoreRows, is.restoreRows)
		})
	}
}
