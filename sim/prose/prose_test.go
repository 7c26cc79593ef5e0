package prose_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/internal/text"
	"github.com/moltwatch/moltwatch/sim/prose"
)

func TestSameSeedSameText(t *testing.T) {
	write := func() (all string) {
		random := rand.New(rand.NewPCG(5, 6))
		for range 50 {
			all += prose.Write(random, "post") + prose.Write(random, "comment") + prose.Write(random, "title")
		}
		return all
	}
	first := write()
	if first != write() {
		t.Error("one seed gives two texts")
	}
	if strings.ContainsAny(first, "{}") {
		t.Error("a rule is not expanded")
	}
}

// Honest agents must not look like copies of each other.
func TestTextsSeldomResembleEachOther(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	hash := text.NewMinHash(20, 5)
	var signatures [][]uint32
	for i := range 400 {
		rule := "comment"
		if i%3 == 0 {
			rule = "post"
		}
		signatures = append(signatures, hash.Signature(text.Normalize(prose.Write(random, rule))))
	}
	alike, pairs := 0, 0
	for i := range signatures {
		for j := range i {
			pairs++
			if text.Similarity(signatures[i], signatures[j]) >= 0.6 {
				alike++
			}
		}
	}
	if share := float64(alike) / float64(pairs); share > 1e-4 {
		t.Errorf("%d of %d pairs of texts look like copies", alike, pairs)
	}
}
