package all_test

import (
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/all"
	"github.com/moltwatch/moltwatch/detectors/sybil"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// The bounds of a tick at scale, on two cores.
const (
	mostBatch  = 60 * time.Second // five minutes of actions, for each detector
	mostTrust  = 10 * time.Second // a spreading of trust over the ties of a week
	mostMemory = 4 << 30          // of this process and ClickHouse together, at any moment
	mostHeap   = 3 << 30          // what the process is told to keep to, as by GOMEMLIMIT
)

// TestScale is `make scale`: a week of 50 million actions by 1.5 million agents, and a hundredth
// of it. It is skipped unless SCALE says how many actions, in millions.
func TestScale(t *testing.T) {
	millions, _ := strconv.ParseFloat(os.Getenv("SCALE"), 64)
	if millions == 0 {
		t.Skip("SCALE is not set: run make scale")
	}
	long := history{actions: int(millions * 1e6), agents: 1_500_000, batch: 5 * time.Minute}
	long.spacing = (7 * 24 * time.Hour / time.Duration(long.actions)).Truncate(time.Microsecond)
	short := long
	short.actions /= 100
	reads := map[string]uint64{}
	for _, h := range []history{short, long} {
		t.Run(strconv.Itoa(h.actions), func(t *testing.T) { h.run(t, reads) }) // its ClickHouse ends with it
	}
}

// run writes the history and measures each detector, trust, and all detectors together. reads is what each detector
// read of another history.
func (h history) run(t *testing.T, reads map[string]uint64) {
	began := time.Now()
	w := h.write(t)
	t.Logf("%s, written in %s", h, time.Since(began).Round(time.Second))
	list := all.Detectors()
	for i, d := range list {
		list[i] = nil // its state goes when it has been measured
		t.Run(d.Name(), func(t *testing.T) { h.hold(t, w, d, reads) })
	}
	h.trust(t, w)
	t.Run("together", func(t *testing.T) { h.together(t, w) })
}

// together holds all detectors to the bound of memory while they are in one process, as in `moltwatch detect`:
// they are restored one after the other and run over five minutes in which the windows of all of them move.
func (h history) together(t *testing.T, w *warehouse.Warehouse) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(mostHeap))
	debug.FreeOSMemory() // what others before it held
	restored := watchMemory(t)
	from := end.Add(-h.batch)
	list := all.Detectors()
	held := inUse()
	for _, d := range list {
		if err := d.Restore(t.Context(), w, from); err != nil {
			t.Fatalf("restoring %s: %v", d.Name(), err)
		}
		now := inUse()
		t.Logf("%-12s holds %d MiB, %d MiB with those before it", d.Name(), (now-held)>>20, now>>20)
		held = now
	}
	peak := restored()
	t.Logf("all are restored: peak %s", peak)
	peak.hold(t, "restoring all detectors")
	ticked := watchMemory(t)
	for at := from; at.Before(end); at = at.Add(tick) {
		for _, d := range list {
			began := time.Now()
			if _, err := d.Advance(t.Context(), w, detectors.Span{From: at, To: at.Add(tick), Tick: tick}); err != nil {
				t.Fatalf("%s at %s: %v", d.Name(), at, err)
			}
			if took := time.Since(began); took > time.Second {
				t.Logf("%-12s takes %s for the tick that ends at %s", d.Name(), took.Round(10*time.Millisecond), at.Add(tick).Format(time.TimeOnly))
			}
		}
	}
	peak = ticked()
	t.Logf("after five minutes in which windows moved they hold %d MiB; peak %s", inUse()>>20, peak)
	runtime.KeepAlive(list)
	peak.hold(t, "a tick of all detectors")
}

// hold measures one detector, and holds it to the bounds. reads is what each read of another history.
func (h history) hold(t *testing.T, w *warehouse.Warehouse, d detectors.Detector, reads map[string]uint64) {
	t.Helper()
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(mostHeap))
	debug.FreeOSMemory() // what others before it held
	before, watched := inUse(), watchMemory(t)
	c := h.measure(t, w, d)
	peak := watched()
	held := inUse() - before
	runtime.KeepAlive(d)
	t.Logf("%-12s restored in %6s (%d rows), five minutes in %6s (a tick in at most %6s), %d rows a tick, %d flags; holds %d MiB, peak %s", d.Name(),
		c.restore.Round(10*time.Millisecond), c.restoreRows, c.batch.Round(10*time.Millisecond), c.longest.Round(10*time.Millisecond), c.batchRows/uint64(h.batch/tick), c.flags, held>>20, peak)
	if c.batch > mostBatch {
		t.Errorf("%s takes %s for five minutes, at most %s are good", d.Name(), c.batch, mostBatch)
	}
	peak.hold(t, d.Name())
	if short, ok := reads[d.Name()]; ok && c.batchRows > short*11/10+granules*8192*uint64(h.batch/tick) {
		t.Errorf("%s reads %d rows for five minutes, and %d of a history a hundredth as long", d.Name(), c.batchRows, short)
	}
	reads[d.Name()] = c.batchRows
}

// trust times a spreading of trust: what detector sybil takes longer to be restored when somebody was
// banned.
func (h history) trust(t *testing.T, w *warehouse.Warehouse) {
	t.Helper()
	without := h.measure(t, w, sybil.New())
	h.attest(t, w)
	watched := watchMemory(t)
	with := h.measure(t, w, sybil.New())
	peak := watched()
	took := with.restore - without.restore
	t.Logf("trust spread in %s over %d rows of ties; %d flags; peak %s", took.Round(10*time.Millisecond),
		with.restoreRows-without.restoreRows, with.flags, peak)
	if took > mostTrust {
		t.Errorf("trust takes %s to spread, at most %s are good", took, mostTrust)
	}
	peak.hold(t, "spreading trust")
}
