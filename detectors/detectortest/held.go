package detectortest

import (
	"runtime"
	"testing"
)

// Held reports, as "B/row", how many bytes the state of a detector holds for each row that fill took.
// It is for benchmarks: what a window costs is rows times that.
func Held(b *testing.B, rows int, fill func() (state any)) {
	b.Helper()
	for range b.N {
		before := inUse()
		state := fill()
		b.ReportMetric(float64(inUse()-before)/float64(rows), "B/row")
		runtime.KeepAlive(state)
	}
}

func inUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
