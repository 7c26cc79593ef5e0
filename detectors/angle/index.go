package angle

import "math/bits"

const (
	bandBits  = 12 // of the signs make a band: two that differ in 36 of 256 signs share one of 21 with a chance of 0.97
	bands     = Coordinates / bandBits
	maxBucket = 32 // vectors looked at in one band: the latest
)

// Index finds the nearest of earlier vectors by bands of their signs (Indyk and Motwani 1998,
// Approximate nearest neighbors, section 4), most of the time. The zero value is empty. It holds
// numbers and some signs of each: whoever owns it has all.
type Index struct {
	// Wide has bands looked in that differ in one sign too: thirteen times the work, for a vector that differs
	// in 52 signs a chance of 0.998 in place of 0.76.
	Wide bool

	buckets []bucket // by the key of a band; made for the first vector
}

// bucket is the latest vectors with one band, whose order is nobody's concern.
type bucket struct {
	of   []entry
	next int // the oldest's place
}

// entry is a vector, and signs by which most others are seen to be too far without its being looked up: of unrelated
// vectors 48 of 96 differ, and one in a hundred pairs in 36 or fewer.
type entry struct {
	some   uint64
	more   uint32
	number int32
}

// entryOf has signs from the half in which the band is not: those of the band all vectors of a bucket share.
func entryOf(s *Signs, b int, number int32) entry {
	half := 0
	if b <= bands/2 {
		half = 2
	}
	return entry{s[half], uint32(s[half+1]), number}
}

// differ is in how many of the signs that stand here two vectors do.
func (e *entry) differ(other *entry) int {
	return bits.OnesCount64(e.some^other.some) + bits.OnesCount32(e.more^other.more)
}

func (b *bucket) add(e entry) {
	if len(b.of) < maxBucket {
		b.of = append(b.of, e)
		return
	}
	b.of[b.next] = e
	b.next = (b.next + 1) % maxBucket
}

// Add makes s findable under a number.
func (x *Index) Add(s *Signs, number int32) {
	if x.buckets == nil {
		x.buckets = make([]bucket, bands<<bandBits)
	}
	for b := range bands {
		x.buckets[band(s, b)].add(entryOf(s, b, number))
	}
}

// Nearest gives the number of the vector that differs from s in the fewest signs, and in no more
// than reach; of several the least number; -1 if there is none. of gives the signs of a number.
func (x *Index) Nearest(s *Signs, reach int, of func(number int32) *Signs) int32 {
	nearest, best := int32(-1), reach+1
	if x.buckets == nil {
		return nearest
	}
	look := func(key uint32, own *entry) {
		near := x.buckets[key].of
		for i := range near {
			if e := &near[i]; e.differ(own) <= best {
				if d := s.Differ(of(e.number)); d < best || d == best && e.number < nearest {
					nearest, best = e.number, d
				}
			}
		}
	}
	for b := range bands {
		key, own := band(s, b), entryOf(s, b, -1)
		look(key, &own)
		for sign := 0; x.Wide && sign < bandBits; sign++ {
			look(key^1<<sign, &own)
		}
	}
	return nearest
}

// Clear forgets the vectors and keeps the room that they took.
func (x *Index) Clear() {
	for i := range x.buckets {
		x.buckets[i] = bucket{of: x.buckets[i].of[:0]}
	}
}

// band gives a band's key, with its number: below bands<<bandBits. The last four signs are in none.
func band(s *Signs, b int) uint32 {
	at := b * bandBits
	low, in := s[at/64]>>(at%64), at%64+bandBits
	if in > 64 {
		low |= s[at/64+1] << (64 - at%64)
	}
	return uint32(b)<<bandBits | uint32(low&(1<<bandBits-1))
}
