package copypasta

import (
	"math/bits"
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
	texts   column.List[sketch]
	numbers numbering.Index // of texts, by their keys
	parent  column.List[int32]
	latest  [bands]numbering.Index // of each band: the latest text that has it
	earlier column.List[earlier]   // in order of the texts
	links   []int32                // what earlier points into: texts
}

// earlier says which bands of a text another had before it: the latest such texts are in links,
// from a place on, in order of the bands. Most texts share none with any other, and have none.
type earlier struct {
	text      int32
	bands, at uint32
}

func newFamilies() *families {
	return &families{hash: text.NewMinHash(bands, rows)}
}

// clear forgets the texts.
func (f *families) clear() {
	f.texts, f.parent, f.earlier = column.List[sketch]{}, column.List[int32]{}, column.List[earlier]{}
	f.numbers.Clear()
	for b := range f.latest {
		f.latest[b].Clear()
	}
	f.links = f.links[:0]
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
		return f.texts.At(number)
	}
	return newSketch(key, f.hash.Signature(normalized), runes)
}

// slot is where the number of a text with a key is, or would be.
func (f *families) slot(key uint64) int {
	f.numbers.Reserve(func(n int32) uint64 { return f.texts.At(n).key() })
	return f.numbers.Find(key, func(n int32) bool { return f.texts.At(n).key() == key })
}

// add gives the number of a text. joined are pairs of families that have become one by it.
func (f *families) add(s *sketch) (number int32, joined [][2]int32) {
	slot := f.slot(s.key())
	if number, known := f.numbers.At(slot); known {
		return number, nil
	}
	number = f.texts.Add(*s)
	f.numbers.Put(slot, number)
	f.parent.Add(number)
	shares := earlier{text: number, at: uint32(len(f.links))}
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
			if a == b || f.texts.At(other).similarity(s) < minJaccard {
				continue
			}
			if a > b {
				a, b = b, a
			}
			*f.parent.At(b) = a
			joined = append(joined, [2]int32{a, b})
		}
		if shared {
			shares.bands |= 1 << band
			f.links = append(f.links, before)
		}
	}
	if shares.bands != 0 {
		f.earlier.Add(shares)
	}
	return number, joined
}

// meet makes a text the latest with its band, and gives the one before it.
func (f *families) meet(band int, number int32) (before int32, shared bool) {
	latest, s := &f.latest[band], f.texts.At(number)
	key := s.band(band)
	latest.Reserve(func(other int32) uint64 { return f.texts.At(other).hash(band) })
	slot := latest.Find(s.hash(band), func(other int32) bool { return f.texts.At(other).band(band) == key })
	before, shared = latest.At(slot)
	latest.Put(slot, number)
	return before, shared
}

// before gives the text before another that has the same band.
func (f *families) before(number int32, band int) (other int32, some bool) {
	at := f.earlier.Search(func(e *earlier) bool { return e.text >= number })
	if int(at) == f.earlier.Len() {
		return 0, false
	}
	e := f.earlier.At(at)
	if e.text != number || e.bands>>band&1 == 0 {
		return 0, false
	}
	return f.links[int(e.at)+bits.OnesCount32(e.bands&(1<<band-1))], true
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
