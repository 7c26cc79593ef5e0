package copypasta

import (
	"cmp"
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
	sketch *sketch

	nowhere bool // it is not on record from where
}

// place is a thread, or a family of texts: something on which agents can meet.
type place struct {
	total  int
	recent []latest // of the latest agents, oldest first
}

// latest is the last item of an agent somewhere.
type latest struct{ at, agent int32 }

// family is what is known of one family of texts; nothing if its total is 0.
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
	threads   []place  // by the number of a place
	family    []family // by the number of a text
	uses      []int32  // of each text
	pairs     map[[2]int32]*pair
	followed  [][2]int32      // of these, the pairs with so many occasions that they are looked at
	merged    int             // how often two families became one that both were there before
	described map[int32]*ring // the rings of the last tick, by their first member
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

// renumbered gives the names that are still used new numbers, by their old ones.
type renumbered struct {
	from   numbering
	became []int32
}

func renumber(from numbering) *renumbered {
	return &renumbered{from, slices.Repeat([]int32{-1}, len(from.names))}
}

func (r *renumbered) in(to *numbering, old int32) int32 {
	if r.became[old] < 0 {
		r.became[old] = to.number(r.from.names[old])
	}
	return r.became[old]
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
	a.threads, a.family, a.uses = nil, nil, nil
	a.merged, a.described = 0, nil
	a.pairs, a.followed, a.bulk = map[[2]int32]*pair{}, nil, map[int32]map[int32]int{}
}

// StartAt moves the window's start: what is older is forgotten, and the rest is taken in
// again, so that the state is what it would be had the window always begun there.
func (a *activity) StartAt(start time.Time) {
	a.takeovers.Forget(start)
	old := a.items
	first, _ := slices.BinarySearchFunc(old, start, func(i item, t time.Time) int { return i.seen.Compare(t) })
	agents, places := renumber(a.agents), renumber(a.places)
	a.clear()
	a.items = make([]item, 0, len(old)-first+len(old)/8)
	for _, i := range old[first:] {
		i.agent, i.place = agents.in(&a.agents, i.agent), places.in(&a.places, i.place)
		a.add(i)
	}
}

// Take adds a text that was read, unless it is too short to mean anything.
func (a *activity) Take(p post) {
	s := a.families.sketch(p.words)
	if s.runes >= minRunes {
		a.add(item{seen: p.seen, id: p.id, sketch: s, agent: a.agents.number(p.agent), place: a.places.number(p.place), nowhere: p.nowhere})
	}
}

func (a *activity) add(i item) {
	var joined [][2]int32
	i.number, joined = a.families.add(i.sketch)
	a.grow(&i)
	for _, j := range joined {
		if j[1] != i.number {
			a.merged++
		}
		a.join(j[0], j[1])
	}
	at := int32(len(a.items))
	a.items = append(a.items, i)
	a.byAgent[i.agent] = append(a.byAgent[i.agent], at)
	a.uses[i.number]++

	root := a.families.find(i.number)
	fam, thread := &a.family[root], &a.threads[i.place]
	if fam.total == 0 {
		fam.author, fam.since = i.agent, i.seen
	}
	fam.several = fam.several || fam.author != i.agent
	thread.total++
	fam.total++
	if fam.several {
		a.compare(at, root, thread, &fam.place)
	}
	a.countBulk(at)
	thread.remember(at, i.agent)
	fam.remember(at, i.agent)
}

// grow makes room for what an item is the first of.
func (a *activity) grow(i *item) {
	for int(i.agent) >= len(a.byAgent) {
		a.byAgent = append(a.byAgent, nil)
	}
	for int(i.place) >= len(a.threads) {
		a.threads = append(a.threads, place{})
	}
	for int(i.number) >= len(a.family) {
		a.family, a.uses = append(a.family, family{}), append(a.uses, 0)
	}
}

// join makes one family of two.
func (a *activity) join(into, from int32) {
	f, g := a.family[from], &a.family[into]
	a.family[from] = family{}
	switch {
	case f.total == 0: // a text that is new has no family yet
	case g.total == 0:
		*g = f
	default:
		g.several = g.several || f.several || g.author != f.author
		if f.since.Before(g.since) {
			g.author, g.since = f.author, f.since
		}
		g.total += f.total
		both := append(slices.Clone(g.recent), f.recent...)
		slices.SortFunc(both, func(x, y latest) int { return cmp.Compare(x.at, y.at) })
		g.recent = nil
		for _, l := range both {
			g.remember(l.at, l.agent)
		}
	}
}

// remember notes an item as its agent's last here, and lets go of the oldest agent.
func (p *place) remember(at, agent int32) {
	for i := range p.recent {
		if p.recent[i].agent == agent {
			p.recent = append(p.recent[:i], p.recent[i+1:]...)
			break
		}
	}
	if len(p.recent) >= maxRecent {
		p.recent = append(p.recent[:0], p.recent[1:]...)
	}
	p.recent = append(p.recent, latest{at, agent})
}
