package slogan

import (
	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/numbering"
)

// lexicon gives words numbers by their hashes. They outlive a move of the window's start, so that
// a text is hashed and looked up once.
type lexicon struct {
	keys    column.List[uint64] // by number
	numbers numbering.Index
}

func (v *lexicon) number(key uint64) int32 {
	v.numbers.Reserve(func(n int32) uint64 { return v.key(n) })
	slot := v.numbers.Find(key, func(n int32) bool { return v.key(n) == key })
	if n, known := v.numbers.At(slot); known {
		return n
	}
	n := v.keys.Add(key)
	v.numbers.Put(slot, n)
	return n
}

func (v *lexicon) key(number int32) uint64 { return *v.keys.At(number) }

func (v *lexicon) len() int { return v.keys.Len() }

// said is a word of a text: its number, and how it is written there.
type said uint32

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
