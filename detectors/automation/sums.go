package automation

import "github.com/moltwatch/moltwatch/detectors/moment"

// many is how many texts of an hour are gone through at each of them: whoever writes more is summed up as it goes,
// or a single account that writes without end would take all the time there is.
const many = 256

// sum is what is asked of the last hour of an account as of its latest text.
type sum struct {
	hour, burst, thread tally // thread: on that of the latest text
	exact, texts        int   // repeats to the letter in the burst: those that are long; different ones
	same                int   // long ones of the latest text to the letter, on its thread
}

// sum counts the marks of the last hour.
func (a *account) sum(now mark) (s sum) {
	if a.sums != nil {
		return a.sums.sum(now)
	}
	for i := len(a.marks) - 1; i >= 0; i-- {
		m := a.marks[i]
		s.hour.add(m)
		if now.at.Sub(m.at) <= burst {
			s.burst.add(m)
			if m.exact && m.long {
				s.exact++
			}
		}
		if now.thread != 0 && m.thread == now.thread {
			s.thread.add(m)
			if m.exact && m.long && m.text == now.text {
				s.same++
			}
		}
	}
	s.texts = a.distinct(now.at, burst)
	return s
}

func (t *tally) add(m mark) { t.count(m, 1) }

func (t *tally) count(m mark, n int) {
	t.written += n
	if m.repeat {
		t.repeats += n
	}
}

// sums are the sums over many marks, kept as they come and go.
type sums struct {
	hour, burst tally
	in          int // the place of the first mark in the burst
	exact       int
	texts       map[uint64]int // repeated to the letter in the burst, and how often
	threads     map[uint64]*tally
	same        map[saidOn]int // long texts that were repeated to the letter
}

// saidOn is a text on a thread.
type saidOn struct{ thread, text uint64 }

// summed sums up marks.
func summed(marks []mark) *sums {
	s := &sums{texts: map[uint64]int{}, threads: map[uint64]*tally{}, same: map[saidOn]int{}}
	for k := range marks {
		s.add(marks[:k+1])
	}
	return s
}

// add takes in the latest of the marks, and lets those leave the burst that are too old for it.
func (s *sums) add(marks []mark) {
	now := marks[len(marks)-1]
	s.inHour(now, 1)
	s.inBurst(now, 1)
	for ; now.at.Sub(marks[s.in].at) > burst; s.in++ {
		s.inBurst(marks[s.in], -1)
	}
}

// drop lets go of the first marks, which are no longer in the burst.
func (s *sums) drop(marks []mark) {
	for _, m := range marks {
		s.inHour(m, -1)
	}
	s.in -= len(marks)
}

func (s *sums) inHour(m mark, n int) {
	s.hour.count(m, n)
	if m.thread == 0 {
		return
	}
	t := s.threads[m.thread]
	if t == nil {
		t = &tally{}
		s.threads[m.thread] = t
	}
	if t.count(m, n); t.written == 0 {
		delete(s.threads, m.thread)
	}
	if m.exact && m.long {
		change(s.same, saidOn{m.thread, m.text}, n)
	}
}

func (s *sums) inBurst(m mark, n int) {
	s.burst.count(m, n)
	if !m.exact {
		return
	}
	if change(s.texts, m.text, n); m.long {
		s.exact += n
	}
}

// change adds to a counter, and lets go of it at zero.
func change[K comparable](counters map[K]int, key K, n int) {
	if counters[key] += n; counters[key] == 0 {
		delete(counters, key)
	}
}

func (s *sums) sum(now mark) sum {
	out := sum{hour: s.hour, burst: s.burst, exact: s.exact, texts: len(s.texts)}
	if now.thread != 0 {
		out.thread, out.same = *s.threads[now.thread], s.same[saidOn{now.thread, now.text}]
	}
	return out
}

// trimMarks lets go of what was written more than an hour ago.
func (l *lately) trimMarks(now moment.Moment) {
	n := 0
	for n < len(l.marks) && now.Sub(l.marks[n].at) > hour {
		n++
	}
	if l.sums != nil {
		l.sums.drop(l.marks[:n])
	}
	l.marks = l.marks[n:]
	switch {
	case l.sums == nil && len(l.marks) > many:
		l.sums = summed(l.marks)
	case l.sums != nil && len(l.marks) <= many/2:
		l.sums = nil
	}
}
