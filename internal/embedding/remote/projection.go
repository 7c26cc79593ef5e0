package remote

import (
	"encoding/binary"
	"math/rand/v2"

	"github.com/moltwatch/moltwatch/internal/embedding"
)

// projection brings vectors of any length to 256 numbers so that cosines stay, to within some
// 1/√256: random signs, which keep distances as Gaussian directions do (Achlioptas 2003,
// "Database-friendly random projections"), and are the same bits on every machine. Cutting off
// what is beyond 256 would keep them only for models that were trained for it.
type projection struct {
	signs [][embedding.Dims / 64]uint64 // of each dimension; nil: there are 256 already
}

// newProjection depends on dimensions alone.
func newProjection(dimensions int) *projection {
	if dimensions == embedding.Dims {
		return &projection{}
	}
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], uint64(dimensions))
	draw := rand.NewChaCha8(seed)
	p := &projection{signs: make([][embedding.Dims / 64]uint64, dimensions)}
	for i := range p.signs {
		for w := range p.signs[i] {
			p.signs[i][w] = draw.Uint64()
		}
	}
	return p
}

// apply projects vector, which is as long as was said, and brings it to length 127.
func (p *projection) apply(vector []float64, into *embedding.Vector) {
	var sums [embedding.Dims]float64
	if p.signs == nil {
		copy(sums[:], vector)
	}
	for i := range p.signs {
		signed := [2]float64{vector[i], -vector[i]}
		for d := range sums {
			sums[d] += signed[p.signs[i][d/64]>>(d%64)&1]
		}
	}
	embedding.Quantize(&sums, into)
}
