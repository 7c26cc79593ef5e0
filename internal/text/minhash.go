package text

import (
	"math/bits"

	"github.com/cespare/xxhash/v2"
)

// Shingle is the length, in runes, of the pieces of text that a sketch is made of.
const Shingle = 5

// MinHash sketches texts (Broder, "On the resemblance and containment of documents", 1997,
// section 2): the share of equal values in two signatures estimates the Jaccard index of the
// texts' sets of shingles, with a standard error of sqrt(J(1-J)/size). Banding (Leskovec,
// Rajaraman, Ullman, "Mining of Massive Datasets", section 3.4) finds candidates: two texts share a band
// with probability 1-(1-J^rows)^bands.
type MinHash struct {
	bands, rows int
	mul, add    []uint64
}

// NewMinHash makes a sketcher of bands times rows values. Equal arguments make equal sketchers.
func NewMinHash(bands, rows int) *MinHash {
	m := &MinHash{bands: bands, rows: rows, mul: make([]uint64, bands*rows), add: make([]uint64, bands*rows)}
	state := uint64(0x6d6f6c7477617463) // any constant: it must only never change
	next := func() uint64 {             // splitmix64 (Steele, Lea, Flood 2014)
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return z ^ z>>31
	}
	for i := range m.mul {
		m.mul[i], m.add[i] = next()|1, next()
	}
	return m
}

// Signature sketches a normalised text. A text shorter than a shingle is one shingle.
func (m *MinHash) Signature(normalized string) []uint32 {
	signature := make([]uint32, len(m.mul))
	for i := range signature {
		signature[i] = ^uint32(0)
	}
	starts := make([]int, 0, len(normalized)+1)
	for i := range normalized {
		starts = append(starts, i)
	}
	starts = append(starts, len(normalized))
	for i := 0; i == 0 || i+Shingle < len(starts); i++ {
		end := starts[min(i+Shingle, len(starts)-1)]
		h := xxhash.Sum64String(normalized[starts[i]:end])
		for k, mul := range m.mul {
			// Multiply-shift (Dietzfelbinger et al. 1997): the high half is 2-universal.
			if v := uint32((h*mul + m.add[k]) >> 32); v < signature[k] {
				signature[k] = v
			}
		}
	}
	return signature
}

// Bands gives a hash for each band of a signature.
func (m *MinHash) Bands(signature []uint32) []uint64 {
	bands := make([]uint64, m.bands)
	for b := range bands {
		h := uint64(b) * 0x9e3779b97f4a7c15
		for _, v := range signature[b*m.rows : (b+1)*m.rows] {
			h = bits.RotateLeft64((h^uint64(v))*0xff51afd7ed558ccd, 31)
		}
		bands[b] = h
	}
	return bands
}

// Similarity estimates the Jaccard index of two texts from their signatures.
func Similarity(a, b []uint32) float64 {
	equal := 0
	for i := range a {
		if a[i] == b[i] {
			equal++
		}
	}
	return float64(equal) / float64(len(a))
}
