package slogan

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/detectortest"
)

// BenchmarkWindow says what a window of texts costs whose start has moved.
func BenchmarkWindow(b *testing.B) {
	detectortest.Held(b, func(texts iter.Seq[detectortest.Text]) any {
		a := newActivity()
		for t := range texts {
			a.Take(post{seen: t.Seen, id: t.ID, agent: t.Agent, name: "crab", place: t.Thread, words: t.Words})
		}
		a.StartAt(detectortest.Began.Add(time.Second))
		return a
	})
}

// BenchmarkMove says how long a window of a day takes to move by an hour, of texts whose words some, many or nearly all
// others say: of fourteen words three to five each come from some thousand, ten thousand, a hundred thousand, and more.
func BenchmarkMove(b *testing.B) {
	const texts = 200_000
	for range b.N {
		b.StopTimer()
		r := rand.New(rand.NewPCG(1, 1))
		a := newActivity()
		for i := range texts {
			words := make([]string, 14)
			for k := range words {
				words[k] = fmt.Sprintf("%c%X", 'A'+k%5, r.Uint64N(2048<<(4*(k%5))))
			}
			unevenly := func(n, power float64) int { return int(n * math.Pow(r.Float64(), power)) }
			a.Take(post{
				seen: detectortest.Began.Add(time.Duration(i) * (24 * time.Hour / texts)), id: fmt.Sprint("id-", i), name: "crab",
				agent: fmt.Sprint("agent-", unevenly(texts/5, 3.3)), place: fmt.Sprint(i*24/texts, "-", unevenly(texts/1800, 4)), words: strings.Join(words, " "),
			})
		}
		b.StartTimer()
		a.StartAt(detectortest.Began.Add(time.Hour))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/texts, "ns/text")
}
