package semantics

import (
	"iter"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/detectortest"
)

// BenchmarkWindow says what a window of texts costs whose start has moved, each of which has a meaning of its
// own.
func BenchmarkWindow(b *testing.B) {
	detectortest.Held(b, func(texts iter.Seq[detectortest.Text]) any {
		random := rand.New(rand.NewPCG(1, 1))
		m := models{}
		for t := range texts {
			s := signs{random.Uint64(), random.Uint64(), random.Uint64(), random.Uint64()}
			m.Take(text{row{seen: t.Seen, id: t.ID, agent: t.Agent, thread: t.Thread, signs: s}, "one"})
		}
		m.StartAt(detectortest.Began.Add(time.Second))
		return m
	})
}
