package content

import (
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/detectors/numbering"
)

// row is what is known of one text.
type row struct {
	seen      time.Time
	id, agent string
	injection float32 // probability that it tries to take its reader over
	repeats   float32 // probability that it asks its reader to spread it
	text      uint64  // hash of its normal form
	secrets   []string
	thread    string
}

// attacks reports whether a text counts as an attack.
func (r *row) attacks() bool { return r.injection >= attackAt || r.repeats >= attackAt }

// leaks reports whether a text shows a key.
func (r *row) leaks() bool { return slices.ContainsFunc(r.secrets, isKey) }

// asks reports whether a text asks for money.
func (r *row) asks() bool { return slices.ContainsFunc(r.secrets, isAsk) }

// counts reports whether anything but its number is kept of a text.
func (r *row) counts() bool { return r.attacks() || r.leaks() || r.asks() }

// text is what is kept of each, beside when it was seen: the number of its agent or, below zero, its row among those that
// are marked. There are millions of them.
type text int32

func marked(row int) text { return text(-1 - row) }

// row gives the row of a text that is marked.
func (t text) row() (at int, is bool) { return int(-1 - t), t < 0 }

// author is what one agent wrote that counts.
type author struct {
	number  int32
	attacks []int32 // marked rows
	leaks   []int32
	asks    []int32
}

// spread is a text that asks to be repeated, and its authors in order.
type spread struct {
	authors []string
	first   map[string]int32 // each author's first row of it
	rows    []int32
	readers []bool // of the authors but the first, as far as was asked: who had read it
}

// forum is the last day as this detector sees it: a function of the rows, in their order.
type forum struct {
	texts   column.List[text]
	seen    column.Moments // when the texts were
	agents  numbering.Names
	written []int32            // texts of each agent
	rows    []row              // those that are marked: an attack, a leak or an ask
	marked  map[string]*author // of these: few
	spreads map[uint64]*spread
}

func newForum() *forum {
	f := &forum{}
	f.clear()
	return f
}

func (f *forum) clear() {
	f.texts, f.seen, f.written = column.List[text]{}, column.Moments{}, f.written[:0]
	f.rows, f.marked, f.spreads = nil, map[string]*author{}, map[uint64]*spread{}
}

// StartAt implements windowed.Watcher.
func (f *forum) StartAt(start time.Time) {
	texts, seen, rows := f.texts, f.seen, f.rows
	first := seen.Since(moment.Of(start))
	if first == 0 {
		return
	}
	f.clear()
	agents := f.agents.Renumber()
	for at := first; int(at) < texts.Len(); at++ {
		texts.Forget(at)
		seen.Forget(at)
		if row, is := texts.At(at).row(); is {
			f.add(f.agents.Number(rows[row].agent), seen.At(at), &rows[row])
		} else {
			f.add(agents.Number(int32(*texts.At(at))), seen.At(at), nil)
		}
	}
}

// Take implements windowed.Watcher.
func (f *forum) Take(r row) {
	agent, seen := f.agents.Number(r.agent), moment.Of(r.seen)
	if r.counts() {
		f.add(agent, seen, &r)
	} else {
		f.add(agent, seen, nil)
	}
}

// add adds a text of an agent. r is its row if it is to be marked.
func (f *forum) add(agent int32, seen moment.Moment, r *row) {
	for len(f.written) < f.agents.Len() {
		f.written = append(f.written, 0)
	}
	f.written[agent]++
	t := text(agent)
	if r != nil {
		t = marked(len(f.rows))
		f.mark(agent, *r)
	}
	f.texts.Add(t)
	f.seen.Add(seen)
}

// mark notes a text that is an attack, a leak or an ask.
func (f *forum) mark(agent int32, r row) {
	at := int32(len(f.rows))
	f.rows = append(f.rows, r)
	a := f.marked[r.agent]
	if a == nil {
		a = &author{number: agent}
		f.marked[r.agent] = a
	}
	if r.attacks() {
		a.attacks = append(a.attacks, at)
	}
	if r.leaks() {
		a.leaks = append(a.leaks, at)
	}
	if r.asks() {
		a.asks = append(a.asks, at)
	}
	if r.repeats < attackAt {
		return
	}
	s := f.spreads[r.text]
	if s == nil {
		s = &spread{first: map[string]int32{}}
		f.spreads[r.text] = s
	}
	if _, known := s.first[r.agent]; !known {
		s.authors = append(s.authors, r.agent)
		s.first[r.agent] = at
	}
	s.rows = append(s.rows, at)
}
