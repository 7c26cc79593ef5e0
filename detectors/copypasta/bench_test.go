package copypasta

import (
	"iter"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/detectortest"
)

// BenchmarkWindow says what a window of texts costs whose start has moved.
func BenchmarkWindow(b *testing.B) {
	detectortest.Held(b, func(texts iter.Seq[detectortest.Text]) any {
		a := newActivity()
		for t := range texts {
			a.Take(post{seen: t.Seen, id: t.ID, agent: t.Agent, place: t.Thread, words: t.Words})
		}
		a.StartAt(detectortest.Began.Add(time.Second))
		return a
	})
}
