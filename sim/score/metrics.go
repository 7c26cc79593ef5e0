package score

import (
	"cmp"
	"math"
	"slices"
)

// Counts are the four outcomes of telling two classes apart.
type Counts struct {
	TruePositive, FalsePositive, FalseNegative, TrueNegative float64
}

func (c *Counts) add(predicted, actual bool) {
	switch {
	case predicted && actual:
		c.TruePositive++
	case predicted:
		c.FalsePositive++
	case actual:
		c.FalseNegative++
	default:
		c.TrueNegative++
	}
}

func (c Counts) plus(o Counts) Counts {
	return Counts{c.TruePositive + o.TruePositive, c.FalsePositive + o.FalsePositive, c.FalseNegative + o.FalseNegative, c.TrueNegative + o.TrueNegative}
}

// undefined stands for a figure that the data do not determine; it never leaves the package.
var undefined = math.NaN()

func ratio(part, whole float64) float64 {
	if whole == 0 {
		return undefined
	}
	return part / whole
}

// Precision is the share of the accused that are guilty; undefined if nobody is accused.
func (c Counts) Precision() float64 { return ratio(c.TruePositive, c.TruePositive+c.FalsePositive) }

// Recall is the share of the guilty that are accused; undefined if nobody is guilty.
func (c Counts) Recall() float64 { return ratio(c.TruePositive, c.TruePositive+c.FalseNegative) }

// F1 is the harmonic mean of precision and recall: 0 if somebody is guilty and nobody rightly
// accused, undefined if nobody is guilty and nobody accused.
func (c Counts) F1() float64 {
	return ratio(2*c.TruePositive, 2*c.TruePositive+c.FalsePositive+c.FalseNegative)
}

// Accuracy is the share that is told right.
func (c Counts) Accuracy() float64 {
	return ratio(c.TruePositive+c.TrueNegative, c.TruePositive+c.TrueNegative+c.FalsePositive+c.FalseNegative)
}

// ranks gives ranks from 1, equal values their mean rank.
func ranks(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	out := make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			out[i] = float64(from+to+1) / 2
		}
		from = to
	}
	return out
}

// AUC is the chance that a positive has a higher score than a negative, ties half (Mann and
// Whitney 1947). Undefined if either class is empty.
func AUC(scores []float64, positive []bool) float64 {
	sum, n := 0.0, 0.0
	for i, r := range ranks(scores) {
		if positive[i] {
			sum += r
			n++
		}
	}
	m := float64(len(scores)) - n
	return ratio(sum-n*(n+1)/2, n*m)
}

// aucDeviation is the standard error of an AUC (Hanley and McNeil 1982, section 3).
func aucDeviation(auc float64, positives, negatives int) float64 {
	q1, q2 := auc/(2-auc), 2*auc*auc/(1+auc)
	n, m := float64(positives), float64(negatives)
	return math.Sqrt((auc*(1-auc) + (n-1)*(q1-auc*auc) + (m-1)*(q2-auc*auc)) / (n * m))
}

// Spearman is the correlation of ranks. Undefined if a side is constant or shorter than two.
func Spearman(a, b []float64) float64 {
	x, y := ranks(a), ranks(b)
	mean := float64(len(x)+1) / 2
	xy, xx, yy := 0.0, 0.0, 0.0
	for i := range x {
		dx, dy := x[i]-mean, y[i]-mean
		xy, xx, yy = xy+dx*dy, xx+dx*dx, yy+dy*dy
	}
	return ratio(xy, math.Sqrt(xx*yy))
}

// RecallAt is the share of positives above the lowest threshold at which at most a share of
// the negatives is above it.
func RecallAt(scores []float64, positive []bool, falsePositives float64) float64 {
	var negatives []float64
	for i, s := range scores {
		if !positive[i] {
			negatives = append(negatives, s)
		}
	}
	if len(negatives) == 0 {
		return undefined
	}
	slices.SortFunc(negatives, func(a, b float64) int { return cmp.Compare(b, a) })
	threshold := negatives[min(int(falsePositives*float64(len(negatives))), len(negatives)-1)]
	found, all := 0.0, 0.0
	for i, s := range scores {
		if positive[i] {
			all++
			if s > threshold {
				found++
			}
		}
	}
	return ratio(found, all)
}
