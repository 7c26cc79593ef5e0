package lockstep

import (
	"math"

	"github.com/moltwatch/moltwatch/internal/chance"
)

// others gives accounts beside the members that came to the rounds more often than chance would
// let them: of those who stood beside the members on a round, each is somebody in particular
// with a probability of its share of all acts.
func (j *judge) others(rounds []Round, members []int32) (more []int32) {
	within := map[int32]bool{}
	for _, who := range members {
		within[who] = true
	}
	came := map[int32]int{}
	beside := 0
	var inOrder []int32
	for _, r := range rounds {
		reach := 3 * (r.Spread + j.p.Grain)
		here := map[int32]bool{}
		for _, at := range j.targets[r.Target] {
			e := j.events[at]
			if math.Abs(e.Time-r.At) > reach || within[e.Account] || here[e.Account] {
				continue
			}
			here[e.Account] = true
			beside++
			if came[e.Account]++; came[e.Account] == 1 {
				inOrder = append(inOrder, e.Account)
			}
		}
	}
	for _, who := range inOrder {
		expected := float64(beside) * float64(len(j.accounts[who].acts)) / float64(len(j.events))
		if came[who] >= j.enough(rounds) && chance.LogPoissonTail(came[who], expected) <= math.Log(j.p.Pair) {
			more = append(more, who)
		}
	}
	return more
}

// enough is the least number of rounds that a member comes to.
func (j *judge) enough(rounds []Round) int {
	return max(j.p.Targets, int(math.Ceil(j.p.Share/2*float64(len(rounds)))))
}

// regulars leaves out who came to few of the rounds, and who was first at them too often for
// one of many: it leads the others or is followed by them, and the traces do not tell which.
func (j *judge) regulars(members []int32, rounds []Round) (regulars []int32) {
	came, first, share := map[int32]int{}, map[int32]int{}, map[int32]float64{}
	for _, r := range rounds {
		for i, at := range r.Acts {
			who := j.events[at].Account
			came[who]++
			share[who] += 1 / float64(len(r.Acts))
			if i == 0 {
				first[who]++
			}
		}
	}
	for _, who := range members {
		n := came[who]
		if n < j.enough(rounds) || chance.BinomialTail(first[who], n, share[who]/float64(n)) <= j.p.First {
			continue
		}
		regulars = append(regulars, who)
	}
	return regulars
}
