package semantics

import (
	"iter"

	"github.com/moltwatch/moltwatch/detectors/angle"
	"github.com/moltwatch/moltwatch/detectors/column"
)

// signs are those of a text's vector.
type signs = angle.Signs

// meanings groups texts by the leader algorithm (Hartigan 1975, Clustering Algorithms, ch. 3): a
// text is of the nearest earlier leader within reach, or leads a meaning of its own.
type meanings struct {
	of      column.List[meaning]
	more    [][]use // the agents that say a meaning after the one that said it first
	leaders angle.Index
}

// meaning is a leader, and who says it. Most are said by one agent.
type meaning struct {
	leader int32 // a text
	last   int32 // the last text of it by the leader's author
	more   int32 // place of the others, plus one; 0: there are none
}

// use is that an agent says a meaning.
type use struct {
	agent int32
	last  int32 // text
}

// clear forgets the meanings and keeps the room that the index took.
func (m *meanings) clear() {
	m.leaders.Clear()
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
	leader := m.leaders.Nearest(s, same, func(leader int32) *signs { return &f.texts.At(leader).signs })
	if leader >= 0 {
		return f.texts.At(leader).meaning
	}
	m.leaders.Add(s, at)
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
