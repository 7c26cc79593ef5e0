package episode_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/detectors/episode"
)

// A window adds to a sum and takes from it, in an order that depends on where spans end: what is said of it must not.
func TestHowManyAreExpectedDoesNotDependOnTheOrderOfASum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counted := rapid.SliceOfN(rapid.IntRange(0, 20_000_000), 1, 40).Draw(t, "of a millionth of a nat")
		straight, around := 0.0, 0.0
		for _, c := range counted {
			straight += float64(c) / 1e6
		}
		for i := range counted {
			around += float64(counted[len(counted)-1-i])/1e6 + 7
			around -= 7
		}
		if a, b := episode.ByChance(1e6, straight), episode.ByChance(1e6, around); a != b {
			t.Fatalf("%v and %v of sums %v and %v", a, b, straight, around)
		}
	})
}
