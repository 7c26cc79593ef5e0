package slogan

import (
	"cmp"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/detectors/numbering"
	"github.com/moltwatch/moltwatch/detectors/takeover"
)

// post is one text as it was read.
type post struct {
	seen            time.Time
	id, agent, name string
	place           string // the thread of a comment, the submolt of a post
	words           string
	nowhere         bool // it is not on record from where
}

// item is one text by one agent at one place. There are millions of them.
type item struct {
	seen  moment.Moment
	id    string
	agent int32
	place int32
	words []said

	nowhere bool
}

// activity is the last day of the forum as this detector sees it.
type activity struct {
	items     []item
	agents    numbering.Names
	places    numbering.Names
	written   []int32 // texts of each agent
	threads   []int32 // texts of each place
	words     lexicon
	uses      uses
	insists   map[int32]bool // words that somebody insisted on
	takeovers takeover.Memory
	said      map[int32]*division // of the rings of the last tick, by their first agent
	listed    map[int32]*listing  // of its promotions
	claimed   []int32             // of them, those that some agents keep to themselves, as of the last tick; rising by their hash
}

func newActivity() *activity {
	a := &activity{}
	a.clear()
	return a
}

// clear forgets all but the numbers of words, which the items that are taken in again hold.
func (a *activity) clear() {
	a.items, a.written, a.threads = nil, nil, nil
	a.uses.clear()
	a.insists, a.claimed = map[int32]bool{}, nil
	a.said, a.listed = nil, nil
}

// StartAt implements windowed.Watcher: what is older is forgotten, and the rest is taken in
// again, so that the state is what it would be had the window always begun there.
func (a *activity) StartAt(start time.Time) {
	a.takeovers.Forget(start)
	old := a.items
	first, _ := slices.BinarySearchFunc(old, moment.Of(start), func(i item, t moment.Moment) int { return cmp.Compare(i.seen, t) })
	if first == 0 {
		return
	}
	a.clear()
	agents, places := a.agents.Renumber(), a.places.Renumber()
	a.items = make([]item, 0, len(old)-first+len(old)/8)
	for _, i := range old[first:] {
		i.agent, i.place = agents.Number(i.agent), places.Number(i.place)
		a.add(i)
	}
	a.tidy()
}

// tidy lets go of the words that nobody in the window says, when they are most of them.
func (a *activity) tidy() {
	live := 0
	for _, first := range a.uses.first {
		if first != 0 {
			live++
		}
	}
	if 2*live >= len(a.uses.first) {
		return
	}
	became := make([]int32, len(a.uses.first))
	words, firsts := lexicon{keys: make([]uint64, 0, live)}, make([]int32, 0, live)
	for number, first := range a.uses.first {
		if first != 0 {
			became[number] = words.number(a.words.keys[number])
			firsts = append(firsts, first)
		}
	}
	for at := range a.items {
		for k, s := range a.items[at].words {
			a.items[at].words[k] = s.of(became[s.number()])
		}
	}
	insists := map[int32]bool{}
	for number := range a.insists {
		insists[became[number]] = true
	}
	a.words, a.uses.first, a.insists = words, firsts, insists
}

// Take implements windowed.Watcher.
func (a *activity) Take(p post) {
	words := wordsOf(p.words, p.name)
	i := item{seen: moment.Of(p.seen), id: p.id, words: make([]said, len(words)), nowhere: p.nowhere}
	i.agent, i.place = a.agents.Number(p.agent), a.places.Number(p.place)
	for k, w := range words {
		i.words[k] = saidAs(a.words.number(w.key), w.name, w.sure)
	}
	a.uses.grow(len(a.words.keys))
	a.add(i)
}

func (a *activity) add(i item) {
	for len(a.written) < a.agents.Len() {
		a.written = append(a.written, 0)
	}
	for len(a.threads) < a.places.Len() {
		a.threads = append(a.threads, 0)
	}
	a.written[i.agent]++
	a.threads[i.place]++
	at := int32(len(a.items))
	a.items = append(a.items, i)
	for _, s := range i.words {
		a.say(at, s)
	}
}

// say notes that a text holds a word.
func (a *activity) say(at int32, s said) {
	word := s.number()
	switch first := a.uses.first[word]; {
	case first == 0: // most words are never said again
		a.uses.first[word] = at + 1
		return
	case first > 0:
		a.saidAgain(word, first-1)
	}
	u := a.uses.of(word)
	u.count(s)
	if u.everybodys() {
		delete(a.insists, word)
		return
	}
	x := u.use(a.items, at)
	switch {
	case !a.obsessed(x) || !u.name():
	case x.insisted:
		a.meet(u, len(u.items)-1)
	default: // what it said before counts from now on
		u.insist(a.items, x.agent)
		a.insists[word] = true
		u.pairs = map[[2]int32]*pair{}
		for k := range u.items {
			a.meet(u, k)
		}
	}
}

// saidAgain begins to keep more of a word than the one text that holds it.
func (a *activity) saidAgain(word, first int32) {
	a.uses.often = append(a.uses.often, usage{items: []int32{first}})
	a.uses.first[word] = -int32(len(a.uses.often))
	for _, s := range a.items[first].words {
		if s.number() == word {
			a.uses.of(word).count(s)
		}
	}
}

// obsessed reports whether a word is in much of what an agent writes, time and again.
func (a *activity) obsessed(u use) bool {
	return u.texts >= insistedUses && a.favours(u)
}

func (a *activity) favours(u use) bool {
	return float64(u.texts) >= insistence*float64(a.written[u.agent])
}
