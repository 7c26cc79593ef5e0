package semantics

import (
	"slices"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/detectors/numbering"
	"github.com/moltwatch/moltwatch/detectors/takeover"
)

// row is one text as it was read.
type row struct {
	seen              time.Time
	id, agent, thread string
	signs             signs
	place             place
}

// place is from where a text came: the last bits of a hash, so that two are taken for one with a chance of one in 65,536;
// 0: it is not on record.
type place uint16

// said is what is kept of a text, beside its id and when it was seen. There are millions of them.
type said struct {
	signs   signs
	thread  uint64 // a hash
	author  int32
	meaning int32
	before  int32 // its author's text before it; none
	place   place
	heard   uint8 // of how many texts of its author it was judged when it came: see forum.judged
}

const none = -1

// author is what one agent wrote.
type author struct {
	last  int32 // text
	texts int32
}

// forum is the last day as this detector sees it: a function of the rows, in their order.
type forum struct {
	texts     column.List[said]
	seen      column.Moments  // when the texts were
	ids       column.Strings  // of the texts
	names     numbering.Names // of the authors
	authors   []author
	meanings  meanings
	pairs     map[[2]int32][]int32 // the meanings that two agents share, in order of the second's first use
	close     [][2]int32           // of these, the pairs that share enough to be looked at
	judged    map[int32]turn       // texts with which an agent turned; judged the same when the window's start moves
	turns     map[int32][]turn     // by author
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
	f.texts, f.seen, f.ids, f.authors, f.close, f.found = column.List[said]{}, column.Moments{}, column.Strings{}, f.authors[:0], nil, found{}
	f.pairs, f.judged, f.turns, f.turned = map[[2]int32][]int32{}, map[int32]turn{}, map[int32][]turn{}, nil
	f.meanings.clear()
}

// StartAt drops what was seen before start.
func (f *forum) StartAt(start time.Time) {
	texts, seen, ids, judged := f.texts, f.seen, f.ids, f.judged
	first := seen.Since(moment.Of(start))
	if first == 0 {
		return
	}
	f.clear()
	f.takeovers.Forget(start) // an answer is about the day before its deed, wherever the window starts
	names := f.names.Renumber()
	for at := first; int(at) < texts.Len(); at++ {
		texts.Forget(at)
		seen.Forget(at)
		ids.Forget(at)
		s := *texts.At(at)
		s.author = names.Number(s.author)
		if t, turned := judged[at]; turned {
			f.judged[int32(f.texts.Len())] = t
		}
		f.add(s, seen.At(at), ids.At(at))
	}
}

// Take adds a text.
func (f *forum) Take(r row) {
	f.add(said{signs: r.signs, thread: xxhash.Sum64String(r.thread), place: r.place, author: f.names.Number(r.agent)}, moment.Of(r.seen), r.id)
}

func (f *forum) add(s said, seen moment.Moment, id string) {
	if int(s.author) == len(f.authors) {
		f.authors = append(f.authors, author{last: none})
	}
	a := &f.authors[s.author]
	s.before = a.last
	at := f.texts.Add(s)
	f.seen.Add(seen)
	f.ids.Add(id)
	a.last, a.texts = at, a.texts+1
	meaning := f.meaning(at)
	f.texts.At(at).meaning = meaning
	f.use(meaning, s.author, at)
	if f.listen(at) {
		if place, known := slices.BinarySearch(f.turned, s.author); !known {
			f.turned = slices.Insert(f.turned, place, s.author)
		}
	}
}

// by gives the latest texts of an author, so many at most, in order.
func (f *forum) by(author int32, most int32) (texts []int32) {
	a := f.authors[author]
	texts = make([]int32, min(most, a.texts))
	for i, at := len(texts)-1, a.last; i >= 0; i-- {
		texts[i], at = at, f.texts.At(at).before
	}
	return texts
}

// all gives the texts of an author, in order.
func (f *forum) all(author int32) []int32 { return f.by(author, f.authors[author].texts) }

// use notes that an agent says a meaning, and whom it shares it with.
func (f *forum) use(meaning, agent, at int32) {
	if f.everybodys(meaning) || f.again(meaning, agent, at) {
		return
	}
	seen := f.seen.At(at)
	for u := range f.users(meaning) {
		if seen.Sub(f.seen.At(u.last)) <= maxLag {
			key := [2]int32{min(agent, u.agent), max(agent, u.agent)}
			shared := append(f.pairs[key], meaning)
			if f.pairs[key] = shared; len(shared) == minShared {
				f.close = append(f.close, key)
			}
		}
	}
	f.meanings.join(meaning, use{agent, at})
}
