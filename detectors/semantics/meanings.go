package semantics

import (
	"math/bits"

	"github.com/moltwatch/moltwatch/detectors/angle"
)

// signs are those of a text's vector.
type signs = angle.Signs

// bands is how many bands of bandBits signs there are; the last four signs are in none.
const bands = angle.Coordinates / bandBits

// band gives a band's key, with its number: below bands<<bandBits.
func band(s *signs, b int) uint32 {
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
	buckets []bucket // by the key of a band; made for the first text
}

// bucket is the latest meanings with one band, whose order is nobody's concern.
type bucket struct {
	of   []int32
	next int // the oldest's place
}

func (b *bucket) add(leader int32) {
	if len(b.of) < maxBucket {
		b.of = append(b.of, leader)
		return
	}
	b.of[b.next] = leader
	b.next = (b.next + 1) % maxBucket
}

// use is that an agent says a meaning.
type use struct {
	agent       int32
	first, last int32 // rows
}

// clear forgets the meanings and keeps the room that they took.
func (m *meanings) clear() {
	for i := range m.buckets {
		m.buckets[i] = bucket{of: m.buckets[i].of[:0]}
	}
	clear(m.users)
	m.leaders, m.users = m.leaders[:0], m.users[:0]
}

// of gives the number of a text's meaning.
func (m *meanings) of(s *signs) int32 {
	if m.buckets == nil {
		m.buckets = make([]bucket, bands<<bandBits)
	}
	nearest, best := int32(-1), same+1
	for b := range bands {
		for _, leader := range m.buckets[band(s, b)].of {
			other := &m.leaders[leader]
			if bits.OnesCount64(s[0]^other[0])+bits.OnesCount64(s[1]^other[1]) > best {
				continue // most are too far by half of their signs
			}
			if d := s.Differ(other); d < best || d == best && leader < nearest {
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
		m.buckets[band(s, b)].add(number)
	}
	return number
}

// everybodys reports whether so many say it that it tells nothing of who does.
func (m *meanings) everybodys(meaning int32) bool { return len(m.users[meaning]) >= maxAuthors }
