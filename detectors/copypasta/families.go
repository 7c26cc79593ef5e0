package copypasta

import (
	"slices"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"github.com/moltwatch/moltwatch/internal/text"
)

// sketch is what is kept of a distinct text.
type sketch struct {
	signature []uint32
	bands     []int32 // their numbers
	runes     int

	window int   // the last that held the text
	number int32 // of the text, there
}

// families groups texts that are nearly the same. Texts are numbered in order of their first
// appearance; a family is named by its lowest number.
type families struct {
	hash     *text.MinHash
	sketches map[uint64]*sketch // by hash of the normalised text; outlives a rebuild, and so do the bands' numbers
	bands    map[uint64]int32
	window   int // counts the rebuilds

	texts   []*sketch
	parent  []int32
	heads   []int32 // by the number of a band: one more than the latest text with it; 0: none
	earlier []int32 // by text, and by the place of the band in it: the text before, as in heads
}

func newFamilies() *families {
	return &families{hash: text.NewMinHash(bands, rows), sketches: map[uint64]*sketch{}, bands: map[uint64]int32{}, window: 1}
}

// clear forgets the texts but keeps the sketches of those that the last window held.
func (f *families) clear() {
	for key, s := range f.sketches {
		if s.window != f.window {
			delete(f.sketches, key)
		}
	}
	f.window++
	f.texts, f.parent = f.texts[:0], f.parent[:0]
	if len(f.bands) > 2*bands*len(f.sketches) {
		f.renumber()
	}
	clear(f.heads)
	f.earlier = f.earlier[:0]
}

// renumber lets go of the bands that no sketch has any more.
func (f *families) renumber() {
	became := make([]int32, len(f.heads))
	for i := range became {
		became[i] = -1
	}
	live := int32(0)
	for _, s := range f.sketches {
		for k, band := range s.bands {
			if became[band] < 0 {
				became[band] = live
				live++
			}
			s.bands[k] = became[band]
		}
	}
	numbers := make(map[uint64]int32, live)
	for hash, band := range f.bands {
		if became[band] >= 0 {
			numbers[hash] = became[band]
		}
	}
	f.bands, f.heads = numbers, make([]int32, live)
}

// sketch gives the sketch of a text; it is computed once a distinct text.
func (f *families) sketch(words string) *sketch {
	if len(words) > maxBytes {
		words = words[:maxBytes]
	}
	normalized := text.Normalize(words)
	key := xxhash.Sum64String(normalized)
	if s, ok := f.sketches[key]; ok {
		return s
	}
	s := &sketch{runes: utf8.RuneCountInString(normalized)}
	if s.runes >= minRunes {
		s.signature = f.hash.Signature(normalized)
		s.bands = make([]int32, 0, bands)
		for _, hash := range f.hash.Bands(s.signature) {
			band, known := f.bands[hash]
			if !known {
				band = int32(len(f.heads))
				f.bands[hash], f.heads = band, append(f.heads, 0)
			}
			s.bands = append(s.bands, band)
		}
	}
	f.sketches[key] = s
	return s
}

// add gives the number of a text. joined are pairs of families that have become one by it.
func (f *families) add(s *sketch) (number int32, joined [][2]int32) {
	if s.window == f.window {
		return s.number, nil
	}
	number = int32(len(f.texts))
	s.window, s.number = f.window, number
	f.texts = append(f.texts, s)
	f.parent = append(f.parent, number)
	var latest [maxBucket]int32
	for b, band := range s.bands {
		n := 0
		for other := f.heads[band]; other > 0 && n < maxBucket; other = f.earlier[int(other-1)*bands+b] {
			latest[n] = other - 1
			n++
		}
		for _, other := range slices.Backward(latest[:n]) {
			a, b := f.find(other), f.find(number)
			if a == b || text.Similarity(f.texts[other].signature, s.signature) < minJaccard {
				continue
			}
			if a > b {
				a, b = b, a
			}
			f.parent[b] = a
			joined = append(joined, [2]int32{a, b})
		}
		f.earlier = append(f.earlier, f.heads[band])
		f.heads[band] = number + 1
	}
	return number, joined
}

// find names the family of a text.
func (f *families) find(number int32) int32 {
	for f.parent[number] != number {
		f.parent[number] = f.parent[f.parent[number]]
		number = f.parent[number]
	}
	return number
}
