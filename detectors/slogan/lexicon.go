package slogan

// lexicon gives words numbers by their hashes. They outlive a move of the window's start, so that
// a text is hashed and looked up once.
type lexicon struct {
	numbers map[uint64]int32
	keys    []uint64
}

func newLexicon() lexicon { return lexicon{numbers: map[uint64]int32{}} }

func (v *lexicon) number(key uint64) int32 {
	if n, known := v.numbers[key]; known {
		return n
	}
	n := int32(len(v.keys))
	v.numbers[key] = n
	v.keys = append(v.keys, key)
	return n
}

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
