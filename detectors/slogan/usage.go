package slogan

import (
	"slices"

	"github.com/moltwatch/moltwatch/detectors/column"
)

// uses is who said each word. Most words are said once: of these the text is all that is kept.
type uses struct {
	first column.List[int32] // by word: 0: nobody said it; one more than the only text that holds it; below 0: see often
	often column.List[usage]
}

// usage is who said a word that was said more than once.
type usage struct {
	total  int32
	named  int32   // of them, those in which it is written as a name
	sure   int32   // and cannot be anything else
	common bool    // so many say it that it tells nothing of them: nothing else is kept
	items  []int32 // the texts that hold it
	*users
}

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

// of gives what is known of a word that was said more than once, and nil of another.
func (s *uses) of(word int32) *usage {
	if k := *s.first.At(word); k < 0 {
		return s.often.At(-1 - k)
	}
	return nil
}

// grow makes room for words.
func (s *uses) grow(words int) {
	for s.first.Len() < words {
		s.first.Add(0)
	}
}

// clear forgets who said what.
func (s *uses) clear() {
	for word := range int32(s.first.Len()) {
		*s.first.At(word) = 0
	}
	s.often = column.List[usage]{}
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
func (u *usage) everybodys() bool {
	if u.users != nil && len(u.by) > maxUsers {
		u.common, u.items, u.users = true, nil, nil
	}
	return u.common
}

// use notes a text with the word, and gives what is known of its author.
func (u *usage) use(items *column.List[item], at int32) use {
	agent := items.At(at).agent
	u.items = append(u.items, at)
	if u.users == nil && len(u.items) <= few {
		x := use{agent: agent}
		for _, other := range u.items {
			if items.At(other).agent == agent {
				x.texts++
			}
		}
		return x
	}
	if u.users == nil {
		u.list(items)
	} else {
		u.add(agent)
	}
	k, _ := u.find(agent)
	return u.by[k]
}

// list counts the agents by the texts.
func (u *usage) list(items *column.List[item]) {
	u.users = &users{}
	for _, at := range u.items {
		u.add(items.At(at).agent)
	}
}

func (u *usage) add(agent int32) {
	k, known := u.find(agent)
	if !known {
		u.by = slices.Insert(u.by, k, use{agent: agent})
	}
	u.by[k].texts++
}

// insist notes that an agent insists on the word.
func (u *usage) insist(items *column.List[item], agent int32) {
	if u.users == nil {
		u.list(items)
	}
	k, _ := u.find(agent)
	u.by[k].insisted = true
}

func (u *usage) find(agent int32) (place int, known bool) {
	high := len(u.by)
	for place < high { // by hand: it is most of what a word costs
		if middle := int(uint(place+high) >> 1); u.by[middle].agent < agent {
			place = middle + 1
		} else {
			high = middle
		}
	}
	return place, place < len(u.by) && u.by[place].agent == agent
}

// insisted reports whether an agent has insisted on the word.
func (u *usage) insisted(agent int32) bool {
	k, known := u.find(agent)
	return known && u.by[k].insisted
}
