package automation

import (
	"math"

	"github.com/moltwatch/moltwatch/detectors/episode"
)

// regularity is the coefficient of variation of the pauses in the last hour: about 1 for
// somebody who writes at random, near 0 for a clock. It is evidence for a reader, no ground for
// a flag: honest agents live by clocks.
func (a *account) regularity() float64 {
	if len(a.marks) < 3 {
		return 1
	}
	n, sum, squares := float64(len(a.marks)-1), 0.0, 0.0
	for i := 1; i < len(a.marks); i++ {
		pause := a.marks[i].at.Sub(a.marks[i-1].at).Seconds()
		sum += pause
		squares += pause * pause
	}
	mean := sum / n
	if mean <= 0 {
		return 0
	}
	return math.Sqrt(math.Max(0, squares/n-mean*mean)) / mean
}

// confidence is one minus the number of accounts, of all that write, that would be expected to
// repeat themselves so often if each text of an honest one were said before with a chance of
// honestly (Chernoff's bound of the binomial's tail, times the accounts).
func confidence(written, repeats, accounts int) float64 {
	n, p := float64(written), float64(repeats)/float64(max(1, written))
	if p <= honestly {
		return 0
	}
	divergence := p * math.Log(p/honestly)
	if p < 1 {
		divergence += (1 - p) * math.Log((1-p)/(1-honestly))
	}
	return episode.Confidence(float64(accounts) * math.Exp(-n*divergence))
}
