package copypasta

import (
	"cmp"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/detectors/numbering"
	"github.com/moltwatch/moltwatch/detectors/takeover"
)

// item is one text by one agent at one place, beside when it was seen. There are millions of them.
type item struct {
	who    takeover.Who
	place  int32
	number int32 // of its text
	before int32 // its agent's item before it; none
}

const none = -1

// author is what one agent wrote.
type author struct{ last, items int32 }

// place is a thread, or a family of texts: something on which agents can meet.
type place struct {
	total  int
	recent []latest // of the latest agents, oldest first
}

// latest is the last item of an agent somewhere.
type latest struct{ at, agent int32 }

// family is what is known of one family of texts that was used more than once.
type family struct {
	place
	author  int32 // the first
	since   moment.Moment
	several bool // another author has used it too
	alone   []uses
}

// activity is the last day of the forum as this detector sees it: a function of the items
// added since the window's start, in their order.
type activity struct {
	families  *families
	items     column.List[item]
	seen      column.Moments // when the items were
	ids       column.Strings // of the items
	agents    numbering.Names
	places    numbering.Names
	byAgent   []author
	threads   []place            // by the number of a place
	left      int32              // items before this are so old that whoever comes is in step with none of them
	family    map[int32]*family  // by its name; of those used once the first item is all there is
	first     column.List[int32] // of each text: its first item
	uses      column.List[uint8] // of each text, as far as they are counted
	pairs     map[[2]int32]*pair
	followed  [][2]int32      // of these, the pairs with so many occasions that they are looked at
	merged    int             // how often two families became one that both were there before
	described map[int32]*ring // the rings of the last tick, by their first member
	takeovers takeover.Memory
	bulk      map[int32]map[int32]int // text: agents that spread it in bulk, and to how many threads
}

func newActivity() *activity {
	a := &activity{families: newFamilies()}
	a.clear()
	return a
}

func (a *activity) clear() {
	a.families.clear()
	a.items, a.seen, a.ids, a.byAgent = column.List[item]{}, column.Moments{}, column.Strings{}, a.byAgent[:0]
	a.threads, a.family, a.first, a.uses = nil, map[int32]*family{}, column.List[int32]{}, column.List[uint8]{}
	a.merged, a.described, a.left = 0, nil, 0
	a.pairs, a.followed, a.bulk = map[[2]int32]*pair{}, nil, map[int32]map[int32]int{}
}

// StartAt moves the window's start: what is older is forgotten, and the rest is taken in
// again, so that the state is what it would be had the window always begun there.
func (a *activity) StartAt(start time.Time) {
	a.takeovers.Forget(start)
	items, seen, ids, texts := a.items, a.seen, a.ids, a.families.texts
	first := seen.Since(moment.Of(start))
	if first == 0 {
		return
	}
	a.clear()
	agents, places := a.agents.Renumber(), a.places.Renumber()
	became := slices.Repeat([]int32{none}, int(texts.len())) // texts, by their old numbers
	since := int32(0)                                        // from this on they are first said within the window, in their order
	for at := range first {
		since = max(since, items.At(at).number+1)
	}
	for at := first; int(at) < items.Len(); at++ {
		items.Forget(at)
		seen.Forget(at)
		ids.Forget(at)
		i := *items.At(at)
		i.who, i.place = takeover.By(agents.Number(i.who.Agent()), i.who.Nowhere()), places.Number(i.place)
		if old := i.number; became[old] != none {
			i.number = became[old]
			a.add(i, seen.At(at), ids.At(at), nil)
		} else {
			var joined [][2]int32
			i.number, joined = a.families.add(texts.at(old))
			became[old] = i.number
			texts.release(since, old)
			a.add(i, seen.At(at), ids.At(at), joined)
		}
	}
}

// Take adds a text that was read, unless it is too short to mean anything.
func (a *activity) Take(p post) {
	if s := a.families.sketch(p.words); s != nil {
		number, joined := a.families.add(s)
		i := item{number: number, who: takeover.By(a.agents.Number(p.agent), p.nowhere), place: a.places.Number(p.place)}
		a.add(i, moment.Of(p.seen), p.id, joined)
	}
}

// add adds an item, by whose text some families have become one.
func (a *activity) add(i item, seen moment.Moment, id string, joined [][2]int32) {
	a.grow(&i)
	a.leave(seen)
	agent := i.who.Agent()
	by := &a.byAgent[agent]
	i.before = by.last
	at := a.items.Add(i)
	a.seen.Add(seen)
	a.ids.Add(id)
	by.last, by.items = at, by.items+1
	for _, j := range joined {
		if j[1] != i.number {
			a.merged++
		}
		a.join(j[0], j[1])
	}

	root := a.families.find(i.number)
	fam, thread := a.known(root), &a.threads[i.place]
	if uses := a.uses.At(i.number); *uses < bulkPosts {
		*uses++
	}
	thread.total++
	if fam != nil {
		fam.total++
		fam.several = fam.several || fam.author != agent
		if fam.several {
			a.compare(at, root, thread, &fam.place)
		}
		if a.isAlone(at, fam) {
			fam.useAlone(agent, 1)
		}
		fam.remember(at, agent)
	}
	a.countBulk(at)
	thread.remember(at, agent)
}

// leave lets go of the latest agents of each thread where nobody has been for so long that whoever comes now is in step
// with nobody there. Most threads are such.
func (a *activity) leave(now moment.Moment) {
	for ; int(a.left) < a.items.Len() && now.Sub(a.seen.At(a.left)) > maxLag; a.left++ {
		thread := &a.threads[a.items.At(a.left).place]
		if n := len(thread.recent); n > 0 && thread.recent[n-1].at == a.left {
			thread.recent = nil
		}
	}
}

// grow makes room for what an item is the first of.
func (a *activity) grow(i *item) {
	for int(i.who.Agent()) >= len(a.byAgent) {
		a.byAgent = append(a.byAgent, author{last: none})
	}
	for int(i.place) >= len(a.threads) {
		a.threads = append(a.threads, place{})
	}
	if int(i.number) == a.uses.Len() {
		a.first.Add(int32(a.items.Len()))
		a.uses.Add(0)
	}
}

// lag is how long an item was seen after another.
func (a *activity) lag(at, before int32) time.Duration { return a.seen.At(at).Sub(a.seen.At(before)) }

// by gives the items of an agent, in order.
func (a *activity) by(agent int32) []int32 {
	author := a.byAgent[agent]
	items := make([]int32, author.items)
	for k, at := len(items)-1, author.last; k >= 0; k-- {
		items[k], at = at, a.items.At(at).before
	}
	return items
}

// known gives what is known of a family that was used before; nil if it was not.
func (a *activity) known(root int32) *family {
	f := a.family[root]
	if f == nil && *a.uses.At(root) > 0 {
		at := *a.first.At(root)
		first := a.items.At(at)
		f = &family{place: place{total: 1, recent: []latest{{at, first.who.Agent()}}}, author: first.who.Agent(), since: a.seen.At(at)}
		f.useAlone(f.author, 1)
		a.family[root] = f
	}
	return f
}

// join makes one family of two.
func (a *activity) join(into, from int32) {
	g, f := a.known(into), a.known(from)
	if f == nil { // a text that is new has no family yet
		return
	}
	delete(a.family, from)
	g.several = g.several || f.several || g.author != f.author
	if f.since < g.since {
		g.author, g.since = f.author, f.since
	}
	g.total += f.total
	for _, u := range f.alone {
		g.useAlone(u.agent, u.times)
	}
	both := append(slices.Clone(g.recent), f.recent...)
	slices.SortFunc(both, func(x, y latest) int { return cmp.Compare(x.at, y.at) })
	g.recent = nil
	for _, l := range both {
		g.remember(l.at, l.agent)
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
