package deadletters

import (
	"iter"

	"github.com/cespare/xxhash/v2"
)

// Bounds of a filter: when it is full it takes one in 400 words for one that it has.
const (
	filterBits  = 1 << 20
	filterWords = 1 << 16
)

// filter is a Bloom filter of words: what may be an id. The zero filter may have all of them.
type filter struct {
	bits  []uint64
	words int // that changed it
}

func newFilter() filter { return filter{bits: make([]uint64, filterBits/64)} }

func (f *filter) add(word []byte) {
	is := true
	for place := range places(word) {
		is = is && f.bits[place/64]&(1<<(place%64)) != 0
		f.bits[place/64] |= 1 << (place % 64)
	}
	if !is {
		f.words++
	}
}

// may reports whether a word may have been added; it is never wrong if it says no.
func (f *filter) may(word []byte) bool {
	if f.bits == nil {
		return true
	}
	for place := range places(word) {
		if f.bits[place/64]&(1<<(place%64)) == 0 {
			return false
		}
	}
	return true
}

// mayName reports whether names may find an id in something all of whose words were added: then each word of
// the id was.
func (f *filter) mayName(id string) bool {
	for word := range wordsOf([]byte(id)) {
		if !f.may(word) {
			return false
		}
	}
	return id != ""
}

// places gives where in a filter a word stands.
func places(word []byte) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		h := xxhash.Sum64(word)
		for i := range uint32(4) {
			if !yield((uint32(h) + i*uint32(h>>32|1)) % filterBits) {
				return
			}
		}
	}
}

// wordsOf gives the longest stretches of what may be in an id.
func wordsOf(raw []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for from := 0; from < len(raw); from++ {
			to := from
			for to < len(raw) && inID(raw[to]) {
				to++
			}
			if to > from && !yield(raw[from:to]) {
				return
			}
			from = to
		}
	}
}
