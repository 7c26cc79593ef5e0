package copypasta

import (
	"github.com/cespare/xxhash/v2"

	"github.com/moltwatch/moltwatch/internal/text"
)

// sketch is what is kept of a distinct text.
type sketch struct {
	signature []uint32
	bands     []uint64
	runes     int
}

// families groups texts that are nearly the same. Texts are numbered in order of their first
// appearance; a family is named by its lowest number.
type families struct {
	hash     *text.MinHash
	sketches map[uint64]*sketch // by hash of the normalised text; outlives a rebuild
	numbers  map[uint64]int32
	texts    []*sketch
	parent   []int32
	buckets  map[uint64][]int32
	used     map[uint64]*sketch // the sketches of this window
}

func newFamilies() *families {
	f := &families{hash: text.NewMinHash(bands, rows), sketches: map[uint64]*sketch{}}
	f.clear()
	return f
}

// clear forgets the texts but keeps the sketches of those that the last window held.
func (f *families) clear() {
	if f.used != nil {
		f.sketches = f.used
	}
	f.used = map[uint64]*sketch{}
	f.numbers, f.buckets = map[uint64]int32{}, map[uint64][]int32{}
	f.texts, f.parent = nil, nil
}

// sketch gives the key and sketch of a text; it is computed once a distinct text.
func (f *families) sketch(words string) (uint64, *sketch) {
	if len(words) > maxBytes {
		words = words[:maxBytes]
	}
	normalized := text.Normalize(words)
	key := xxhash.Sum64String(normalized)
	if s, ok := f.sketches[key]; ok {
		return key, s
	}
	s := &sketch{runes: len([]rune(normalized))}
	if s.runes >= minRunes {
		s.signature = f.hash.Signature(normalized)
		s.bands = f.hash.Bands(s.signature)
	}
	f.sketches[key] = s
	return key, s
}

// add gives the number of a text. joined are pairs of families that have become one by it.
func (f *families) add(key uint64, s *sketch) (number int32, joined [][2]int32) {
	f.used[key] = s
	if number, ok := f.numbers[key]; ok {
		return number, nil
	}
	number = int32(len(f.texts))
	f.numbers[key] = number
	f.texts = append(f.texts, s)
	f.parent = append(f.parent, number)
	for _, band := range s.bands {
		bucket := f.buckets[band]
		for _, other := range bucket {
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
		if len(bucket) >= maxBucket {
			bucket = append(bucket[:0:0], bucket[1:]...)
		}
		f.buckets[band] = append(bucket, number)
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
