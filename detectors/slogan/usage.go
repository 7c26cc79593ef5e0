package slogan

import "slices"

// use is how often an agent said a word.
type use struct {
	agent    int32
	texts    int32
	insisted bool // it was in much of what the agent wrote, once at least
}

// usage is who said a word. Most words are said once: of these the first text is all there is.
type usage struct {
	total     int32
	named     int32 // of them, those in which it is written as a name
	sure      int32 // and cannot be anything else
	agent, at int32 // who said it first, and the text
	*often
}

// often is what is known of a word that was said more than once.
type often struct {
	users []use   // by agent
	items []int32 // the texts that hold it, until it is everybody's
	pairs map[[2]int32]*pair
}

// name reports whether a word is a name: hardly ever written like a common word, and often
// enough where only names are written so.
func (u *usage) name() bool {
	return float64(u.named) >= namedPart*float64(u.total) && float64(u.sure) >= surePart*float64(u.total)
}

// clear forgets the uses and keeps the room that they took.
func (u *usage) clear() {
	u.total, u.named, u.sure = 0, 0, 0
	if u.often != nil {
		u.users, u.items, u.pairs = u.users[:0], u.items[:0], nil
	}
}

// everybodys reports whether so many say a word that it tells nothing of them.
func (u *usage) everybodys() bool {
	if u.often == nil || len(u.users) <= maxUsers {
		return false
	}
	u.items, u.pairs = nil, nil
	return true
}

// use notes a text with a word that was said before, and gives what is known of its author.
func (u *usage) use(at, agent int32) *use {
	if u.often == nil {
		u.often = &often{}
	}
	if len(u.users) == 0 {
		u.users, u.items = append(u.users, use{agent: u.agent, texts: 1}), append(u.items, u.at)
	}
	u.items = append(u.items, at)
	k, known := u.find(agent)
	if !known {
		u.users = slices.Insert(u.users, k, use{agent: agent})
	}
	u.users[k].texts++
	return &u.users[k]
}

func (u *usage) find(agent int32) (place int, known bool) {
	high := len(u.users)
	for place < high { // by hand: it is most of what a word costs
		if middle := int(uint(place+high) >> 1); u.users[middle].agent < agent {
			place = middle + 1
		} else {
			high = middle
		}
	}
	return place, place < len(u.users) && u.users[place].agent == agent
}

// insisted reports whether an agent has insisted on the word.
func (u *usage) insisted(agent int32) bool {
	k, known := u.find(agent)
	return known && u.users[k].insisted
}
