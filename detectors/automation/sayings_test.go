package automation

import (
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/moment"
)

// Few texts or many, they are remembered as in a map.
func TestSayingsAreAMap(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 1))
	for range 200 {
		var s sayings
		want := map[uint64]said{}
		at := start
		for range 60 {
			at = at.Add(time.Minute)
			text := random.Uint64N(1 + random.Uint64N(12))
			if got, known := s.get(text); got != want[text] || known != (want[text] != said{}) {
				t.Fatalf("text %d was said %v (%t), want %v", text, got, known, want[text])
			}
			want[text] = said{moment.Of(start), moment.Of(at)}
			s.set(text, want[text])
			if random.IntN(10) == 0 {
				old := func(last moment.Moment) bool { return moment.Of(at).Sub(last) > 9*time.Minute }
				s.forget(old)
				maps.DeleteFunc(want, func(_ uint64, when said) bool { return old(when.last) })
			}
		}
	}
}

// What is covered does not depend on how the phrases are kept.
func TestPhrasesAreKnownHoweverFewTextsHoldThem(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 2))
	for range 200 {
		var few, counted account
		counted.known = map[uint32]int{}
		at := start
		for range 20 {
			at = at.Add(time.Duration(random.IntN(300)) * time.Minute)
			pieces := make([]uint32, 1+random.IntN(5))
			for i := range pieces {
				pieces[i] = random.Uint32N(40)
			}
			if a, b := few.coverage(pieces, moment.Of(at)), counted.coverage(pieces, moment.Of(at)); a != b {
				t.Fatalf("covered are %g, and counted %g", a, b)
			}
			few.remember(moment.Of(at), pieces)
			counted.remember(moment.Of(at), pieces)
		}
	}
}
