package obedience

import (
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/detectors/numbering"
)

// act is one row of acts.sql.
type act struct {
	seen      time.Time
	id, agent string
	what      string // order, thread, feed, comment, or a deed: follow, vote, message
	threads   []uint64
	other     string
	asks      []string
}

// deeds are what can be asked for and counted, in the order of their numbers.
var deeds = [...]string{"follow", "vote", "message"}

// kept is what is kept of an act, beside its id, its threads and when it was seen. There are millions of them.
type kept struct {
	agent   int32
	other   int32 // none: there is nobody
	threads int32 // its first, in forum.threads; the next act's follow
	what    uint8 // number of the deed, or one of those below
	asks    uint8 // a bit for each deed
}

// What an act is that is no deed.
const (
	gaveOrder = uint8(len(deeds)) + iota
	began     // a thread
	looked    // at threads, or commented on one
)

const none = -1

// keep makes what is kept of an act.
func (f *forum) keep(a act) kept {
	k := kept{agent: f.agents.Number(a.agent), other: none}
	if a.other != "" {
		k.other = f.agents.Number(a.other)
	}
	switch number := slices.Index(deeds[:], a.what); {
	case number >= 0:
		k.what = uint8(number)
	case a.what == "order":
		k.what = gaveOrder
	case a.what == "thread":
		k.what = began
	default:
		k.what = looked
	}
	for number, name := range deeds {
		if slices.Contains(a.asks, name) {
			k.asks |= 1 << number
		}
	}
	return k
}

// order is all that one author asks of its readers.
type order struct {
	asks    uint8  // a bit for each deed
	id      string // of its first text
	first   moment.Moment
	readers map[int32]moment.Moment // since when each is known to have read it
	obeyed  [len(deeds)][]deed
}

// deed is that a reader did what was asked.
type deed struct {
	agent int32
	act   int32
	seen  moment.Moment
}

// reader is what an agent has before its eyes: whose threads it was shown.
type reader map[int32]showing

// showing is that an agent was shown somebody's threads, again and again within the hour.
type showing struct {
	last moment.Moment
	did  uint8 // a bit for each deed that it did for that one since
}

// forum is the last hours as this detector sees them: a function of the acts, in their order.
type forum struct {
	acts    column.List[kept]
	seen    column.Moments      // when the acts were
	ids     column.Strings      // of the acts
	threads column.List[uint64] // of all acts, in their order
	agents  numbering.Names
	authors map[uint64]int32   // of threads
	ordered map[uint64][]int32 // thread: the authors of orders on it
	orders  map[int32]*order   // by author
	readers map[int32]reader

	// How often an agent was shown the threads of somebody who gave no order, and after how many of these showings it did a
	// deed for that one within the hour, once or more: what agents do anyway.
	shown int
	done  [len(deeds)]int
}

func newForum() *forum {
	f := &forum{}
	f.clear()
	return f
}

func (f *forum) clear() {
	*f = forum{agents: f.agents, authors: map[uint64]int32{}, ordered: map[uint64][]int32{}, orders: map[int32]*order{}, readers: map[int32]reader{}}
}

// StartAt implements windowed.Watcher.
func (f *forum) StartAt(start time.Time) {
	acts, seen, ids, threads := f.acts, f.seen, f.ids, f.threads
	first := seen.Since(moment.Of(start))
	if first == 0 {
		return
	}
	f.clear()
	agents := f.agents.Renumber()
	for at := first; int(at) < acts.Len(); at++ {
		acts.Forget(at)
		seen.Forget(at)
		ids.Forget(at)
		k := *acts.At(at)
		threads.Forget(k.threads)
		of := threadsOf(&acts, &threads, at)
		k.agent = agents.Number(k.agent)
		if k.other != none {
			k.other = agents.Number(k.other)
		}
		f.add(k, seen.At(at), ids.At(at), of)
	}
}

// Take implements windowed.Watcher.
func (f *forum) Take(a act) { f.add(f.keep(a), moment.Of(a.seen), a.id, a.threads) }

// threadsOf gives the threads of an act.
func threadsOf(acts *column.List[kept], threads *column.List[uint64], at int32) (of []uint64) {
	end := int32(threads.Len())
	if int(at+1) < acts.Len() {
		end = acts.At(at + 1).threads
	}
	for k := acts.At(at).threads; k < end; k++ {
		of = append(of, *threads.At(k))
	}
	return of
}

func (f *forum) add(k kept, seen moment.Moment, id string, threads []uint64) {
	if n := f.acts.Len(); n > 0 && hourOf(seen) != hourOf(f.seen.At(int32(n-1))) {
		f.forget(seen)
	}
	k.threads = int32(f.threads.Len())
	for _, thread := range threads {
		f.threads.Add(thread)
	}
	at := f.acts.Add(k)
	f.seen.Add(seen)
	f.ids.Add(id)
	switch k.what {
	case gaveOrder:
		f.ask(k, seen, id, threads)
		return
	case began:
		if f.agents.Name(k.agent) != "" {
			f.authors[threads[0]] = k.agent
		}
		return
	}
	// A deed comes before what it shows to have been read: who votes on an order has not obeyed it.
	if k.what < gaveOrder && k.other != none && k.other != k.agent {
		f.do(k, seen, at)
	}
	for _, thread := range threads {
		f.read(k, seen, thread)
	}
}

// hourOf is the stretch in which a time lies, after each of which what is old is dropped.
func hourOf(m moment.Moment) time.Time { return m.Time().Truncate(obeysIn) }

// forget drops what was read so long ago that nothing follows from it any more.
func (f *forum) forget(now moment.Moment) {
	for agent, r := range f.readers {
		for author, s := range r {
			if now.Sub(s.last) > obeysIn {
				delete(r, author)
			}
		}
		if len(r) == 0 {
			delete(f.readers, agent)
		}
	}
}

// ask notes an order, on the thread where it stands.
func (f *forum) ask(k kept, seen moment.Moment, id string, threads []uint64) {
	o := f.orders[k.agent]
	if o == nil {
		o = &order{id: id, first: seen, readers: map[int32]moment.Moment{}}
		f.orders[k.agent] = o
	}
	o.asks |= k.asks
	for _, thread := range threads {
		if !slices.Contains(f.ordered[thread], k.agent) {
			f.ordered[thread] = append(f.ordered[thread], k.agent)
		}
	}
}

// read notes that an agent had a thread before its eyes.
func (f *forum) read(k kept, seen moment.Moment, thread uint64) {
	for _, by := range f.ordered[thread] {
		o := f.orders[by]
		if _, known := o.readers[k.agent]; !known && by != k.agent {
			o.readers[k.agent] = seen
		}
	}
	author, known := f.authors[thread]
	if !known || author == k.agent {
		return
	}
	r := f.readers[k.agent]
	if r == nil {
		r = reader{}
		f.readers[k.agent] = r
	}
	s, known := r[author]
	if !known || seen.Sub(s.last) > obeysIn {
		s.did = 0
		if f.orders[author] == nil {
			f.shown++
		}
	}
	s.last = seen
	r[author] = s
}

// do notes a deed for another agent: as what agents do anyway, and as what was asked for.
func (f *forum) do(k kept, seen moment.Moment, at int32) {
	o := f.orders[k.other]
	if o == nil {
		s, known := f.readers[k.agent][k.other]
		if deed := uint8(1) << k.what; known && seen.Sub(s.last) <= obeysIn && s.did&deed == 0 {
			s.did |= deed
			f.readers[k.agent][k.other] = s
			f.done[k.what]++
		}
		return
	}
	since, read := o.readers[k.agent]
	again := slices.ContainsFunc(o.obeyed[k.what], func(d deed) bool { return d.agent == k.agent })
	if o.asks>>k.what&1 == 1 && read && seen > since && seen.Sub(since) <= obeysIn && !again {
		o.obeyed[k.what] = append(o.obeyed[k.what], deed{k.agent, at, seen})
	}
}
