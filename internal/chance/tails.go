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

// exactly is up to how many draws UniformSum is summed; the terms cancel beyond, and the sum is as good as normal.
const exactly = 10

// UniformSum gives P(X ≤ x) for X the sum of n draws between 0 and 1 (Irwin 1927, Hall 1927).
func UniformSum(n int, x float64) float64 {
	if x <= 0 {
		return 0
	}
	if x >= float64(n) {
		return 1
	}
	if n > exactly {
		return math.Erfc((float64(n)/2-x)/math.Sqrt(float64(n)/6)) / 2
	}
	sum, term := 0.0, 1.0 // term: (−1)^k · C(n,k) / n!
	for k := 1; k <= n; k++ {
		term /= float64(k)
	}
	for k := 0; float64(k) < x; k++ {
		sum += term * math.Pow(x-float64(k), float64(n))
		term *= -float64(n-k) / float64(k+1)
	}
	return min(1, max(0, sum))
}
