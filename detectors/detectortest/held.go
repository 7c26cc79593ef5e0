package detectortest

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Text is one of a made-up forum.
type Text struct {
	Seen                     time.Time
	ID, Agent, Thread, Words string
}

// Began is when the made-up texts begin.
var Began = time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)

const heldTexts = 200_000

// Held reports, as "B/row", how many bytes the state of a detector holds for each of 200,000 texts that have
// nothing in common, four a second by a quarter as many agents: what a window costs is its texts times
// that. fill takes them and gives the state. It is for benchmarks.
func Held(b *testing.B, fill func(texts iter.Seq[Text]) (state any)) {
	b.Helper()
	for range b.N {
		before := inUse()
		state := fill(unalike)
		b.ReportMetric(float64(inUse()-before)/heldTexts, "B/row")
		runtime.KeepAlive(state)
	}
}

func unalike(take func(Text) bool) {
	r := rand.New(rand.NewPCG(1, 1))
	for i := range heldTexts {
		words := make([]string, 14)
		for k := range words {
			words[k] = fmt.Sprintf("%x", r.Uint64()>>(64-4*(4+k%5)))
		}
		t := Text{Seen: Began.Add(time.Duration(i) * time.Second / 4), ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", i), Words: strings.Join(words, " ")}
		t.Agent, t.Thread = fmt.Sprint("agent-", r.IntN(heldTexts/4)), fmt.Sprint("thread-", r.IntN(heldTexts/10))
		if !take(t) {
			return
		}
	}
}

func inUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
