package angle

import "math/bits"

const (
	bandBits  = 12 // of the signs make a band: two that differ in 36 of 256 signs share one of 21 with a chance of 0.97
	bands     = Coordinates / bandBits
	maxBucket = 32 // vectors looked at in one band: the latest
)

// Index finds the nearest of earlier vectors by bands of their signs (Indyk and Motwani 1998,
// Approximate nearest neighbors, section 4), most of the time. The zero value is empty. It holds
// numbers alone: whoever owns it has the signs.
type Index struct {
	// Wide has bands looked in that differ in one sign too: thirteen times the work, for a vector that differs
	// in 52 signs a chance of 0.998 in place of 0.76.
	Wide bool

	buckets []bucket // by the key of a band; made for the first vector
}

// bucket is the latest vectors with one band, whose order is nobody's concern.
type bucket struct {
	of   []int32
	next int // the oldest's place
}

func (b *bucket) add(number int32) {
	if len(b.of) < maxBucket {
		b.of = append(b.of, number)
		return
	}
	b.of[b.next] = number
	b.next = (b.next + 1) % maxBucket
}

// Add makes s findable under a number.
func (x *Index) Add(s *Signs, number int32) {
	if x.buckets == nil {
		x.buckets = make([]bucket, bands<<bandBits)
	}
	for b := range bands {
		x.buckets[band(s, b)].add(number)
	}
}

// Nearest gives the number of the vector that differs from s in the fewest signs, and in no more
// than reach; of several the least number; -1 if there is none. of gives the signs of a number.
func (x *Index) Nearest(s *Signs, reach int, of func(number int32) *Signs) int32 {
	nearest, best := int32(-1), reach+1
	if x.buckets == nil {
		return nearest
	}
	look := func(key uint32) {
		for _, number := range x.buckets[key].of {
			other := of(number)
			if bits.OnesCount64(s[0]^other[0])+bits.OnesCount64(s[1]^other[1]) > best {
				continue // most are too far by half of their signs
			}
			if d := s.Differ(other); d < best || d == best && number < nearest {
				nearest, best = number, d
			}
		}
	}
	for b := range bands {
		key := band(s, b)
		look(key)
		for sign := 0; x.Wide && sign < bandBits; sign++ {
			look(key ^ 1<<sign)
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
