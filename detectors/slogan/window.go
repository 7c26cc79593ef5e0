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
	words []word
	names [2]string // agent, place: what the numbers stand for

	nowhere bool
}

// use is how often an agent said a word.
type use struct {
	agent    int32
	texts    int32
	insisted bool // it was in much of what the agent wrote, once at least
}

// usage is who said a word, in order of their first use, and the texts that hold it.
type usage struct {
	users []use
	total int32
	named int32   // of them, those in which it is written as a name
	sure  int32   // and cannot be anything else
	items []int32 // until it is everybody's
	pairs map[[2]int32]*pair
}

// name reports whether a word is a name: hardly ever written like a common word, and often
// enough where only names are written so.
func (u *usage) name() bool {
	return float64(u.named) >= namedPart*float64(u.total) && float64(u.sure) >= surePart*float64(u.total)
}

// activity is the last day of the forum as this detector sees it.
type activity struct {
	items     []item
	agents    numbering
	places    numbering
	written   []int32 // texts of each agent
	threads   []int32 // texts of each place
	usages    map[uint64]*usage
	insists   map[uint64]bool // words that somebody insisted on
	takeovers takeover.Memory
	claimed   []uint64 // of them, those that some agents keep to themselves, as of the last tick; rising
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
	a := &activity{}
	a.clear()
	return a
}

func (a *activity) clear() {
	a.items, a.written, a.threads = nil, nil, nil
	a.agents, a.places = numbering{of: map[string]int32{}}, numbering{of: map[string]int32{}}
	a.usages, a.insists, a.claimed = map[uint64]*usage{}, map[uint64]bool{}, nil
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
	for _, i := range old[first:] {
		a.add(i)
	}
}

// Take implements windowed.Watcher.
func (a *activity) Take(p post) {
	a.add(item{seen: p.seen, id: p.id, words: wordsOf(p.words, p.name), names: [2]string{p.agent, p.place}, nowhere: p.nowhere})
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
	for _, w := range i.words {
		a.say(at, i.agent, w)
	}
}

// say notes that an agent used a word.
func (a *activity) say(at, agent int32, w word) {
	u := a.usages[w.key]
	if u == nil {
		u = &usage{}
		a.usages[w.key] = u
	}
	u.total++
	if len(u.users) > maxUsers { // it is everybody's
		u.items, u.pairs = nil, nil
		delete(a.insists, w.key)
		return
	}
	k := slices.IndexFunc(u.users, func(x use) bool { return x.agent == agent })
	if k < 0 {
		k = len(u.users)
		u.users = append(u.users, use{agent: agent})
	}
	x := &u.users[k]
	x.texts++
	if w.name {
		u.named++
	}
	if w.sure {
		u.sure++
	}
	u.items = append(u.items, at)
	switch {
	case !a.obsessed(*x) || !u.name():
	case x.insisted:
		a.meet(u, len(u.items)-1)
	default: // what it said before counts from now on
		x.insisted = true
		a.insists[w.key] = true
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
