package slogan

import (
	"time"

	"github.com/moltwatch/moltwatch/detectors/column"
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
	agent int32
	place int32
	words int32 // its first, in activity.told; the next item's follow

	nowhere bool
}

// activity is the last day of the forum as this detector sees it.
type activity struct {
	items     column.List[item]
	ids       column.Strings    // of the items
	told      column.List[said] // the words of all items, in their order
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
	a.items, a.ids, a.told = column.List[item]{}, column.Strings{}, column.List[said]{}
	a.written, a.threads = nil, nil
	a.uses.clear()
	a.insists, a.claimed = map[int32]bool{}, nil
	a.said, a.listed = nil, nil
}

// StartAt implements windowed.Watcher: what is older is forgotten, and the rest is taken in
// again, so that the state is what it would be had the window always begun there.
func (a *activity) StartAt(start time.Time) {
	a.takeovers.Forget(start)
	items, ids, told := a.items, a.ids, a.told
	first := items.Search(func(i *item) bool { return i.seen >= moment.Of(start) })
	if first == 0 {
		return
	}
	a.clear()
	agents, places := a.agents.Renumber(), a.places.Renumber()
	for at := first; int(at) < items.Len(); at++ {
		i := *items.At(at)
		items.Forget(at)
		ids.Forget(at)
		told.Forget(i.words)
		words, end := i.words, wordsEnd(&items, &told, at)
		i.agent, i.place, i.words = agents.Number(i.agent), places.Number(i.place), int32(a.told.Len())
		for ; words < end; words++ {
			a.told.Add(*told.At(words))
		}
		a.add(i, ids.At(at))
	}
	a.tidy()
}

// tidy lets go of the words that nobody in the window says, when they are most of them.
func (a *activity) tidy() {
	live, all := 0, int32(a.uses.first.Len())
	for number := range all {
		if *a.uses.first.At(number) != 0 {
			live++
		}
	}
	if 2*live >= int(all) {
		return
	}
	became := make([]int32, all)
	var words lexicon
	var firsts column.List[int32]
	for number := range all {
		if first := *a.uses.first.At(number); first != 0 {
			became[number] = words.number(a.words.key(number))
			firsts.Add(first)
		}
	}
	for k := range int32(a.told.Len()) {
		s := a.told.At(k)
		*s = s.of(became[s.number()])
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
	i := item{seen: moment.Of(p.seen), words: int32(a.told.Len()), nowhere: p.nowhere}
	i.agent, i.place = a.agents.Number(p.agent), a.places.Number(p.place)
	for _, w := range words {
		a.told.Add(saidAs(a.words.number(w.key), w.name, w.sure))
	}
	a.uses.grow(a.words.len())
	a.add(i, p.id)
}

// add adds a text, whose words are the last that were told.
func (a *activity) add(i item, id string) {
	for len(a.written) < a.agents.Len() {
		a.written = append(a.written, 0)
	}
	for len(a.threads) < a.places.Len() {
		a.threads = append(a.threads, 0)
	}
	a.written[i.agent]++
	a.threads[i.place]++
	at := a.items.Add(i)
	a.ids.Add(id)
	for k := i.words; int(k) < a.told.Len(); k++ {
		a.say(at, *a.told.At(k))
	}
}

// say notes that a text holds a word.
func (a *activity) say(at int32, s said) {
	word := s.number()
	switch first := a.uses.first.At(word); {
	case *first == 0: // most words are never said again
		*first = at + 1
		return
	case *first > 0:
		a.saidAgain(word, *first-1)
	}
	u := a.uses.of(word)
	u.count(s)
	if u.everybodys() {
		delete(a.insists, word)
		return
	}
	x := u.use(&a.items, at)
	switch {
	case !a.obsessed(x) || !u.name():
	case x.insisted:
		a.meet(u, len(u.items)-1)
	default: // what it said before counts from now on
		u.insist(&a.items, x.agent)
		a.insists[word] = true
		u.pairs = map[[2]int32]*pair{}
		for k := range u.items {
			a.meet(u, k)
		}
	}
}

// saidAgain begins to keep more of a word than the one text that holds it.
func (a *activity) saidAgain(word, first int32) {
	number := a.uses.often.Add(usage{items: []int32{first}})
	*a.uses.first.At(word) = -1 - number
	for k, end := a.items.At(first).words, wordsEnd(&a.items, &a.told, first); k < end; k++ {
		if s := *a.told.At(k); s.number() == word {
			a.uses.of(word).count(s)
		}
	}
}

// wordsEnd is where the words of an item end.
func wordsEnd(items *column.List[item], told *column.List[said], at int32) int32 {
	if int(at+1) < items.Len() {
		return items.At(at + 1).words
	}
	return int32(told.Len())
}

// obsessed reports whether a word is in much of what an agent writes, time and again.
func (a *activity) obsessed(u use) bool {
	return u.texts >= insistedUses && a.favours(u)
}

func (a *activity) favours(u use) bool {
	return float64(u.texts) >= insistence*float64(a.written[u.agent])
}
