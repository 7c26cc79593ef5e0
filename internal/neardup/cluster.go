package neardup

import (
	"fmt"

	"github.com/moltwatch/moltwatch/internal/text"
)

// Cluster gives each text the name of its cluster, "" for none. Names say nothing; they are
// the same for the same texts.
func Cluster(texts []string, p Params) []string {
	pieces := make([][]uint64, len(texts))
	for i, t := range texts {
		pieces[i] = fingerprints(text.Normalize(t), p)
	}
	out := make([]string, len(texts))
	for i, passage := range findPassages(pieces, p).assign(pieces) {
		if passage != 0 {
			out[i] = fmt.Sprintf("%016x", passage)
		}
	}
	return out
}
