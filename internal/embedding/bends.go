package embedding

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A sum of tokens says of a long text mostly what all texts have in common. What to make less of is
// the same for all texts of a length: so numbers are made of the sum, and each adds a direction to it,
// by how much of the text lies beyond its first tokens. bendsBeyond and bendRank as in
// train/train.py.
const bendRank = 16

var bendsBeyond = [...]int{8, 48}

// bend makes one number of a sum, and adds out to the sum that many times.
type bend struct{ into, out [Dims]float64 }

// unpackBends reads, little-endian, for each of so many numbers the 256 float32 that make it, then for
// each the 256 that it adds.
func unpackBends(packed []byte, numbers int) ([]bend, error) {
	bends := make([]bend, numbers)
	if want := 2 * 4 * Dims * len(bends); len(packed) != want {
		return nil, fmt.Errorf("%d bytes for %d bends, want %d", len(packed), len(bends), want)
	}
	next := func() float64 {
		x := float64(math.Float32frombits(binary.LittleEndian.Uint32(packed)))
		packed = packed[4:]
		return x
	}
	for n := range bends {
		for d := range Dims {
			bends[n].into[d] = next()
		}
	}
	for n := range bends {
		for d := range Dims {
			bends[n].out[d] = next()
		}
	}
	return bends, nil
}

// bend bends the totals of a text whose head has so many tokens. Each product is rounded by itself,
// in one order: the conversions forbid fused adds, so that all machines give the same.
//
//go:norace
func (e *Encoder) bend(tokens int) {
	bends := e.model.bends
	for i, first := range bendsBeyond {
		if tokens <= first {
			break
		}
		share := float64(tokens-first) / float64(tokens)
		for n := range bendRank {
			e.numbers[i*bendRank+n] = share * dot(&e.totals, &bends[i*bendRank+n].into)
		}
	}
	for i, first := range bendsBeyond {
		if tokens <= first {
			break
		}
		for n := i * bendRank; n < (i+1)*bendRank; n += 4 {
			n0, n1, n2, n3 := e.numbers[n], e.numbers[n+1], e.numbers[n+2], e.numbers[n+3]
			o0, o1, o2, o3 := &bends[n].out, &bends[n+1].out, &bends[n+2].out, &bends[n+3].out
			for d := range e.totals {
				e.totals[d] += float64(n0*o0[d]) + float64(n1*o1[d]) + (float64(n2*o2[d]) + float64(n3*o3[d]))
			}
		}
	}
}

// dot sums in four parts, which go on beside each other.
//
//go:norace
func dot(a, b *[Dims]float64) float64 {
	var s0, s1, s2, s3 float64
	for i := 0; i < Dims; i += 4 {
		s0 += float64(a[i] * b[i])
		s1 += float64(a[i+1] * b[i+1])
		s2 += float64(a[i+2] * b[i+2])
		s3 += float64(a[i+3] * b[i+3])
	}
	return s0 + s1 + (s2 + s3)
}
