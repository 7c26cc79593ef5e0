package score

import "math"

// Bin is a part of a reliability curve: of the claims whose confidence is in it, the mean
// confidence and the share that was right.
type Bin struct {
	From       float64 `json:"from"`
	To         float64 `json:"to"`
	Count      int     `json:"count"`
	Confidence float64 `json:"confidence"`
	Right      float64 `json:"right"`
}

const bins = 10

// Reliability gives the bins that are not empty and the expected calibration error: the mean
// distance of confidence and share, weighted by count (Naeini et al. 2015, section 2).
func Reliability(confidence []float64, right []bool) (curve []Bin, calibrationError float64) {
	var sum, hits [bins]float64
	var count [bins]int
	for i, c := range confidence {
		b := min(bins-1, max(0, int(c*bins)))
		count[b]++
		sum[b] += c
		if right[i] {
			hits[b]++
		}
	}
	for b := range bins {
		if count[b] == 0 {
			continue
		}
		n := float64(count[b])
		curve = append(curve, Bin{float64(b) / bins, float64(b+1) / bins, count[b], sum[b] / n, hits[b] / n})
		calibrationError += math.Abs(sum[b]-hits[b]) / float64(len(confidence))
	}
	if len(confidence) == 0 {
		return nil, undefined
	}
	return curve, calibrationError
}
