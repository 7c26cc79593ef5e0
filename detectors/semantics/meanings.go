package semantics

import "math/bits"

// signs are those of a text's vector.
type signs [4]uint64

// differ counts the signs in which two texts differ.
func (s *signs) differ(t *signs) int {
	return bits.OnesCount64(s[0]^t[0]) + bits.OnesCount64(s[1]^t[1]) + bits.OnesCount64(s[2]^t[2]) + bits.OnesCount64(s[3]^t[3])
}

// bands is how many bands of bandBits signs there are; the last four signs are in none.
const bands = 256 / bandBits

// band gives a band's key, with its number.
func (s *signs) band(b int) uint32 {
	at := b * bandBits
	low, in := s[at/64]>>(at%64), at%64+bandBits
	if in > 64 {
		low |= s[at/64+1] << (64 - at%64)
	}
	return uint32(b)<<bandBits | uint32(low&(1<<bandBits-1))
}

// meanings groups texts by the leader algorithm (Hartigan 1975, Clustering Algorithms, ch. 3): a
// text is of the nearest earlier leader within reach, or leads a meaning of its own.
type meanings struct {
	leaders []signs
	users   [][]use
	buckets map[uint32][]int32
}

// use is that an agent says a meaning.
type use struct {
	agent       int32
	first, last int32 // rows
}

func newMeanings() meanings { return meanings{buckets: map[uint32][]int32{}} }

// of gives the number of a text's meaning.
func (m *meanings) of(s *signs) int32 {
	nearest, best := int32(-1), same+1
	for b := range bands {
		for _, leader := range m.buckets[s.band(b)] {
			if d := s.differ(&m.leaders[leader]); d < best || d == best && leader < nearest {
				nearest, best = leader, d
			}
		}
	}
	if nearest >= 0 {
		return nearest
	}
	number := int32(len(m.leaders))
	m.leaders, m.users = append(m.leaders, *s), append(m.users, nil)
	for b := range bands {
		key := s.band(b)
		bucket := m.buckets[key]
		if len(bucket) >= maxBucket {
			bucket = append(bucket[:0:0], bucket[1:]...)
		}
		m.buckets[key] = append(bucket, number)
	}
	return number
}

// everybodys reports whether so many say it that it tells nothing of who does.
func (m *meanings) everybodys(meaning int32) bool { return len(m.users[meaning]) >= maxAuthors }
