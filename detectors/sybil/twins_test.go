package sybil_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/moltwatch/moltwatch/detectors/sybil"
)

// A crowd begins at all times with all volumes; one hand makes forty accounts in an hour and puts
// nearly the same into each. Accounts of the same hour with volumes of their own are no twins, nor
// are those of a like volume who began at other times, nor one whose numbers are missing.
func TestTwinsBeganTogetherWithTheSame(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 8))
	const crowd, twins, day = 3000, 40, 86400.0
	var began, volume []float64
	for range crowd {
		began, volume = append(began, random.Float64()*100*day), append(volume, math.Exp(8+1.5*random.NormFloat64()))
	}
	for i := range twins {
		began, volume = append(began, 50*day+random.Float64()*3600), append(volume, 1200*(1+0.01*random.Float64()))
		began, volume = append(began, 50*day+random.Float64()*3600), append(volume, math.Exp(8+1.5*random.NormFloat64()))
		began, volume = append(began, float64(i)*2*day), append(volume, 1200)
	}
	began[0], volume[1], volume[2] = math.NaN(), 0, -1
	partners := make([]int, len(began))
	for i := range partners {
		partners[i] = 1
	}
	scores := sybil.Twins(began, volume, partners, sybil.DefaultTwinParams())
	wrong, missed := 0, 0
	for i, s := range scores {
		switch isTwin := i >= crowd && (i-crowd)%3 == 0; {
		case math.IsNaN(s) || s < 0 || s > 1:
			t.Fatalf("account %d scores %v", i, s)
		case isTwin && s < 0.5:
			missed++
		case !isTwin && s >= 0.5:
			wrong++
		}
	}
	if missed > 0 || wrong > 30 { // a hundredth, by chance
		t.Errorf("%d of %d twins are missed, %d others are taken for twins", missed, twins, wrong)
	}
}

// Who deals with many has a life of its own: the same likeness proves less.
func TestLivelyAccountsNeedMoreToBeTwins(t *testing.T) {
	began, volume, partners := make([]float64, 400), make([]float64, 400), make([]int, 400)
	for i := range began {
		began[i], volume[i] = float64(i)*1e5, math.Exp(float64(i%37)/4)
	}
	for i := range 8 {
		began[i], volume[i] = float64(i), 5
		began[10+i], volume[10+i], partners[10+i] = float64(i), 5, 40
	}
	scores := sybil.Twins(began, volume, partners, sybil.DefaultTwinParams())
	if scores[0] <= scores[10] || scores[10] <= 0 {
		t.Errorf("an account without partners scores %.3f, one with forty %.3f", scores[0], scores[10])
	}
}
