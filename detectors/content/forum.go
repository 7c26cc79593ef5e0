package content

import (
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/exposure"
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

// author is what one agent wrote that counts.
type author struct {
	written int
	attacks []int32 // rows
	leaks   []int32
}

// spread is a text that asks to be repeated, and its authors in order.
type spread struct {
	authors []string
	first   map[string]int32 // each author's first row of it
	rows    []int32
}

// forum is the last day as this detector sees it: a function of the rows, in their order.
type forum struct {
	rows    []row
	authors map[string]*author
	marked  map[string]*author // those of them with an attack or a leak: few
	spreads map[uint64]*spread
	read    exposure.Memory
}

func newForum() *forum {
	f := &forum{}
	f.clear()
	return f
}

func (f *forum) clear() {
	f.rows, f.authors, f.marked, f.spreads = nil, map[string]*author{}, map[string]*author{}, map[uint64]*spread{}
}

// StartAt implements windowed.Watcher.
func (f *forum) StartAt(start time.Time) {
	old := f.rows
	first, _ := slices.BinarySearchFunc(old, start, func(r row, t time.Time) int { return r.seen.Compare(t) })
	if first == 0 {
		return
	}
	f.clear()
	for _, r := range old[first:] {
		f.Take(r)
	}
}

// Take implements windowed.Watcher.
func (f *forum) Take(r row) {
	at := int32(len(f.rows))
	f.rows = append(f.rows, r)
	a := f.authors[r.agent]
	if a == nil {
		a = &author{}
		f.authors[r.agent] = a
	}
	a.written++
	if r.injection >= attackAt || r.repeats >= attackAt {
		a.attacks = append(a.attacks, at)
	}
	if slices.ContainsFunc(r.secrets, isKey) {
		a.leaks = append(a.leaks, at)
	}
	if len(a.attacks)+len(a.leaks) > 0 {
		f.marked[r.agent] = a
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
