package score

import (
	"math"
	"math/rand/v2"
	"slices"
)

const (
	resamples     = 400
	bootstrapSeed = 1
	// large is the number of cases above which resampling is left out: the interval would be
	// narrower than what is printed.
	large = 50_000
)

// interval gives the central 95% of a statistic over resamples of n cases, with replacement
// (Efron 1979). The same n gives the same resamples, so two runs over the same cases compare.
// Resamples in which the statistic is undefined are left out; ok is false if most are.
func interval(n int, statistic func(pick []int) float64) (low, high float64, ok bool) {
	if n < 2 || n > large {
		return 0, 0, false
	}
	random := rand.New(rand.NewPCG(bootstrapSeed, uint64(n)))
	pick := make([]int, n)
	var values []float64
	for range resamples {
		for i := range pick {
			pick[i] = random.IntN(n)
		}
		if v := statistic(pick); !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	if len(values) < resamples/2 {
		return 0, 0, false
	}
	slices.Sort(values)
	return values[len(values)*25/1000], values[len(values)*975/1000], true
}
