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
	least := make([]uint64, len(m.mul))
	for i := range least {
		least[i] = ^uint64(0)
	}
	starts := make([]int, 0, len(normalized)+1)
	for i := range normalized {
		starts = append(starts, i)
	}
	starts = append(starts, len(normalized))
	pieces := max(1, len(starts)-Shingle)
	piece := func(i int) uint64 {
		i = min(i, pieces-1) // the last once more changes nothing
		return xxhash.Sum64String(normalized[starts[i]:starts[min(i+Shingle, len(starts)-1)]])
	}
	for i := 0; i < pieces; i += 4 { // four at a time: each function is fetched once for them
		m.lower(least, piece(i), piece(i+1), piece(i+2), piece(i+3))
	}
	signature := make([]uint32, len(least))
	for k, v := range least {
		// Multiply-shift (Dietzfelbinger et al. 1997): the high half is 2-universal.
		signature[k] = uint32(v >> 32)
	}
	return signature
}

// lower keeps the least value that each function has given. It is left out of the race detector, with which a
// signature takes more than twice as long: least is the caller's own, and nobody writes the functions.
//
//go:norace
func (m *MinHash) lower(least []uint64, h, i, j, k uint64) {
	mul, add := m.mul[:len(least)], m.add[:len(least)]
	for n, before := range least {
		by, plus := mul[n], add[n]
		least[n] = min(before, min(h*by+plus, i*by+plus), min(j*by+plus, k*by+plus))
	}
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
