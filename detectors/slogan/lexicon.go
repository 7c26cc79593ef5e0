package slogan

import (
	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/numbering"
)

// lexicon gives words that were said more than once numbers, by their hashes.
type lexicon struct {
	keys    column.List[uint64] // by number
	numbers numbering.Index
}

func (v *lexicon) slot(key uint64) int {
	v.numbers.Reserve(v.key)
	return v.numbers.Find(key, func(n int32) bool { return v.key(n) == key })
}

func (v *lexicon) find(key uint64) (number int32, known bool) { return v.numbers.At(v.slot(key)) }

// add numbers a word that has no number.
func (v *lexicon) add(key uint64) int32 {
	slot := v.slot(key)
	n := v.keys.Add(key)
	v.numbers.Put(slot, n)
	return n
}

func (v *lexicon) key(number int32) uint64 { return *v.keys.At(number) }

// said is a word of a text, or a text with a word: the number of the one or the other, and how the word is
// written there.
type said uint32

const nothing = ^said(0)

func saidAs(number int32, name, sure bool) said {
	s := said(number) << 2
	if name {
		s |= 1
	}
	if sure {
		s |= 2
	}
	return s
}

func (s said) number() int32        { return int32(s >> 2) }
func (s said) of(number int32) said { return said(number)<<2 | s&3 }
func (s said) name() bool           { return s&1 != 0 }
func (s said) sure() bool           { return s&2 != 0 }
