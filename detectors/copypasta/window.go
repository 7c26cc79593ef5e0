package copypasta

import (
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/takeover"
)

// item is one text by one agent at one place.
type item struct {
	seen   time.Time
	id     string
	agent  int32
	place  int32
	number int32 // of its text
	key    uint64
	sketch *sketch
	names  [2]string // agent, place: what the numbers stand for

	nowhere bool // it is not on record from where
}

// place is a thread, or a family of texts: something on which agents can meet.
type place struct {
	total  int
	recent []int32 // the last item of each of the latest agents, oldest first
}

// family is what is known of one family of texts.
type family struct {
	place
	author  int32 // the first
	since   time.Time
	several bool // another author has used it too
}

// activity is the last day of the forum as this detector sees it: a function of the items
// added since the window's start, in their order.
type activity struct {
	families  *families
	items     []item
	agents    numbering
	places    numbering
	byAgent   [][]int32
	threads   map[int32]*place
	family    map[int32]*family
	pairs     map[[2]int32]*pair
	takeovers takeover.Memory
	bulk      map[int32]map[int32]int // text: agents that spread it in bulk, and to how many threads
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
	a := &activity{families: newFamilies()}
	a.clear()
	return a
}

func (a *activity) clear() {
	a.families.clear()
	a.items, a.byAgent = nil, nil
	a.agents, a.places = numbering{of: map[string]int32{}}, numbering{of: map[string]int32{}}
	a.threads, a.family = map[int32]*place{}, map[int32]*family{}
	a.pairs, a.bulk = map[[2]int32]*pair{}, map[int32]map[int32]int{}
}

// StartAt moves the window's start: what is older is forgotten, and the rest is taken in
// again, so that the state is what it would be had the window always begun there.
func (a *activity) StartAt(start time.Time) {
	a.takeovers.Forget(start)
	old := a.items
	first, _ := slices.BinarySearchFunc(old, start, func(i item, t time.Time) int { return i.seen.Compare(t) })
	a.clear()
	for _, i := range old[first:] {
		a.add(i)
	}
}

// Take adds a text that was read, unless it is too short to mean anything.
func (a *activity) Take(p post) {
	key, s := a.families.sketch(p.words)
	if s.runes >= minRunes {
		a.add(item{seen: p.seen, id: p.id, key: key, sketch: s, names: [2]string{p.agent, p.place}, nowhere: p.nowhere})
	}
}

func (a *activity) add(i item) {
	i.agent, i.place = a.agents.number(i.names[0]), a.places.number(i.names[1])
	var joined [][2]int32
	i.number, joined = a.families.add(i.key, i.sketch)
	for _, j := range joined {
		a.join(j[0], j[1])
	}
	at := int32(len(a.items))
	a.items = append(a.items, i)
	for int(i.agent) >= len(a.byAgent) {
		a.byAgent = append(a.byAgent, nil)
	}
	a.byAgent[i.agent] = append(a.byAgent[i.agent], at)

	root := a.families.find(i.number)
	fam := a.family[root]
	if fam == nil {
		fam = &family{author: i.agent, since: i.seen}
		a.family[root] = fam
	}
	fam.several = fam.several || fam.author != i.agent
	thread := a.threads[i.place]
	if thread == nil {
		thread = &place{}
		a.threads[i.place] = thread
	}
	thread.total++
	fam.total++
	if fam.several {
		a.compare(at, root, thread, &fam.place)
	}
	a.countBulk(at)
	thread.remember(a.items, at)
	fam.remember(a.items, at)
}

// join makes one family of two.
func (a *activity) join(into, from int32) {
	f := a.family[from]
	delete(a.family, from)
	g := a.family[into]
	switch {
	case f == nil: // a text that is new has no family yet
	case g == nil:
		a.family[into] = f
	default:
		g.several = g.several || f.several || g.author != f.author
		if f.since.Before(g.since) {
			g.author, g.since = f.author, f.since
		}
		g.total += f.total
		latest := append(slices.Clone(g.recent), f.recent...)
		slices.Sort(latest)
		g.recent = nil
		for _, at := range latest {
			g.remember(a.items, at)
		}
	}
}

// remember notes an item as its agent's last here, and lets go of the oldest agent.
func (p *place) remember(items []item, at int32) {
	for i, other := range p.recent {
		if items[other].agent == items[at].agent {
			p.recent = append(p.recent[:i], p.recent[i+1:]...)
			break
		}
	}
	if len(p.recent) >= maxRecent {
		p.recent = append(p.recent[:0], p.recent[1:]...)
	}
	p.recent = append(p.recent, at)
}
