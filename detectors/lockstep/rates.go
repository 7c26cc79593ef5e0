package lockstep

import "math"

// expected gives on how many targets a pair meets by chance: the mean of what either end says.
func (a *Activity) expected(k pair, s int, rates []float64) float64 {
	x, y := int(k.a), int(k.b)
	return math.Sqrt(rates[x*len(a.p.Scales)+s] * rates[y*len(a.p.Scales)+s] * float64(a.accounts[x].acts) * float64(a.accounts[y].acts))
}

// rates gives for each account and scale how many of its neighbours an act of somebody else is by chance. What
// stands beside a ring's acts is the ring, so that a rate over everybody explains the ring by itself, the
// better the larger it is. As Good and Turing have it (Good, Biometrika 1953): if b is met a Poisson number of
// times, of mean ρ·n_b, as many are met once as ρ times the acts of those who are met never, by expectation. So ρ
// is known without anybody who was met again, and is the same where all meet by chance. One neighbour is added:
// that nobody else was there does not show that nobody comes.
func (a *Activity) rates() (rates []float64) {
	scales, all := len(a.p.Scales), float64(len(a.events))
	rates = make([]float64, len(a.accounts)*scales)
	heavy := 0.0 // acts of whom somebody meets, by chance
	for i := range a.accounts {
		acts := float64(a.accounts[i].acts)
		heavy += acts * acts / all
	}
	for i, n := range a.beside {
		rates[i] = float64(n) / all
	}
	type again struct{ met, acts int32 }
	of := make([]again, len(rates))
	for i, k := range a.repeated {
		for s, scale := range a.p.Scales {
			met := a.close[i*scales+s]
			if int(met) < a.p.Targets || scale > a.p.Trimmed {
				continue
			}
			x, y := &of[int(k.a)*scales+s], &of[int(k.b)*scales+s]
			x.met += met
			y.met += met
			x.acts += a.accounts[k.b].acts
			y.acts += a.accounts[k.a].acts
		}
	}
	for i, r := range of {
		if r.met == 0 {
			continue
		}
		once := float64(a.others[i] - r.met)
		if never := all - float64(r.acts) - once*heavy; never > 0 {
			beside := float64(a.beside[i]) * once / float64(a.others[i])
			rates[i] = min(rates[i], (beside+1)/never)
		}
	}
	return rates
}
