package textfeatures

import (
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"github.com/moltwatch/moltwatch/internal/neardup"
	"github.com/moltwatch/moltwatch/internal/text"
)

// Bands and Rows of the MinHash sketch: two texts share one of 20 bands of 4 values with
// probability 1−(1−J⁴)²⁰, which is 0.94 at a Jaccard index J of 0.6 of their runs of five
// letters, 0.72 at 0.5, and 0.002 at the 0.1 that texts of one language have by chance. Copies
// that share less are found by their pieces.
const (
	Bands = 20
	Rows  = 4
)

// MinRunes is the shortest text that is sketched: shorter ones resemble each other by chance.
const MinRunes = 20

// Sketches are the step that makes Runes, WordsHash, Bands and Pieces.
func Sketches() Step {
	hash := text.NewMinHash(Bands, Rows)
	params := neardup.DefaultParams()
	return Step{Name: "sketches", New: func() func(Text, *Features) {
		var winnower neardup.Winnower
		return func(t Text, into *Features) {
			into.Runes = utf8.RuneCountInString(t.Raw)
			into.WordsHash = xxhash.Sum64String(t.Normalized)
			if utf8.RuneCountInString(t.Normalized) < MinRunes {
				return
			}
			into.Bands = append(into.Bands, hash.Bands(hash.Signature(t.Normalized))...)
			into.Pieces = winnower.Pieces(t.Normalized, params, into.Pieces)
		}
	}}
}
