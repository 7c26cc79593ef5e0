package embedding

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A token that says once more what the whole text says tells little, and which do is another matter in
// each text. So the sum of a text makes a direction, and each token of its head is added once more as
// often as it points there (mostly it is taken away), by how much of the text lies beyond its first
// tokens. Of a short text nothing. echoBeyond and echoRank as in train/further.py.
const (
	echoBeyond = 24
	echoRank   = 32
)

// echo makes the direction: each number of the sum's own direction times its weight, and what numbers
// that are made of it add, as bends do.
type echo struct {
	weights [Dims]float64
	bends   []bend
	unit    float64 // what 1 in a row stands for, in what echo was learned with
}

// unpackEcho reads, little-endian, 256 float32 of weights, then bends.
func unpackEcho(packed []byte, unit float64) (*echo, error) {
	e := &echo{unit: unit}
	if want := 4 * Dims * (1 + 2*echoRank); len(packed) != want {
		return nil, fmt.Errorf("%d bytes for an echo, want %d", len(packed), want)
	}
	for d := range Dims {
		e.weights[d] = float64(math.Float32frombits(binary.LittleEndian.Uint32(packed[4*d:])))
	}
	var err error
	e.bends, err = unpackBends(packed[4*Dims:], echoRank)
	return e, err
}

// toward fills direction from totals in whole numbers, the largest of which is largest, and gives what
// 1 of them stands for: nothing if totals are nothing. As in bend, no machine fuses adds.
//
//go:norace
func (e *echo) toward(totals *[Dims]float64, direction *[Dims]int64) float64 {
	square := dot(totals, totals)
	if !(square > 0) || math.IsInf(square, 0) {
		return 0
	}
	scale := 1 / math.Sqrt(square)
	var along, to [Dims]float64
	for d, x := range totals {
		along[d] = x * scale
		to[d] = along[d] * e.weights[d]
	}
	for i := range e.bends {
		number, out := dot(&along, &e.bends[i].into), &e.bends[i].out
		for d := range to {
			to[d] += float64(number * out[d])
		}
	}
	most := 0.0
	for _, x := range to {
		most = max(most, math.Abs(x))
	}
	if most == 0 {
		return 0
	}
	for d, x := range to {
		direction[d] = int64(math.Round(x / most * largest))
	}
	return most / largest
}

// least is what a token is taken away at most of what it counts: a text that says one word all the time
// still says it. Of other texts one or two tokens in a thousand would be taken away more.
const least = -0.75

// hear fills heard with the tokens of the head, each as often as it points in the direction that the
// totals make. It gives what 1 of it adds to the totals, and what of the tail is added, which is not
// heard: as much as of the head on average. Whole numbers, the same on every machine: of a row's 2^15 times
// the direction's 2^15, 256 times, times a row's 2^15, at most 2^61 in a head.
//
//go:norace
func (e *Encoder) hear() (one, tail float64) {
	if e.read <= echoBeyond {
		return 0, 0
	}
	var direction [Dims]int64
	one = e.model.echo.toward(&e.totals, &direction)
	if one == 0 {
		return 0, 0
	}
	share := float64(e.read-echoBeyond) / float64(e.read)
	one *= share * e.model.echo.unit
	floor := int64(max(least/one, math.MinInt32<<8))
	all := int64(0)
	e.heard = [Dims]int64{}
	for _, token := range e.first[:e.read] {
		row := &e.model.rows[token]
		var m0, m1, m2, m3 int64
		for i := 0; i < Dims; i += 4 {
			m0 += int64(row[i]) * direction[i]
			m1 += int64(row[i+1]) * direction[i+1]
			m2 += int64(row[i+2]) * direction[i+2]
			m3 += int64(row[i+3]) * direction[i+3]
		}
		much := max(m0+m1+m2+m3, floor)
		all += much
		for i := 0; i < Dims; i += 4 {
			e.heard[i] += much * int64(row[i])
			e.heard[i+1] += much * int64(row[i+1])
			e.heard[i+2] += much * int64(row[i+2])
			e.heard[i+3] += much * int64(row[i+3])
		}
	}
	return one * headWeight, one * float64(all) / float64(e.read)
}
