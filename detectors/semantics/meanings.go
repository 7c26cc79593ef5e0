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
	of      column.List[int32] // the leader of each: a text
	again   map[int32]*again   // of those of which there are more texts
	leaders angle.Index
}

// again is who says a meaning, beside its leader.
type again struct {
	last   int32 // the last text of it by the leader's author
	others []use // the agents that say it after that one, in order
}

// use is that an agent says a meaning.
type use struct {
	agent int32
	last  int32 // text
}

// clear forgets the meanings and keeps the room that the index took.
func (m *meanings) clear() {
	m.leaders.Clear()
	m.of, m.again = column.List[int32]{}, map[int32]*again{}
}

// more gives what is kept of a meaning of which there are more texts.
func (m *meanings) more(number int32) *again {
	x := m.again[number]
	if x == nil {
		x = &again{last: *m.of.At(number)}
		m.again[number] = x
	}
	return x
}

// join notes that one agent more says a meaning.
func (m *meanings) join(number int32, u use) {
	x := m.more(number)
	x.others = append(x.others, u)
}

// others gives the agents that say a meaning beside the one that said it first, in order.
func (m *meanings) others(number int32) []use {
	if x := m.again[number]; x != nil {
		return x.others
	}
	return nil
}

// last gives the last text of a meaning by who said it first.
func (m *meanings) last(number int32) int32 {
	if x := m.again[number]; x != nil {
		return x.last
	}
	return *m.of.At(number)
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
	return m.of.Add(at)
}

// first gives the agent that said a meaning first.
func (f *forum) first(number int32) int32 { return f.texts.At(*f.meanings.of.At(number)).author }

// users gives the agents that say a meaning, in the order in which they began to.
func (f *forum) users(number int32) iter.Seq[use] {
	return func(yield func(use) bool) {
		if !yield(use{f.first(number), f.meanings.last(number)}) {
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
	if f.first(number) == agent {
		if at != *f.meanings.of.At(number) {
			f.meanings.more(number).last = at
		}
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
