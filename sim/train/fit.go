package main

import (
	"math"
	"math/rand/v2"
	"sync"

	"github.com/moltwatch/moltwatch/internal/injection"
)

// settings of the training, chosen on sources that were left out of the training split.
type settings struct {
	epochs int
	rate   float64
	// hold is how strongly the weights are held near to where they begin: rules by the first,
	// words and pairs by the second.
	holdRules, holdWords float64
	sharp                float64 // how much more a worse sentence counts
	shares               int     // in how many parts our own texts are learnt from
}

func defaultSettings() settings { return settings{12, 0.15, 0.0005, 0.01, 4, 5} }

// learn gives the mean of what is learnt from each share of our own texts, together with all the
// others': which of ours were drawn moves what single weights find at 1% by a tenth.
func learn(start []float32, examples []*example, s settings) []float32 {
	learnt := make([][]float32, s.shares)
	var group sync.WaitGroup
	for k := range learnt {
		group.Go(func() {
			var share []*example
			for i, e := range examples {
				switch {
				case !e.ours():
					share = append(share, e)
				case i%s.shares == k:
					heavier := *e
					heavier.weight *= float32(s.shares)
					share = append(share, &heavier)
				}
			}
			learnt[k] = fit(start, share, s)
		})
	}
	group.Wait()
	mean := make([]float32, len(start))
	for _, weights := range learnt {
		for i, w := range weights {
			mean[i] += w / float32(s.shares)
		}
	}
	return mean
}

// fit learns weights from texts of which only the whole is labelled: a text's score is the mean
// of its sentences', weighted by how bad each is (multiple instances, pooled by softmax), and
// its loss is logistic. AdaGrad, in an order that the seed
// decides; the weights are the mean over the later half of the epochs.
func fit(start []float32, examples []*example, s settings) []float32 {
	w := make([]float32, len(start))
	copy(w, start)
	squares := make([]float32, len(w))
	for i := range squares {
		squares[i] = 0.1
	}
	r := rand.New(rand.NewPCG(11, 13))
	var z, share []float64
	mean := make([]float32, len(w))
	for epoch := range s.epochs {
		for _, n := range r.Perm(len(examples)) {
			e := examples[n]
			z, share = z[:0], share[:0]
			for _, sen := range e.sentences {
				z = append(z, injection.Score(w, sen.Features))
			}
			pooled := pool(z, s.sharp, &share)
			slope := (logistic(pooled) - float64(e.label)) * float64(e.weight)
			if math.Abs(slope) < 1e-4 {
				continue
			}
			for i, sen := range e.sentences {
				if share[i] < 0.01 {
					continue
				}
				for _, f := range sen.Features {
					hold := s.holdWords
					if injection.IsRule(f.Slot) {
						hold = s.holdRules
					}
					g := float32(slope*share[i])*f.Value + float32(hold)*(w[f.Slot]-start[f.Slot])
					squares[f.Slot] += g * g
					w[f.Slot] -= float32(s.rate) * g / float32(math.Sqrt(float64(squares[f.Slot])))
				}
			}
		}
		if kept := s.epochs / 2; epoch >= s.epochs-kept {
			for i, v := range w {
				mean[i] += v / float32(kept)
			}
		}
	}
	return mean
}

// pool gives the softmax-weighted mean of scores, and each one's share in it.
func pool(z []float64, sharp float64, share *[]float64) float64 {
	if len(z) == 0 {
		return -10
	}
	top := math.Inf(-1)
	for _, v := range z {
		top = max(top, v)
	}
	sum, mean := 0.0, 0.0
	for _, v := range z {
		e := math.Exp(sharp * (v - top))
		*share = append(*share, e)
		sum += e
		mean += e * v
	}
	for i := range *share {
		(*share)[i] /= sum
	}
	return mean / sum
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
