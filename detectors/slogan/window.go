package slogan

import (
	"slices"
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

// item is one text by one agent at one place, beside when it was seen. There are millions of them.
type item struct {
	who   takeover.Who
	place int32
	words int32 // the first of those that were said before, in activity.told; the next item's follow
}

// activity is the last day of the forum as this detector sees it.
type activity struct {
	items     column.List[item]
	seen      column.Moments    // when the items were
	ids       column.Strings    // of the items
	told      column.List[said] // the words of all items that others before them hold, in their order
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
	a.uses.clear()
	return a
}

// clear forgets all but the words, which the items that are taken in again hold.
func (a *activity) clear() {
	a.items, a.seen, a.ids, a.told = column.List[item]{}, column.Moments{}, column.Strings{}, column.List[said]{}
	a.written, a.threads = nil, nil
	a.insists, a.claimed = map[int32]bool{}, nil
	a.said, a.listed = nil, nil
}

// StartAt implements windowed.Watcher: what is older is forgotten, and the rest is taken in
// again, so that the state is what it would be had the window always begun there.
func (a *activity) StartAt(start time.Time) {
	a.takeovers.Forget(start)
	items, seen, ids, told := a.items, a.seen, a.ids, a.told
	first := seen.Since(moment.Of(start))
	if first == 0 {
		return
	}
	a.clear()
	a.uses.startAt(first)
	agents, places := a.agents.Renumber(), a.places.Renumber()
	for at := first; int(at) < items.Len(); at++ {
		i := *items.At(at)
		items.Forget(at)
		seen.Forget(at)
		ids.Forget(at)
		told.Forget(i.words)
		words, end := i.words, wordsEnd(&items, &told, at)
		i.who, i.place, i.words = takeover.By(agents.Number(i.who.Agent()), i.who.Nowhere()), places.Number(i.place), int32(a.told.Len())
		for ; words < end; words++ {
			a.tell(*told.At(words))
		}
		a.add(i, seen.At(at), ids.At(at))
	}
	a.tidy()
}

// tell adds a word that was said before to those of the next text, unless who said it is forgotten: then that text
// is the first with it.
func (a *activity) tell(s said) {
	if u := a.uses.often.At(s.number()); u.first == nothing {
		u.first = s.of(int32(a.items.Len()))
		return
	}
	a.told.Add(s)
}

// tidy lets go of the numbers of words that nobody in the window says, or only one text holds.
func (a *activity) tidy() {
	old := a.words
	often := a.uses.often
	a.words, a.uses.often = lexicon{}, column.List[usage]{}
	became := make([]int32, often.Len())
	for number := range int32(often.Len()) {
		switch u := often.At(number); {
		case u.first == nothing:
		case u.few.total == 0:
			a.uses.once.Put(old.key(number), uint32(u.first))
		default:
			became[number] = a.words.add(old.key(number))
			a.uses.often.Add(*u)
		}
		often.Forget(number)
		old.keys.Forget(number)
	}
	for k := range int32(a.told.Len()) {
		s := a.told.At(k)
		*s = s.of(became[s.number()])
	}
	insists := map[int32]bool{}
	for number := range a.insists {
		insists[became[number]] = true
	}
	a.insists = insists
}

// Take implements windowed.Watcher.
func (a *activity) Take(p post) {
	words := wordsOf(p.words, p.name)
	i := item{who: takeover.By(a.agents.Number(p.agent), p.nowhere), place: a.places.Number(p.place), words: int32(a.told.Len())}
	for _, w := range words {
		if number, known := a.words.find(w.key); known {
			a.told.Add(saidAs(number, w.name, w.sure))
		} else if before, again := a.uses.once.Meet(w.key, uint32(saidAs(int32(a.items.Len()), w.name, w.sure))); again {
			a.told.Add(saidAs(a.words.add(w.key), w.name, w.sure))
			a.uses.often.Add(usage{first: said(before), last: first})
		}
	}
	a.add(i, moment.Of(p.seen), p.id)
}

// add adds a text, whose words are the last that were told.
func (a *activity) add(i item, seen moment.Moment, id string) {
	for len(a.written) < a.agents.Len() {
		a.written = append(a.written, 0)
	}
	for len(a.threads) < a.places.Len() {
		a.threads = append(a.threads, 0)
	}
	a.written[i.who.Agent()]++
	a.threads[i.place]++
	at := a.items.Add(i)
	a.seen.Add(seen)
	a.ids.Add(id)
	for k := i.words; int(k) < a.told.Len(); k++ {
		a.say(at, *a.told.At(k))
	}
}

// say notes that a text holds a word, as another before it did.
func (a *activity) say(at int32, s said) {
	word := s.number()
	u := a.uses.often.At(word)
	if u.last == common {
		return
	}
	if of := a.uses.list(u); of != nil && len(of.by) > maxUsers {
		a.uses.drop(u, of)
		delete(a.insists, word)
		return
	}
	x, name := a.uses.use(u, &a.items, at, s)
	switch {
	case !a.obsessed(x) || !name:
	case x.insisted:
		a.meet(u, a.uses.latest(u))
	default: // what it said before counts from now on
		of := a.uses.insist(u, &a.items, x.agent)
		of.pairs = map[[2]int32]*pair{}
		a.insists[word] = true
		var sayings []int32
		for k := range a.uses.texts(u, of.last) {
			sayings = append(sayings, k)
		}
		for _, k := range slices.Backward(sayings) {
			a.meet(u, k)
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
