package copypasta

import (
	"slices"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/numbering"
	"github.com/moltwatch/moltwatch/internal/text"
)

// families groups texts that are nearly the same. Texts are numbered in order of their first
// appearance; a family is named by its lowest number.
type families struct {
	hash    *text.MinHash
	texts   texts
	numbers numbering.Index // of texts, by their keys
	parent  column.List[int32]
	newest  newest
	ties    ties
}

func newFamilies() *families {
	return &families{hash: text.NewMinHash(bands, rows)}
}

// clear forgets the texts.
func (f *families) clear() {
	f.texts, f.parent, f.ties = texts{}, column.List[int32]{}, ties{}
	f.numbers.Clear()
	f.newest.clear()
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
	if number, known := f.numbers.At(f.slot(key)); known {
		return f.texts.at(number)
	}
	return newSketch(key, f.hash.Signature(normalized), runes)
}

// slot is where the number of a text with a key is, or would be.
func (f *families) slot(key uint64) int {
	f.numbers.Reserve(f.texts.key)
	return f.numbers.Find(key, func(n int32) bool { return f.texts.key(n) == key })
}

// add gives the number of a text. joined are pairs of families that have become one by it.
func (f *families) add(s *sketch) (number int32, joined [][2]int32) {
	slot := f.slot(s.key())
	if number, known := f.numbers.At(slot); known {
		return number, nil
	}
	number = f.texts.add(s)
	f.numbers.Put(slot, number)
	f.parent.Add(number)
	before := f.newest.add(&f.texts, number, &f.ties)
	var candidates [maxBucket]int32
	for b, other := range before {
		n := 0
		for more := other != none; more && n < maxBucket; other, more = f.ties.before(other, b) {
			candidates[n] = other
			n++
		}
		for _, other := range slices.Backward(candidates[:n]) {
			a, b := f.find(other), f.find(number)
			if a == b || f.texts.similarity(other, s) < minJaccard {
				continue
			}
			if a > b {
				a, b = b, a
			}
			*f.parent.At(b) = a
			joined = append(joined, [2]int32{a, b})
		}
	}
	f.ties.add(number, &before)
	return number, joined
}

// find names the family of a text.
func (f *families) find(number int32) int32 {
	for {
		parent := f.parent.At(number)
		if *parent == number {
			return number
		}
		*parent = *f.parent.At(*parent)
		number = *parent
	}
}
