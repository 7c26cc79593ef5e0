package score_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/sim/score"
)

// byPairs is the definition of the AUC: over all pairs of a positive and a negative.
func byPairs(scores []float64, positive []bool) float64 {
	won, pairs := 0.0, 0.0
	for i := range scores {
		for j := range scores {
			if positive[i] && !positive[j] {
				pairs++
				switch {
				case scores[i] > scores[j]:
					won++
				case scores[i] == scores[j]:
					won += 0.5
				}
			}
		}
	}
	return won / pairs
}

func TestAUCIsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "n")
		scores, positive := make([]float64, n), make([]bool, n)
		for i := range n {
			scores[i] = float64(rapid.IntRange(0, 8).Draw(t, "score")) // ties are common
			positive[i] = rapid.Bool().Draw(t, "positive")
		}
		got, want := score.AUC(scores, positive), byPairs(scores, positive)
		if math.IsNaN(want) != math.IsNaN(got) || !math.IsNaN(want) && math.Abs(got-want) > 1e-9 {
			t.Fatalf("%g, want %g", got, want)
		}
	})
}

func TestSpearman(t *testing.T) {
	a := []float64{1, 2, 3, 4, 5}
	if r := score.Spearman(a, []float64{10, 20, 30, 40, 1000}); r != 1 {
		t.Errorf("of a rising pair it is %g", r)
	}
	backwards := slices.Clone(a)
	slices.Reverse(backwards)
	if r := score.Spearman(a, backwards); r != -1 {
		t.Errorf("of a falling pair it is %g", r)
	}
	if r := score.Spearman(a, []float64{7, 7, 7, 7, 7}); !math.IsNaN(r) {
		t.Errorf("of a constant it is %g, want it undefined", r)
	}
	// with ties: ranks 1 2.5 2.5 4 against 1 2 3 4
	if r := score.Spearman([]float64{1, 2, 2, 3}, []float64{1, 2, 3, 4}); math.Abs(r-4.5/math.Sqrt(4.5*5)) > 1e-12 {
		t.Errorf("with ties it is %g", r)
	}
}

func TestRecallAtAShareOfFalsePositives(t *testing.T) {
	var scores []float64
	var positive []bool
	for i := range 200 { // negatives from 0 to 0.995
		scores, positive = append(scores, float64(i)/200), append(positive, false)
	}
	for _, s := range []float64{0.2, 0.984, 0.986, 0.999} {
		scores, positive = append(scores, s), append(positive, true)
	}
	if r := score.RecallAt(scores, positive, 0.01); r != 0.5 { // above 0.985 are two negatives
		t.Errorf("it is %g, want 0.5", r)
	}
	if r := score.RecallAt([]float64{1, 1, 1}, []bool{true, false, true}, 0.01); r != 0 {
		t.Errorf("of one score for all it is %g, want 0", r)
	}
}

func TestCalibrationErrorOfAnHonestAndABoastfulClaim(t *testing.T) {
	curve, honest := score.Reliability([]float64{0.75, 0.75, 0.75, 0.75}, []bool{true, true, true, false})
	if honest != 0 || len(curve) != 1 || curve[0].Right != 0.75 {
		t.Errorf("an honest claim errs by %g: %+v", honest, curve)
	}
	if _, boastful := score.Reliability([]float64{1, 1}, []bool{false, false}); boastful != 1 {
		t.Errorf("a boastful claim errs by %g", boastful)
	}
}
