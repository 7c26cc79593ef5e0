package slogan

import (
	"slices"
	"time"

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

// item is one text by one agent at one place.
type item struct {
	seen  time.Time
	id    string
	agent int32
	place int32
	words []said
	names [2]string // agent, place: what the numbers stand for

	nowhere bool
}

// activity is the last day of the forum as this detector sees it.
type activity struct {
	items     []item
	agents    numbering
	places    numbering
	written   []int32 // texts of each agent
	threads   []int32 // texts of each place
	words     lexicon
	usages    []usage        // of each word
	insists   map[int32]bool // words that somebody insisted on
	takeovers takeover.Memory
	said      map[int32]*division // of the rings of the last tick, by their first agent
	listed    map[int32]*listing  // of its promotions
	claimed   []int32             // of them, those that some agents keep to themselves, as of the last tick; rising by their hash
}

// numbering gives names small numbers in order of their first appearance.
type numbering struct {
	of    map[string]int32
	names []string
}

func (n *numbering) number(name string) int32 {
	if i, ok := n.of[name]; ok {
		return i
	}
	i := int32(len(n.names))
	n.of[name] = i
	n.names = append(n.names, name)
	return i
}

func newActivity() *activity {
	a := &activity{words: newLexicon()}
	a.clear()
	return a
}

// clear forgets all but the numbers of words, which the items that are taken in again hold.
func (a *activity) clear() {
	a.items, a.written, a.threads = nil, nil, nil
	a.agents, a.places = numbering{of: map[string]int32{}}, numbering{of: map[string]int32{}}
	for number := range a.usages {
		a.usages[number].clear()
	}
	a.insists, a.claimed = map[int32]bool{}, nil
	a.said, a.listed = nil, nil
}

// StartAt implements windowed.Watcher: what is older is forgotten, and the rest is taken in
// again, so that the state is what it would be had the window always begun there.
func (a *activity) StartAt(start time.Time) {
	a.takeovers.Forget(start)
	old := a.items
	first, _ := slices.BinarySearchFunc(old, start, func(i item, t time.Time) int { return i.seen.Compare(t) })
	if first == 0 {
		return
	}
	a.clear()
	a.items = make([]item, 0, len(old)-first+len(old)/8)
	for _, i := range old[first:] {
		a.add(i)
	}
	a.tidy()
}

// tidy lets go of the words that nobody in the window says, when they are most of them.
func (a *activity) tidy() {
	live := 0
	for number := range a.usages {
		if a.usages[number].total > 0 {
			live++
		}
	}
	if 2*live >= len(a.usages) {
		return
	}
	became := make([]int32, len(a.usages))
	words, usages := newLexicon(), make([]usage, 0, live)
	for number, u := range a.usages {
		if u.total > 0 {
			became[number] = words.number(a.words.keys[number])
			usages = append(usages, u)
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
	a.words, a.usages, a.insists = words, usages, insists
}

// Take implements windowed.Watcher.
func (a *activity) Take(p post) {
	words := wordsOf(p.words, p.name)
	i := item{seen: p.seen, id: p.id, words: make([]said, len(words)), names: [2]string{p.agent, p.place}, nowhere: p.nowhere}
	for k, w := range words {
		i.words[k] = saidAs(a.words.number(w.key), w.name, w.sure)
	}
	for len(a.usages) < len(a.words.keys) {
		a.usages = append(a.usages, usage{})
	}
	a.add(i)
}

func (a *activity) add(i item) {
	i.agent, i.place = a.agents.number(i.names[0]), a.places.number(i.names[1])
	for len(a.written) < len(a.agents.names) {
		a.written = append(a.written, 0)
	}
	for len(a.threads) < len(a.places.names) {
		a.threads = append(a.threads, 0)
	}
	a.written[i.agent]++
	a.threads[i.place]++
	at := int32(len(a.items))
	a.items = append(a.items, i)
	for _, s := range i.words {
		a.say(at, i.agent, s)
	}
}

// say notes that an agent used a word.
func (a *activity) say(at, agent int32, s said) {
	u := &a.usages[s.number()]
	u.total++
	if u.total == 1 { // most words are never said again
		u.agent, u.at = agent, at
	}
	if s.name() {
		u.named++
	}
	if s.sure() {
		u.sure++
	}
	if u.total == 1 {
		return
	}
	if u.everybodys() {
		delete(a.insists, s.number())
		return
	}
	x := u.use(at, agent)
	switch {
	case !a.obsessed(*x) || !u.name():
	case x.insisted:
		a.meet(u, len(u.items)-1)
	default: // what it said before counts from now on
		x.insisted = true
		a.insists[s.number()] = true
		u.pairs = map[[2]int32]*pair{}
		for k := range u.items {
			a.meet(u, k)
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
