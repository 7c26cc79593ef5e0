package chance_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/moltwatch/moltwatch/internal/chance"
)

// Values of R 4: ppois, pbinom and pgamma with lower.tail = FALSE; those of a sum of uniforms by geometry.
func TestTailsAreThoseOfTables(t *testing.T) {
	for _, c := range []struct{ got, want float64 }{
		{math.Exp(chance.LogPoissonTail(3, 1)), 0.08030140},
		{math.Exp(chance.LogPoissonTail(1, 0.01)), 0.00995017},
		{math.Exp(chance.LogPoissonTail(10, 0.5)), 1.709670e-10},
		{chance.BinomialTail(3, 10, 0.1), 0.07019083},
		{chance.BinomialTail(0, 10, 0.1), 1},
		{chance.BinomialTail(10, 10, 0.1), 1e-10},
		{chance.ErlangTail(1, 2), 0.13533528},
		{chance.ErlangTail(3, 5), 0.12465202},
		{chance.UniformSum(1, 0.3), 0.3},
		{chance.UniformSum(2, 0.5), 0.125},
		{chance.UniformSum(2, 1.5), 0.875},
		{chance.UniformSum(3, 1), 1. / 6},
		{chance.UniformSum(10, 1), 1. / 3628800},
		{chance.UniformSum(10, 5), 0.5},
		{chance.UniformSum(4, 9), 1},
		{chance.UniformSum(12, 4), 0.02275013}, // two deviations of the normal law
	} {
		if math.Abs(c.got-c.want) > 1e-6*c.want {
			t.Errorf("got %.8g, want %.8g", c.got, c.want)
		}
	}
}

// Fisher's method: probabilities of what is true are even, and so is what they give together.
func TestFishersMethodIsCalibrated(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	below := 0
	for range 20_000 {
		sum := 0.0
		for range 5 {
			sum -= math.Log(1 - random.Float64())
		}
		if chance.ErlangTail(5, sum) < 0.05 {
			below++
		}
	}
	if below < 900 || below > 1100 {
		t.Errorf("%d of 20,000 are below 0.05, want 1,000", below)
	}
}
