package content

import (
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/detectors/numbering"
	"github.com/moltwatch/moltwatch/internal/event"
)

// row is what is known of one text.
type row struct {
	seen      time.Time
	id, agent string
	kind      string  // of its action; "" is a post or a comment
	injection float32 // probability that it tries to take its reader over
	repeats   float32 // probability that it asks its reader to spread it
	text      uint64  // hash of its normal form; 0 is not known
	secrets   []string
	thread    string
}

// private reports whether a text is a direct message or a description: no post and no comment.
func (r *row) private() bool {
	switch event.Kind(r.kind) {
	case event.MessageSent, event.AgentRegistered, event.AgentUpdated:
		return true
	}
	return false
}

// describes reports whether a text is what its author says of itself.
func (r *row) describes() bool { return r.private() && event.Kind(r.kind) != event.MessageSent }

// attacks reports whether a text counts as an attack.
func (r *row) attacks() bool { return r.injection >= attackAt || r.repeats >= attackAt }

// leaks reports whether a text shows a key.
func (r *row) leaks() bool { return !r.private() && slices.ContainsFunc(r.secrets, isKey) }

// asks reports whether a text asks for money.
func (r *row) asks() bool { return !r.private() && slices.ContainsFunc(r.secrets, isAsk) }

// counts reports whether anything but its number is kept of a text.
func (r *row) counts() bool { return r.attacks() || r.leaks() || r.asks() }

// text is what is kept of each, beside when it was seen: twice the number of its agent, one more if it is private, or,
// below zero, its row among those that are marked. There are millions of them.
type text int32

func unmarked(agent int32, private bool) text {
	if private {
		return text(2*agent + 1)
	}
	return text(2 * agent)
}

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
	public  []int32            // posts and comments among them
	authors int                // of posts and comments
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
	f.texts, f.seen, f.written, f.public, f.authors = column.List[text]{}, column.Moments{}, f.written[:0], f.public[:0], 0
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
		t := *texts.At(at)
		if row, is := t.row(); is {
			f.add(f.agents.Number(rows[row].agent), seen.At(at), rows[row].private(), &rows[row])
		} else {
			f.add(agents.Number(int32(t/2)), seen.At(at), t%2 == 1, nil)
		}
	}
}

// Take implements windowed.Watcher.
func (f *forum) Take(r row) {
	agent, seen := f.agents.Number(r.agent), moment.Of(r.seen)
	if r.counts() {
		f.add(agent, seen, r.private(), &r)
	} else {
		f.add(agent, seen, r.private(), nil)
	}
}

// add adds a text of an agent. r is its row if it is to be marked.
func (f *forum) add(agent int32, seen moment.Moment, private bool, r *row) {
	for len(f.written) < f.agents.Len() {
		f.written, f.public = append(f.written, 0), append(f.public, 0)
	}
	f.written[agent]++
	if !private {
		if f.public[agent]++; f.public[agent] == 1 {
			f.authors++
		}
	}
	t := unmarked(agent, private)
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
	if r.repeats < attackAt || r.private() {
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
