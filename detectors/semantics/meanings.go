package semantics

import (
	"iter"
	"math/bits"

	"github.com/moltwatch/moltwatch/detectors/angle"
	"github.com/moltwatch/moltwatch/detectors/column"
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
	of      column.List[meaning]
	more    [][]use  // the agents that say a meaning after the one that said it first
	buckets []bucket // by the key of a band; made for the first text
}

// meaning is a leader, and who says it. Most are said by one agent.
type meaning struct {
	leader int32 // a text
	last   int32 // the last text of it by the leader's author
	more   int32 // place of the others, plus one; 0: there are none
}

// bucket is the latest leaders with one band, whose order is nobody's concern.
type bucket struct {
	of   []int32 // texts
	next int     // the oldest's place
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
	agent int32
	last  int32 // text
}

// clear forgets the meanings and keeps the room that the buckets took.
func (m *meanings) clear() {
	for i := range m.buckets {
		m.buckets[i] = bucket{of: m.buckets[i].of[:0]}
	}
	m.of, m.more = column.List[meaning]{}, nil
}

// join notes that one agent more says a meaning.
func (m *meanings) join(number int32, u use) {
	x := m.of.At(number)
	if x.more == 0 {
		m.more = append(m.more, nil)
		x.more = int32(len(m.more))
	}
	m.more[x.more-1] = append(m.more[x.more-1], u)
}

// others gives the agents that say a meaning beside the one that said it first, in order.
func (m *meanings) others(number int32) []use {
	if more := m.of.At(number).more; more > 0 {
		return m.more[more-1]
	}
	return nil
}

// authors is how many agents say a meaning.
func (m *meanings) authors(number int32) int { return 1 + len(m.others(number)) }

// meaning gives the number of a text's meaning.
func (f *forum) meaning(at int32) int32 {
	m, s := &f.meanings, &f.texts.At(at).signs
	if m.buckets == nil {
		m.buckets = make([]bucket, bands<<bandBits)
	}
	nearest, best := int32(none), same+1
	for b := range bands {
		for _, leader := range m.buckets[band(s, b)].of {
			other := &f.texts.At(leader).signs
			if bits.OnesCount64(s[0]^other[0])+bits.OnesCount64(s[1]^other[1]) > best {
				continue // most are too far by half of their signs
			}
			if d := s.Differ(other); d < best || d == best && leader < nearest {
				nearest, best = leader, d
			}
		}
	}
	if nearest != none {
		return f.texts.At(nearest).meaning
	}
	for b := range bands {
		m.buckets[band(s, b)].add(at)
	}
	return m.of.Add(meaning{leader: at, last: at})
}

// first gives the agent that said a meaning first.
func (f *forum) first(number int32) int32 { return f.texts.At(f.meanings.of.At(number).leader).author }

// users gives the agents that say a meaning, in the order in which they began to.
func (f *forum) users(number int32) iter.Seq[use] {
	return func(yield func(use) bool) {
		if !yield(use{f.first(number), f.meanings.of.At(number).last}) {
			return
		}
		for _, u := range f.meanings.others(number) {
			if !yield(u) {
				return
			}
		}
	}
}

// again notes a text of a meaning that its author has said before; false if it has not.
func (f *forum) again(number, agent, at int32) bool {
	if x := f.meanings.of.At(number); f.first(number) == agent {
		x.last = at
		return true
	}
	others := f.meanings.others(number)
	for i := range others {
		if others[i].agent == agent {
			others[i].last = at
			return true
		}
	}
	return false
}

// everybodys reports whether so many say it that it tells nothing of who does.
func (f *forum) everybodys(number int32) bool { return f.meanings.authors(number) >= maxAuthors }
