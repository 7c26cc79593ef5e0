package slogan

import (
	"iter"
	"slices"

	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/numbering"
)

// uses is who said each word. Most words are said once: of these the text is all that is kept.
type uses struct {
	once   numbering.Once      // a text with it, as said
	often  column.List[usage]  // by word
	again  column.List[saying] // of words that were said more than once, but for the first text
	free   int32               // the first saying that is needed no more; first: there is none
	lists  column.List[users]  // of words that were said often, or that somebody insists on
	unused []int32             // of them, those of words that became everybody's
}

// usage is who said a word that was said more than once.
type usage struct {
	first said         // the first text that holds it; nothing: none does
	last  int32        // the latest saying, or one of the codes below, or listed less the place of its list
	few   tally[uint8] // as long as there is no list, and nothing as long as one text holds it
	by    uint32       // as long: a bit of each agent that said it, which several may share
}

// tally is how often a word was said.
type tally[N uint8 | int32] struct {
	total N // texts
	named N // of them, those in which it is written as a name
	sure  N // and cannot be anything else
}

// saying is that a text holds a word, as one before did.
type saying struct {
	item   int32
	before int32
}

// What a saying's before, or the latest, can be beside another.
const (
	first  = -1 // usage.first
	none   = -2 // that was the first
	common = -3 // so many say the word that it tells nothing of them, and no saying is kept
	listed = -4 // its agents are: the list has the latest saying
)

// users is what is kept of the agents that said a word, once they said it often.
type users struct {
	tally[int32]
	by    []use // by agent
	pairs map[[2]int32]*pair
	last  int32 // the latest saying
}

// use is how often an agent said a word.
type use struct {
	agent    int32
	texts    int32
	insisted bool // it was in much of what the agent wrote, once at least
}

// clear forgets who said what, but for the texts that hold words as the first do.
func (s *uses) clear() {
	s.again, s.free, s.lists, s.unused = column.List[saying]{}, first, column.List[users]{}, nil
}

// startAt forgets the texts before one, which becomes the first; the others are to be said again.
func (s *uses) startAt(start int32) {
	moved := func(x said) (said, bool) { return x.of(x.number() - start), x.number() >= start }
	s.once.Keep(func(note uint32) (uint32, bool) {
		x, kept := moved(said(note))
		return uint32(x), kept
	})
	for word := range int32(s.often.Len()) {
		u := s.often.At(word)
		was := u.first
		*u = usage{first: nothing, last: first}
		if x, kept := moved(was); kept {
			u.first = x
		}
	}
	s.clear()
}

// texts gives the texts with a word that is not everybody's, the latest first, each with the saying that it is.
func (s *uses) texts(u *usage, from int32) iter.Seq2[int32, int32] {
	return func(yield func(saying, item int32) bool) {
		for k := from; k != none; {
			item, before := u.first.number(), int32(none)
			if k != first {
				x := s.again.At(k)
				item, before = x.item, x.before
			}
			if !yield(k, item) {
				return
			}
			k = before
		}
	}
}

func (t *tally[N]) count(s said) {
	t.total++
	if s.name() {
		t.named++
	}
	if s.sure() {
		t.sure++
	}
}

// name reports whether a word is a name: hardly ever written like a common word, and often
// enough where only names are written so.
func (t tally[N]) name() bool {
	return float64(t.named) >= namedPart*float64(t.total) && float64(t.sure) >= surePart*float64(t.total)
}

func (t tally[N]) wide() tally[int32] {
	return tally[int32]{int32(t.total), int32(t.named), int32(t.sure)}
}

// bit is that of an agent in usage.by (Bloom, Space/time trade-offs in hash coding, with one hash).
func bit(agent int32) uint32 { return 1 << (uint32(agent) * 0x9e3779b1 >> 27) }

// list gives what is kept of the agents that said a word; nil: they are counted when asked for.
func (s *uses) list(u *usage) *users {
	if u.last > listed {
		return nil
	}
	return s.lists.At(listed - u.last)
}

// latest is the latest saying of a word that is not everybody's.
func (s *uses) latest(u *usage) int32 {
	if of := s.list(u); of != nil {
		return of.last
	}
	return u.last
}

// drop lets go of the sayings of a word that is listed: so many say it that it tells nothing of them.
func (s *uses) drop(u *usage, of *users) {
	for k := of.last; k != first; {
		x := s.again.At(k)
		k, x.before, s.free = x.before, s.free, k
	}
	s.unused = append(s.unused, listed-u.last)
	*of, u.last = users{}, common
}

// note keeps a text with a word after the latest before it, and gives the saying.
func (s *uses) note(item, before int32) (number int32) {
	now := saying{item, before}
	if s.free == first {
		return s.again.Add(now)
	}
	number, s.free = s.free, s.again.At(s.free).before
	*s.again.At(number) = now
	return number
}

// use notes a text with a word that is not everybody's, and gives what is known of its author, and whether the word
// is a name by now.
func (s *uses) use(u *usage, items *column.List[item], at int32, x said) (by use, name bool) {
	agent := items.At(at).who.Agent()
	if of := s.list(u); of != nil {
		of.count(x)
		of.last = s.note(at, of.last)
		return *of.add(agent), of.name()
	}
	if u.few.total == 0 {
		u.few.count(u.first)
		u.by = bit(items.At(u.first.number()).who.Agent())
	}
	u.few.count(x)
	u.last = s.note(at, u.last)
	if u.few.total > few {
		of := s.enlist(u, items)
		return *of.of(agent), of.name()
	}
	by = use{agent: agent, texts: 1}
	if u.by&bit(agent) != 0 {
		by.texts = 0
		for _, other := range s.texts(u, u.last) {
			if items.At(other).who.Agent() == agent {
				by.texts++
			}
		}
	}
	u.by |= bit(agent)
	return by, u.few.name()
}

// enlist counts the agents by the texts.
func (s *uses) enlist(u *usage, items *column.List[item]) *users {
	of := users{last: u.last, tally: u.few.wide()}
	for _, at := range s.texts(u, u.last) {
		of.add(items.At(at).who.Agent())
	}
	place := int32(s.lists.Len())
	if n := len(s.unused); n > 0 {
		place, s.unused = s.unused[n-1], s.unused[:n-1]
		*s.lists.At(place) = of
	} else {
		s.lists.Add(of)
	}
	u.last = listed - place
	return s.lists.At(place)
}

// insist notes that an agent insists on a word.
func (s *uses) insist(u *usage, items *column.List[item], agent int32) *users {
	of := s.list(u)
	if of == nil {
		of = s.enlist(u, items)
	}
	of.of(agent).insisted = true
	return of
}

// add counts a text by an agent, and gives how often it said the word.
func (x *users) add(agent int32) *use {
	k, known := x.find(agent)
	if !known {
		x.by = slices.Insert(x.by, k, use{agent: agent})
	}
	x.by[k].texts++
	return &x.by[k]
}

// of gives how often an agent that said the word did.
func (x *users) of(agent int32) *use {
	k, _ := x.find(agent)
	return &x.by[k]
}

func (x *users) find(agent int32) (place int, known bool) {
	high := len(x.by)
	for place < high { // by hand: it is most of what a word costs
		if middle := int(uint(place+high) >> 1); x.by[middle].agent < agent {
			place = middle + 1
		} else {
			high = middle
		}
	}
	return place, place < len(x.by) && x.by[place].agent == agent
}

// insisted reports whether an agent has insisted on the word.
func (x *users) insisted(agent int32) bool {
	k, known := x.find(agent)
	return known && x.by[k].insisted
}
