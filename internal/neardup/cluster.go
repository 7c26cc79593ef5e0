package neardup

import (
	"fmt"

	"github.com/moltwatch/moltwatch/internal/text"
)

// Cluster gives each text the name of its cluster, "" for none. Names say nothing; they are
// the same for the same texts.
func Cluster(texts []string, p Params) []string {
	pieces, w := make([][]uint32, len(texts)), &Winnower{}
	for i, t := range texts {
		pieces[i] = w.Pieces(text.Normalize(t), p, nil)
	}
	out := make([]string, len(texts))
	for i, passage := range Passages(pieces, p) {
		if passage != 0 {
			out[i] = fmt.Sprintf("%08x", passage)
		}
	}
	return out
}

// Passages is Cluster for texts whose pieces were made before (Winnower): it gives each the
// passage of its cluster, 0 for none. A text's pieces may lack those that fewer than
// Params.Texts of the texts have: they say nothing here.
func Passages(pieces [][]uint32, p Params) []uint32 {
	return findPassages(pieces, p).assign()
}
