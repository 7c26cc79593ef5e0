package embedding

import (
	"context"
	"math"
)

// Dims is how many numbers a vector has.
const Dims = 256

// Vector is a unit vector times 127, rounded; all zero for a text without tokens.
type Vector [Dims]int8

// Cosine is how alike two vectors are: 1 the same direction, 0 nothing in common, -1 opposite;
// 0 too where one of them is all zero.
func Cosine(a, b *Vector) float64 {
	var dot, aa, bb int32 // at most 256·127², well within
	for i := range a {
		x, y := int32(a[i]), int32(b[i])
		dot += x * y
		aa += x * x
		bb += y * y
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return float64(dot) / math.Sqrt(float64(aa)*float64(bb))
}

// Quantize brings the sums in from to length 127 and rounds them into into. All zero, or not
// finite: all zero.
func Quantize(from *[Dims]float64, into *Vector) {
	var square float64
	for _, x := range from {
		square += float64(x * x) // the conversion forbids a fused add: the same on every machine
	}
	if !(square > 0) || math.IsInf(square, 0) {
		*into = Vector{}
		return
	}
	scale := 127 / math.Sqrt(square)
	for i, x := range from {
		into[i] = int8(math.Round(x * scale))
	}
}

// Batch embeds many texts at once; what a stage of a stream holds, whoever answers it.
type Batch interface {
	// EmbedBatch fills into[i] with the vector of texts[i], and names the model that gave them all:
	// vectors of different models have nothing to do with one another. into is as long as texts.
	// After an error it is not to be used. Safe for concurrent use.
	EmbedBatch(ctx context.Context, texts []string, into []Vector) (model string, err error)
}
