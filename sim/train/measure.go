package main

import (
	"cmp"
	"slices"
)

// auc is the probability that a positive has a higher score than a negative.
func auc(positive, negative []float64) float64 {
	if len(positive)*len(negative) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(negative))
	wins := 0.0
	for _, p := range positive {
		below, _ := slices.BinarySearch(sorted, p)
		notAbove, _ := slices.BinarySearchFunc(sorted, p, func(n, p float64) int {
			if n <= p {
				return -1
			}
			return 1
		})
		wins += float64(below) + float64(notAbove-below)/2
	}
	return wins / float64(len(positive)*len(negative))
}

// recallAt is the share of positives above all but a share of the negatives.
func recallAt(positive, negative []float64, share float64) float64 {
	sorted := slices.SortedFunc(slices.Values(negative), func(a, b float64) int { return cmp.Compare(b, a) })
	return above(positive, sorted[int(share*float64(len(sorted)))])
}

// above is the share of scores above a threshold.
func above(scores []float64, threshold float64) float64 {
	n := 0
	for _, s := range scores {
		if s > threshold {
			n++
		}
	}
	return float64(n) / float64(max(1, len(scores)))
}
