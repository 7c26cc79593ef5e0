package copypasta

import (
	"math/bits"
	"slices"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"github.com/moltwatch/moltwatch/detectors/numbering"
	"github.com/moltwatch/moltwatch/internal/text"
)

// families groups texts that are nearly the same. Texts are numbered in order of their first
// appearance; a family is named by its lowest number.
type families struct {
	hash     *text.MinHash
	sketches map[uint64]*sketch // by hash of the normalised text; outlives a rebuild
	window   int32              // counts the rebuilds

	texts   []*sketch
	parent  []int32
	latest  [bands]numbering.Index // of each band: the latest text that has it
	earlier []earlier              // by text
	links   []int32                // what earlier points into: texts
}

// earlier says which bands of a text another had before it: the latest such texts are in links,
// from a place on, in order of the bands. Most texts share none with any other.
type earlier struct{ bands, at uint32 }

func newFamilies() *families {
	return &families{hash: text.NewMinHash(bands, rows), sketches: map[uint64]*sketch{}, window: 1}
}

// clear forgets the texts but keeps the sketches of those that the last window held.
func (f *families) clear() {
	for key, s := range f.sketches {
		if s.window != f.window {
			delete(f.sketches, key)
		}
	}
	f.window++
	f.texts, f.parent = nil, f.parent[:0] // whoever takes the texts in again still reads the old list
	for b := range f.latest {
		f.latest[b].Clear()
	}
	f.earlier, f.links = f.earlier[:0], f.links[:0]
}

// sketch gives the sketch of a text, computed once a distinct text; nil if it is too short to
// mean anything.
func (f *families) sketch(words string) *sketch {
	if len(words) > maxBytes {
		words = words[:maxBytes]
	}
	normalized := text.Normalize(words)
	runes := utf8.RuneCountInString(normalized)
	if runes < minRunes {
		return nil
	}
	key := xxhash.Sum64String(normalized)
	s, known := f.sketches[key]
	if !known {
		s = newSketch(f.hash.Signature(normalized), runes)
		f.sketches[key] = s
	}
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
	f.earlier = append(f.earlier, earlier{at: uint32(len(f.links))})
	var candidates [maxBucket]int32
	for band := range f.latest {
		n := 0
		before, shared := f.meet(band, number)
		for other, more := before, shared; more && n < maxBucket; other, more = f.before(other, band) {
			candidates[n] = other
			n++
		}
		for _, other := range slices.Backward(candidates[:n]) {
			a, b := f.find(other), f.find(number)
			if a == b || f.texts[other].similarity(s) < minJaccard {
				continue
			}
			if a > b {
				a, b = b, a
			}
			f.parent[b] = a
			joined = append(joined, [2]int32{a, b})
		}
		if shared {
			f.earlier[number].bands |= 1 << band
			f.links = append(f.links, before)
		}
	}
	return number, joined
}

// meet makes a text the latest with its band, and gives the one before it.
func (f *families) meet(band int, number int32) (before int32, shared bool) {
	latest, key := &f.latest[band], f.texts[number].band(band)
	latest.Reserve(func(other int32) uint64 { return f.texts[other].hash(band) })
	slot := latest.Find(f.texts[number].hash(band), func(other int32) bool { return f.texts[other].band(band) == key })
	before, shared = latest.At(slot)
	latest.Put(slot, number)
	return before, shared
}

// before gives the text before another that has the same band.
func (f *families) before(number int32, band int) (other int32, some bool) {
	e := f.earlier[number]
	if e.bands>>band&1 == 0 {
		return 0, false
	}
	return f.links[int(e.at)+bits.OnesCount32(e.bands&(1<<band-1))], true
}

// find names the family of a text.
func (f *families) find(number int32) int32 {
	for f.parent[number] != number {
		f.parent[number] = f.parent[f.parent[number]]
		number = f.parent[number]
	}
	return number
}
