package content

import (
	"iter"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/detectortest"
)

// BenchmarkWindow says what a window of texts costs whose start has moved.
func BenchmarkWindow(b *testing.B) {
	detectortest.Held(b, func(texts iter.Seq[detectortest.Text]) any {
		f := newForum()
		for t := range texts {
			f.Take(row{seen: t.Seen, id: t.ID, agent: t.Agent, thread: t.Thread})
		}
		f.StartAt(detectortest.Began.Add(time.Second))
		return f
	})
}
