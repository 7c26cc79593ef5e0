package obedience

import (
	"iter"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/detectortest"
)

// BenchmarkWindow says what a window of acts costs whose start has moved.
func BenchmarkWindow(b *testing.B) {
	detectortest.Held(b, func(texts iter.Seq[detectortest.Text]) any {
		f, n := newForum(), uint64(0)
		for t := range texts {
			a := act{seen: t.Seen, id: t.ID, agent: t.Agent, what: "comment", threads: []uint64{n % 20_000}}
			if n++; n%20 == 0 {
				a.what, a.threads = "thread", []uint64{n / 20}
			} else if n%2 == 0 {
				a.what, a.other = "vote", "agent-1"
			}
			f.Take(a)
		}
		f.StartAt(detectortest.Began.Add(time.Second))
		return f
	})
}
