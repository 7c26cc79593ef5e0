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
	listed map[int32]*users    // by word
}

// usage is who said a word that was said more than once.
type usage struct {
	first said  // the first text that holds it; nothing: none does
	total int32 // texts, or 0 as long as it is one
	named int32 // of them, those in which it is written as a name
	sure  int32 // and cannot be anything else
	last  int32 // the latest saying; common: so many say it that it tells nothing of them, and no saying is kept
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
	common = -3
)

// users is what is kept of the agents that said a word, once they said it often.
type users struct {
	by    []use // by agent
	pairs map[[2]int32]*pair
}

// use is how often an agent said a word.
type use struct {
	agent    int32
	texts    int32
	insisted bool // it was in much of what the agent wrote, once at least
}

// clear forgets who said what, but for the texts that hold words as the first do.
func (s *uses) clear() { s.again, s.free, s.listed = column.List[saying]{}, first, map[int32]*users{} }

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

func (u *usage) count(s said) {
	u.total++
	if s.name() {
		u.named++
	}
	if s.sure() {
		u.sure++
	}
}

// name reports whether a word is a name: hardly ever written like a common word, and often
// enough where only names are written so.
func (u *usage) name() bool {
	return float64(u.named) >= namedPart*float64(u.total) && float64(u.sure) >= surePart*float64(u.total)
}

// everybodys reports whether so many say a word that it tells nothing of them.
func (s *uses) everybodys(word int32) bool {
	u := s.often.At(word)
	if of := s.listed[word]; of != nil && len(of.by) > maxUsers {
		s.drop(u)
		delete(s.listed, word)
	}
	return u.last == common
}

// drop lets go of the sayings of a word.
func (s *uses) drop(u *usage) {
	for k := u.last; k != first; {
		x := s.again.At(k)
		k, x.before, s.free = x.before, s.free, k
	}
	u.last = common
}

// note keeps a text with a word.
func (s *uses) note(u *usage, item int32) {
	now := saying{item, u.last}
	if s.free == first {
		u.last = s.again.Add(now)
		return
	}
	u.last, s.free = s.free, s.again.At(s.free).before
	*s.again.At(u.last) = now
}

// use notes a text with the word, and gives what is known of its author.
func (s *uses) use(word int32, items *column.List[item], at int32) use {
	u, agent := s.often.At(word), items.At(at).who.Agent()
	s.note(u, at)
	of := s.listed[word]
	if of == nil && u.total <= few {
		x := use{agent: agent}
		for _, other := range s.texts(u, u.last) {
			if items.At(other).who.Agent() == agent {
				x.texts++
			}
		}
		return x
	}
	if of != nil {
		of.add(agent)
	} else {
		of = s.list(word, items)
	}
	return *of.of(agent)
}

// list counts the agents by the texts.
func (s *uses) list(word int32, items *column.List[item]) *users {
	u, of := s.often.At(word), &users{}
	for _, at := range s.texts(u, u.last) {
		of.add(items.At(at).who.Agent())
	}
	s.listed[word] = of
	return of
}

// insist notes that an agent insists on a word.
func (s *uses) insist(word int32, items *column.List[item], agent int32) *users {
	of := s.listed[word]
	if of == nil {
		of = s.list(word, items)
	}
	of.of(agent).insisted = true
	return of
}

func (x *users) add(agent int32) {
	k, known := x.find(agent)
	if !known {
		x.by = slices.Insert(x.by, k, use{agent: agent})
	}
	x.by[k].texts++
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
