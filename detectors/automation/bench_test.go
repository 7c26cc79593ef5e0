package automation

import (
	"iter"
	"testing"

	"github.com/moltwatch/moltwatch/detectors/detectortest"
)

// BenchmarkWindow says what a day of texts costs.
func BenchmarkWindow(b *testing.B) {
	detectortest.Held(b, func(texts iter.Seq[detectortest.Text]) any {
		a := newActivity()
		for t := range texts {
			a.Take(message{seen: t.Seen, id: t.ID, agent: t.Agent, thread: t.Thread, words: t.Words})
		}
		return a
	})
}
