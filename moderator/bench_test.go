package moderator

import (
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

// Flags a second through a real broker and a forum behind HTTP, each with two records and a
// ban of ten agents.
func BenchmarkBansOnKafka(b *testing.B) {
	flags := make([]event.Flag, b.N)
	for i := range flags {
		agents := make([]string, 10)
		for k := range agents {
			agents[k] = fmt.Sprintf("agent-%d-%d", i, k)
		}
		flags[i] = flagged(fmt.Sprint("f", i), agents...)
		flags[i].Time = event.At(start.Add(time.Duration(i) * time.Hour))
	}
	l := newLoop(b, flags...)
	b.ResetTimer()
	l.life(b)
}
