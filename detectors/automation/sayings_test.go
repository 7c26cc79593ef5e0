package automation

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/moment"
)

// Few texts or many, they are remembered as in a map.
func TestSayingsAreAMap(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 1))
	for range 200 {
		many := 12 + random.IntN(2*few)
		var s sayings
		want := map[uint64]said{}
		at := start
		for range 3 * few {
			at = at.Add(time.Minute)
			text := random.Uint64N(1 + random.Uint64N(uint64(many)))
			if got, known := s.get(text); got != want[text] || known != (want[text] != said{}) {
				t.Fatalf("text %d was said %v (%t), want %v", text, got, known, want[text])
			}
			want[text] = said{moment.Of(at), moment.Of(at)}
			if again := random.IntN(40) == 0; again {
				want[text] = said{moment.Of(start), moment.Of(at)}
			}
			s.set(text, want[text])
			if random.IntN(10) == 0 {
				old := func(last moment.Moment) bool { return moment.Of(at).Sub(last) > 9*time.Minute }
				s.forget(old)
				maps.DeleteFunc(want, func(_ uint64, when said) bool { return old(when.last) })
			}
		}
	}
}

// Phrases are known of the latest texts, and of those of a day.
func TestPhrasesAreThoseOfTheLatestTextsOfADay(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 2))
	type text struct {
		at     time.Time
		pieces []uint32
	}
	for range 100 {
		var a account
		var all []text
		at, rare := start, 1+random.IntN(120)
		for range 4 * remembers {
			at = at.Add(time.Duration(random.IntN(rare)) * time.Minute)
			pieces := make([]uint32, 1+random.IntN(phrases))
			for i := range pieces {
				pieces[i] = uint32(4*phrases*(2*random.IntN(4)+i%2) + i/2) // each stands once in a text; two of one share a slot
			}
			n := 0
			for _, p := range pieces {
				if slices.ContainsFunc(all[max(0, len(all)-remembers):], func(x text) bool { return at.Sub(x.at) <= memory && slices.Contains(x.pieces, p) }) {
					n++
				}
			}
			if random.IntN(5) > 0 { // texts that are repeated to the letter are not asked about
				if got, want := a.coverage(pieces, moment.Of(at)), float64(n)/float64(len(pieces)); got != want {
					t.Fatalf("covered are %g, want %g", got, want)
				}
			}
			a.remember(moment.Of(at), pieces)
			all = append(all, text{at, pieces})
		}
	}
}
