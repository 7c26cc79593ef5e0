package numbering

import "slices"

// Once notes something about things that came once, by their hash and without it, in some nine bytes each. A
// thing is told from others by fifty bits of its hash: of twenty million, two are taken for one with a chance of
// one in six. Hashes must be spread. The zero value has none.
type Once struct {
	shelves [][]uint64 // by the highest bits of a hash, rising: its lowest bits, and the note
}

const (
	shelfBits = 14
	NoteBits  = 28 // of a note: a number below 67 million and two bits, say
)

func (o *Once) shelf(hash uint64) *[]uint64 {
	if o.shelves == nil {
		o.shelves = make([][]uint64, 1<<shelfBits)
	}
	return &o.shelves[hash>>(64-shelfBits)]
}

// entry is what stands on a shelf: entries of one thing stand together.
func entry(hash uint64, note uint32) uint64 { return hash<<NoteBits | uint64(note) }

// Meet takes a thing that came before off, and gives what was noted; another is noted.
func (o *Once) Meet(hash uint64, note uint32) (before uint32, again bool) {
	shelf, at, again := o.find(hash)
	if !again {
		insert(shelf, at, entry(hash, note))
		return 0, false
	}
	before = noted((*shelf)[at])
	*shelf = slices.Delete(*shelf, at, at+1)
	return before, true
}

// Note gives what is noted of a thing.
func (o *Once) Note(hash uint64) (note uint32, known bool) {
	shelf, at, known := o.find(hash)
	if !known {
		return 0, false
	}
	return noted((*shelf)[at]), true
}

// Take takes a thing off, if it is noted.
func (o *Once) Take(hash uint64) {
	if shelf, at, known := o.find(hash); known {
		*shelf = slices.Delete(*shelf, at, at+1)
	}
}

// find gives where a thing stands, or would.
func (o *Once) find(hash uint64) (shelf *[]uint64, at int, known bool) {
	shelf = o.shelf(hash)
	at = place(*shelf, entry(hash, 0))
	return shelf, at, at < len(*shelf) && (*shelf)[at]>>NoteBits == entry(hash, 0)>>NoteBits // whatever is noted
}

func noted(e uint64) uint32 { return uint32(e & (1<<NoteBits - 1)) }

// Put notes a thing that is known to be new.
func (o *Once) Put(hash uint64, note uint32) {
	shelf, e := o.shelf(hash), entry(hash, note)
	insert(shelf, place(*shelf, e), e)
}

func place(shelf []uint64, e uint64) int {
	at, _ := slices.BinarySearch(shelf, e)
	return at
}

// insert makes little more room than is needed, and uses all that it is given.
func insert(shelf *[]uint64, at int, e uint64) {
	if n := len(*shelf); n == cap(*shelf) {
		*shelf = append(slices.Grow([]uint64(nil), n+1+n/16), *shelf...)
	}
	*shelf = slices.Insert(*shelf, at, e)
}

// Keep goes through the notes: each becomes what keep gives, or is dropped.
func (o *Once) Keep(keep func(note uint32) (becomes uint32, kept bool)) {
	for i, shelf := range o.shelves {
		left := shelf[:0]
		for _, e := range shelf {
			if note, kept := keep(noted(e)); kept {
				left = append(left, e>>NoteBits<<NoteBits|uint64(note))
			}
		}
		if o.shelves[i] = left; len(left) < cap(left)/2 {
			o.shelves[i] = slices.Clone(left)
		}
	}
}

// Len is how many things are noted.
func (o *Once) Len() (n int) {
	for _, shelf := range o.shelves {
		n += len(shelf)
	}
	return n
}
