package main

import (
	"maps"

	"github.com/moltwatch/moltwatch/internal/injection"
)

// innocentFor is how many innocent texts the probability takes there to be for each attack. On a
// forum they are more by far, but what is not innocent there repeats itself; fifteen makes that an
// attack must look fifteen times more like one than like talk to be held.
const innocentFor = 15

// calibrate learns how the score of the worst sentence becomes a probability (Platt 1999), from
// texts that the weights were not learnt from. Each family weighs the same; within one, attacks
// against innocent texts as 1 to innocentFor.
func calibrate(folds []fold) injection.Calibration {
	type point struct{ score, label, weight float64 }
	sizes := map[float64]map[string]int{0: {}, 1: {}} // by label and family
	for _, f := range folds {
		sizes[1][f.family] += len(f.attacks)
		sizes[0][f.family] += len(f.innocent)
	}
	for _, of := range sizes {
		maps.DeleteFunc(of, func(_ string, n int) bool { return n == 0 })
	}
	var points []point
	for _, f := range folds {
		add := func(list []*example, label, weight float64) {
			for _, e := range list {
				points = append(points, point{e.score(f.weights), label, weight / float64(len(list)*len(sizes[label]))})
			}
		}
		add(f.attacks, 1, 1)
		add(f.innocent, 0, innocentFor)
	}
	slope, bias := 1.0, 0.0
	for range 50 { // Newton's method
		var gs, gb, hss, hsb, hbb float64
		for _, p := range points {
			y := logistic(slope*p.score + bias)
			g, h := p.weight*(y-p.label), p.weight*y*(1-y)
			gs, gb = gs+g*p.score, gb+g
			hss, hsb, hbb = hss+h*p.score*p.score, hsb+h*p.score, hbb+h
		}
		det := hss*hbb - hsb*hsb
		slope -= (hbb*gs - hsb*gb) / det
		bias -= (hss*gb - hsb*gs) / det
	}
	return injection.Calibration{Slope: float32(slope), Bias: float32(bias)}
}
