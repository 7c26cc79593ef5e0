package sybil

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
)

// Pairs at both ends of every range, and some anywhere: half of them dealt with each other both ways,
// on two days. Into how many ranges they are cut does not matter.
func TestTiesOfAllRangesAreReadOnce(t *testing.T) {
	at := time.Date(2026, 2, 3, 12, 0, 0, 0, time.UTC)
	w := detectortest.Store(t, testparts.ClickHouse(t), nil)
	random := rand.New(rand.NewPCG(3, 1))
	var lows []uint64
	const width = 1 << 59 // of the narrowest
	for i := range uint64(mostRanges) {
		lows = append(lows, i*width, min(i*width+(width-1), math.MaxUint64-1))
	}
	for range 100 {
		lows = append(lows, random.Uint64()-2)
	}
	batch, err := w.Conn().PrepareBatch(t.Context(), "INSERT INTO ties (day, low, high, up, first)")
	if err != nil {
		t.Fatal(err)
	}
	want := map[[2]uint64]bool{}
	for i, low := range lows {
		high := low + 1 + random.Uint64N(math.MaxUint64-low)
		said, both := at.AddDate(0, 0, -1-i%3), random.IntN(2) == 0
		for _, up := range []bool{true, !both} {
			if err := batch.Append(said, low, high, up, said); err != nil {
				t.Fatal(err)
			}
			said = said.Add(30 * time.Hour)
		}
		if said = said.Add(-30 * time.Hour); both && said.Before(at) {
			want[[2]uint64{low, high}] = true
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
	for _, ranges := range []uint64{1, 2, mostRanges} {
		nodes, edges, err := tiesIn(t.Context(), w, at, ranges)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.IsSorted(nodes) || len(edges) != len(want) || len(want) < 50 {
			t.Fatalf("in %d ranges %d ties and not %d", ranges, len(edges), len(want))
		}
		left := maps.Clone(want)
		for _, e := range edges {
			if pair := [2]uint64{nodes[e[0]], nodes[e[1]]}; !left[pair] {
				t.Errorf("in %d ranges %v is no tie, or said twice", ranges, pair)
			} else {
				delete(left, pair)
			}
		}
	}
}
