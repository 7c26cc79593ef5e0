package semantics

import (
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/numbering"
	"github.com/moltwatch/moltwatch/detectors/takeover"
)

// row is what is known of one text.
type row struct {
	seen              time.Time
	id, agent, thread string
	signs             signs

	author, meaning int32 // numbers, given when it is taken

	// What was judged when it came, and of how many texts of its author: the same ones are judged
	// the same when the window's start moves.
	heard int
	turn  turn
}

// author is what one agent wrote.
type author struct {
	rows  []int32
	turns []turn
}

// forum is the last day as this detector sees it: a function of the rows, in their order.
type forum struct {
	rows      []row
	names     numbering.Names // of the authors
	authors   []author
	meanings  meanings
	pairs     map[[2]int32][]int32 // the meanings that two agents share, in order of the second's first use
	close     [][2]int32           // of these, the pairs that share enough to be looked at
	turned    []int32              // authors that have turns, rising
	found     found                // the rings of the last tick
	takeovers takeover.Memory
	scratch   distances
}

func newForum() *forum {
	f := &forum{}
	f.clear()
	return f
}

// clear forgets the texts, and not what was asked about them.
func (f *forum) clear() {
	f.rows, f.authors, f.close, f.turned, f.found = nil, nil, nil, nil, found{}
	f.names, f.pairs = numbering.Names{}, map[[2]int32][]int32{}
	f.meanings.clear()
}

// StartAt drops what was seen before start.
func (f *forum) StartAt(start time.Time) {
	old := f.rows
	first, _ := slices.BinarySearchFunc(old, start, func(r row, t time.Time) int { return r.seen.Compare(t) })
	if first == 0 {
		return
	}
	f.clear()
	f.takeovers.Forget(start) // an answer is about the day before its deed, wherever the window starts
	f.rows = make([]row, 0, len(old)-first+len(old)/8)
	for _, r := range old[first:] {
		f.Take(r)
	}
}

// Take adds a text.
func (f *forum) Take(r row) {
	at := int32(len(f.rows))
	number := f.names.Number(r.agent)
	if int(number) == len(f.authors) {
		f.authors = append(f.authors, author{})
	}
	r.author, r.meaning = number, f.meanings.of(&r.signs)
	f.rows = append(f.rows, r)
	a := &f.authors[number]
	a.rows = append(a.rows, at)
	f.use(r.meaning, number, at)
	if f.listen(a); len(a.turns) > 0 {
		if place, known := slices.BinarySearch(f.turned, number); !known {
			f.turned = slices.Insert(f.turned, place, number)
		}
	}
}

// use notes that an agent says a meaning, and whom it shares it with.
func (f *forum) use(meaning, agent, at int32) {
	if f.meanings.everybodys(meaning) {
		return
	}
	users := f.meanings.users[meaning]
	for i := range users {
		if users[i].agent == agent {
			users[i].last = at
			return
		}
	}
	for _, u := range users {
		if f.rows[at].seen.Sub(f.rows[u.last].seen) <= maxLag {
			key := [2]int32{min(agent, u.agent), max(agent, u.agent)}
			shared := append(f.pairs[key], meaning)
			if f.pairs[key] = shared; len(shared) == minShared {
				f.close = append(f.close, key)
			}
		}
	}
	f.meanings.users[meaning] = append(users, use{agent, at, at})
}
