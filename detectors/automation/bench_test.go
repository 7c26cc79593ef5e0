package automation

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/detectortest"
)

// BenchmarkWindow takes a day of texts that have nothing in common.
func BenchmarkWindow(b *testing.B) {
	const texts = 200_000
	detectortest.Held(b, texts, func() any {
		a, r, began := newActivity(), rand.New(rand.NewPCG(1, 1)), time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
		for i := range texts {
			words := make([]string, 14)
			for k := range words {
				words[k] = fmt.Sprintf("%x", r.Uint64()>>(64-4*(4+k%5)))
			}
			a.Take(message{
				seen: began.Add(time.Duration(i) * time.Second / 4), id: fmt.Sprintf("00000000-0000-4000-8000-%012d", i),
				agent: fmt.Sprint("agent-", r.IntN(texts/4)), thread: fmt.Sprint("thread-", r.IntN(texts/10)), words: strings.Join(words, " "),
			})
		}
		return a
	})
}
