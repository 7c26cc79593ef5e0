package sybil

import (
	"math"
	"slices"

	"github.com/moltwatch/moltwatch/internal/chance"
)

// TwinParams set which accounts count as twins.
type TwinParams struct {
	Within []Likeness // how alike two accounts are to be, from the loosest in volume on
	Bare   float64    // nats that are as likely one hand's as not for an account with no partner at all
	Lively float64    // nats more for each e-fold of partners: who deals with many has a life of its own
}

// Likeness is how close in time, and in the logarithm of the volume, two accounts are.
type Likeness struct{ Seconds, Volume float64 }

// DefaultTwinParams are reasoned in the README.
func DefaultTwinParams() TwinParams {
	const minute, hour, day = 60, 3600, 86400
	return TwinParams{
		Within: []Likeness{{10 * minute, 0.1}, {hour, 0.1}, {hour, 0.02}, {6 * hour, 0.02}, {day, 0.005}},
		Bare:   3, Lively: 4,
	}
}

// rungs of partners: accounts are compared with those that have about as many.
var rungs = [...]int{1, 2, 3, 5, 9}

// Twins gives each account the probability that one hand made it together with others, 0 to 1, by
// what needs no edge: they began within a short time, moved the same volume and have about as many
// partners. It is s/(s+even): s is how rare, in nats, as many such neighbours are when volumes
// are drawn anew among the accounts of the time (a Poisson tail, the greatest over the
// likenesses). began is in seconds; volume above 0; what is not finite is like nobody. The score
// is not calibrated.
func Twins(began, volume []float64, partners []int, p TwinParams) []float64 {
	out := make([]float64, len(began))
	classes := make([][]int32, len(rungs)+1)
	for i := range began {
		if v := math.Log(volume[i]); math.IsInf(v, 0) || math.IsNaN(v+began[i]) {
			continue
		}
		rung, _ := slices.BinarySearch(rungs[:], partners[i]+1)
		classes[rung] = append(classes[rung], int32(i))
	}
	for _, class := range classes {
		slices.SortStableFunc(class, func(a, b int32) int {
			switch {
			case began[a] < began[b]:
				return -1
			case began[a] > began[b]:
				return 1
			}
			return 0
		})
		t, v := make([]float64, len(class)), make([]float64, len(class))
		for i, a := range class {
			t[i], v[i] = began[a], math.Log(volume[a])
		}
		sorted := slices.Clone(v)
		slices.Sort(sorted)
		for _, like := range p.Within {
			for i, nats := range alike(t, v, sorted, like) {
				at := class[i]
				even := p.Bare + p.Lively*math.Log1p(float64(partners[at]))
				out[at] = max(out[at], nats/(nats+even))
			}
		}
	}
	return out
}

// alike gives for each account how rare it is, in nats, that so many are so like it. t rises;
// sorted are the values of v.
func alike(t, v, sorted []float64, like Likeness) []float64 {
	nats := make([]float64, len(t))
	from, to := 0, 0
	for i := range t {
		for t[from] < t[i]-like.Seconds {
			from++
		}
		for to < len(t) && t[to] <= t[i]+like.Seconds {
			to++
		}
		count := -1 // itself
		for _, w := range v[from:to] {
			if math.Abs(w-v[i]) <= like.Volume {
				count++
			}
		}
		if count < 1 {
			continue
		}
		low, _ := slices.BinarySearch(sorted, v[i]-like.Volume)
		high, _ := slices.BinarySearchFunc(sorted, v[i]+like.Volume, func(a, b float64) int {
			if a <= b {
				return -1
			}
			return 1
		})
		const atLeast = 1e-3 // expected: no volume is so rare that one neighbour is a proof
		expected := float64(to-from-1) * float64(high-low-1) / float64(len(v))
		nats[i] = -chance.LogPoissonTail(count, max(atLeast, expected))
	}
	return nats
}
