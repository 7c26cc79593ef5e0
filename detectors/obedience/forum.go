package obedience

import (
	"slices"
	"time"
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

// order is all that one author asks of its readers.
type order struct {
	asks    [len(deeds)]bool
	id      string // of its first text
	first   time.Time
	readers map[string]time.Time // since when each is known to have read it
	obeyed  [len(deeds)][]deed
}

// deed is that a reader did what was asked.
type deed struct {
	agent, id string
	seen      time.Time
}

// reader is what an agent has before its eyes: whose threads it was shown, and when last.
type reader map[string]time.Time

// forum is the last day as this detector sees it: a function of the acts, in their order.
type forum struct {
	acts    []act
	authors map[uint64]string   // of threads
	ordered map[uint64][]string // thread: the authors of orders on it
	orders  map[string]*order   // by author
	readers map[string]reader

	// How often an agent was shown somebody's thread, and how often it did a deed for that one
	// within the hour: what agents do anyway.
	shown int
	done  [len(deeds)]int
}

func newForum() *forum {
	f := &forum{}
	f.clear()
	return f
}

func (f *forum) clear() {
	*f = forum{authors: map[uint64]string{}, ordered: map[uint64][]string{}, orders: map[string]*order{}, readers: map[string]reader{}}
}

// StartAt implements windowed.Watcher.
func (f *forum) StartAt(start time.Time) {
	old := f.acts
	first, _ := slices.BinarySearchFunc(old, start, func(a act, t time.Time) int { return a.seen.Compare(t) })
	if first == 0 {
		return
	}
	f.clear()
	for _, a := range old[first:] {
		f.Take(a)
	}
}

// Take implements windowed.Watcher.
func (f *forum) Take(a act) {
	if n := len(f.acts); n > 0 && a.seen.Truncate(obeysIn) != f.acts[n-1].seen.Truncate(obeysIn) {
		f.forget(a.seen)
	}
	f.acts = append(f.acts, a)
	switch a.what {
	case "order":
		f.ask(a)
		return
	case "thread":
		f.authors[a.threads[0]] = a.agent
		return
	}
	// A deed comes before what it shows to have been read: who votes on an order has not obeyed it.
	if number := slices.Index(deeds[:], a.what); number >= 0 && a.other != "" && a.other != a.agent {
		f.do(a, number)
	}
	for _, thread := range a.threads {
		f.read(a, thread)
	}
}

// forget drops what was read so long ago that nothing follows from it any more.
func (f *forum) forget(now time.Time) {
	for agent, r := range f.readers {
		for author, last := range r {
			if now.Sub(last) > obeysIn {
				delete(r, author)
			}
		}
		if len(r) == 0 {
			delete(f.readers, agent)
		}
	}
}

// ask notes an order, on the thread where it stands.
func (f *forum) ask(a act) {
	o := f.orders[a.agent]
	if o == nil {
		o = &order{id: a.id, first: a.seen, readers: map[string]time.Time{}}
		f.orders[a.agent] = o
	}
	for number, name := range deeds {
		o.asks[number] = o.asks[number] || slices.Contains(a.asks, name)
	}
	for _, thread := range a.threads {
		if !slices.Contains(f.ordered[thread], a.agent) {
			f.ordered[thread] = append(f.ordered[thread], a.agent)
		}
	}
}

// read notes that an agent had a thread before its eyes.
func (f *forum) read(a act, thread uint64) {
	for _, by := range f.ordered[thread] {
		o := f.orders[by]
		if _, known := o.readers[a.agent]; !known && by != a.agent {
			o.readers[a.agent] = a.seen
		}
	}
	author := f.authors[thread]
	if author == "" || author == a.agent {
		return
	}
	r := f.readers[a.agent]
	if r == nil {
		r = reader{}
		f.readers[a.agent] = r
	}
	if last, known := r[author]; !known || a.seen.Sub(last) > obeysIn {
		f.shown++
	}
	r[author] = a.seen
}

// do notes a deed for another agent: as what agents do anyway, and as what was asked for.
func (f *forum) do(a act, number int) {
	o := f.orders[a.other]
	if o == nil {
		if last, known := f.readers[a.agent][a.other]; known && a.seen.Sub(last) <= obeysIn {
			f.done[number]++
		}
		return
	}
	since, read := o.readers[a.agent]
	again := slices.ContainsFunc(o.obeyed[number], func(d deed) bool { return d.agent == a.agent })
	if o.asks[number] && read && a.seen.After(since) && a.seen.Sub(since) <= obeysIn && !again {
		o.obeyed[number] = append(o.obeyed[number], deed{a.agent, a.id, a.seen})
	}
}
