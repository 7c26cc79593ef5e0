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
	shelf := o.shelf(hash)
	at := place(*shelf, entry(hash, 0))
	if at < len(*shelf) && (*shelf)[at]>>NoteBits == entry(hash, 0)>>NoteBits { // whatever is noted
		before = uint32((*shelf)[at] & (1<<NoteBits - 1))
		*shelf = slices.Delete(*shelf, at, at+1)
		return before, true
	}
	insert(shelf, at, entry(hash, note))
	return 0, false
}

// Put notes a thing that is known to be new.
func (o *Once) Put(hash uint64, note uint32) {
	shelf, e := o.shelf(hash), entry(hash, note)
	insert(shelf, place(*shelf, e), e)
}

func place(shelf []uint64, e uint64) int {
	at, _ := slices.BinarySearch(shelf, e)
	return at
}

// insert makes little more room than is needed.
func insert(shelf *[]uint64, at int, e uint64) {
	if n := len(*shelf); n == cap(*shelf) {
		*shelf = append(make([]uint64, 0, n+1+n/16), *shelf...)
	}
	*shelf = slices.Insert(*shelf, at, e)
}

// Keep goes through the notes: each becomes what keep gives, or is dropped.
func (o *Once) Keep(keep func(note uint32) (becomes uint32, kept bool)) {
	for i, shelf := range o.shelves {
		left := shelf[:0]
		for _, e := range shelf {
			if note, kept := keep(uint32(e & (1<<NoteBits - 1))); kept {
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
