package lockstep

import (
	"iter"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/detectortest"
)

// BenchmarkWindow says what a window of acts costs whose start has moved: comments and votes on threads that
// some ten agents turn to.
func BenchmarkWindow(b *testing.B) {
	detectortest.Held(b, func(texts iter.Seq[detectortest.Text]) any {
		w, n := newWatcher(), uint64(0)
		for t := range texts {
			a := act{seen: t.Seen, id: t.ID, agent: t.Agent, written: true}
			for _, c := range t.Thread {
				a.trace = a.trace*31 + uint64(c)
			}
			if n++; n%2 == 0 {
				a.written, a.lifted, a.liftedOf = false, t.Thread, "agent-1"
			}
			w.Take(a)
		}
		w.StartAt(detectortest.Began.Add(time.Second))
		return w
	})
}
