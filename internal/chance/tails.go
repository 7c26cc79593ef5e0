package chance

import "math"

// LogPoissonTail gives ln P(X ≥ k) for X Poisson with the given mean. Where the mean is not
// below k it gives 0: the tail is not rare, whatever it is exactly.
func LogPoissonTail(k int, mean float64) float64 {
	if mean >= float64(k) {
		return 0
	}
	lgamma, _ := math.Lgamma(float64(k + 1))
	first := -mean + float64(k)*math.Log(mean) - lgamma
	term, sum := 1.0, 1.0
	for i := k + 1; term > 1e-12*sum; i++ {
		term *= mean / float64(i)
		sum += term
	}
	return min(0, first+math.Log(sum))
}

// BinomialTail gives P(X ≥ k) for X binomial: n draws of probability p.
func BinomialTail(k, n int, p float64) (sum float64) {
	if k <= 0 || p >= 1 {
		return 1
	}
	for i := k; i <= n; i++ {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(i + 1))
		c, _ := math.Lgamma(float64(n - i + 1))
		sum += math.Exp(a - b - c + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return min(1, sum)
}

// ErlangTail gives P(X ≥ x) for X the sum of n exponentials of mean 1: with Fisher's method,
// that n independent probabilities are together as small as their −ln add up to.
func ErlangTail(n int, x float64) float64 {
	term, tail := 1.0, 0.0
	for i := range n {
		if i > 0 {
			term *= x / float64(i)
		}
		tail += term
	}
	return min(1, tail*math.Exp(-x))
}
