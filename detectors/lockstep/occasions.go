package lockstep

import (
	"math"
	"slices"
	"sort"

	"github.com/moltwatch/moltwatch/internal/chance"
)

// occasions puts together the rounds that are one event in time: one post may carry a link, a
// topic and a picture, and what one coincidence brings about is one coincidence.
func (j *judge) occasions(rounds []Round) (occasions [][]Round) {
	last := math.Inf(-1)
	for _, r := range rounds {
		if apart := 2 * (r.Spread + j.p.Grain); r.At-last > apart {
			occasions = append(occasions, nil)
			last = r.At
		}
		at := len(occasions) - 1
		occasions[at] = append(occasions[at], r)
	}
	return occasions
}

// repeats counts how often members came to an occasion after their first.
func repeats(a *Activity, occasions [][]Round, members []int32) (n int) {
	within := map[int32]bool{}
	for _, who := range members {
		within[who] = true
	}
	before := map[int32]bool{}
	for _, rounds := range occasions {
		here := map[int32]bool{}
		for _, r := range rounds {
			for _, at := range r.Acts {
				here[a.events[at].Account] = true
			}
		}
		for who := range here {
			if within[who] && before[who] {
				n++
			}
			before[who] = true
		}
	}
	return n
}

// chance gives the probability that so many occasions are as close together as they are, if
// the accounts came as accounts outside of any candidate do: half of those who came to an occasion
// are as close to its middle as its spread says, each by chance with the share of outsiders who
// are; the occasions' probabilities are put together by Fisher's method.
func (j *judge) chance(occasions [][]Round) float64 {
	if !j.counted {
		j.count()
	}
	sum := 0.0
	for _, rounds := range occasions {
		most := rounds[0]
		for _, r := range rounds {
			if len(r.Acts) > len(most.Acts) {
				most = r
			}
		}
		closer := sort.Search(len(j.usual), func(i int) bool { return j.usual[i] > most.Spread })
		others := len(most.Acts) - 1
		sum -= math.Log(max(1e-300, chance.BinomialTail((others+1)/2, others, float64(1+closer)/float64(2+len(j.usual)))))
	}
	return chance.ErlangTail(len(occasions), sum)
}

// steady reports whether the rounds have one rhythm: whoever waits a random while below a limit
// does so at every round, whereas people with common interests come now at once, now next day.
func (j *judge) steady(rounds []Round) bool {
	n, sum, squares := float64(len(rounds)), 0.0, 0.0
	for _, r := range rounds {
		x := math.Log(r.Spread + j.p.Grain)
		sum += x
		squares += x * x
	}
	return math.Sqrt(max(0, squares/n-sum/n*sum/n)) <= j.p.Scatter
}

func middleSpread(rounds []Round) float64 {
	spreads := make([]float64, len(rounds))
	for i, r := range rounds {
		spreads[i] = r.Spread
	}
	slices.Sort(spreads)
	return spreads[len(spreads)/2]
}
