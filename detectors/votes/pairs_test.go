package votes

import (
	"math/rand/v2"
	"testing"
)

// Votes are counted for each pair, in either direction, as in a map.
func TestVotesAreCountedByPair(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	var x gifts
	want := map[[2]int32]int32{}
	if x.of(1, 2) != 0 {
		t.Error("somebody voted for somebody before anybody did")
	}
	for range 20_000 {
		from, to := r.Int32N(80), r.Int32N(80)
		x.add(from, to)
		want[[2]int32{from, to}]++
		from, to = r.Int32N(80), r.Int32N(80)
		if got := x.of(from, to); got != want[[2]int32{from, to}] {
			t.Fatalf("%d gave %d %d votes, want %d", from, to, got, want[[2]int32{from, to}])
		}
	}
	if x.pairs.Len() != len(want) {
		t.Errorf("%d pairs are held, want %d", x.pairs.Len(), len(want))
	}
}
