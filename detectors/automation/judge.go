package automation

import (
	"time"

	"github.com/moltwatch/moltwatch/detectors/moment"
)

// finding is what the last hour of an account amounts to.
type finding struct {
	tally
	span     time.Duration
	thread   uint64 // on which alone; 0: anywhere
	accounts int    // that wrote within memory
	flood    bool   // of few texts, to the letter, faster than anybody may write
}

// tally counts the texts of a span.
type tally struct{ written, repeats int }

func (t tally) reaches(least int, share float64) bool {
	return t.repeats >= least && float64(t.repeats) >= share*float64(t.written)
}

// judge looks at an account after a text that is a repeat, and reports whether its last hour
// amounts to something.
func (a *account) judge(now mark) (f finding, found bool) {
	s := a.sum(now)
	switch {
	case s.burst.reaches(burstMin, mostly):
		f.tally, f.span = s.burst, burst
	case s.hour.reaches(hourMin, mostly):
		f.tally, f.span = s.hour, hour
	case s.thread.reaches(threadMin, mostly):
		f.tally, f.span, f.thread = s.thread, hour, now.thread
	default:
		f.tally, f.span = tally{written: int(a.counted), repeats: len(a.parrot.items)}, memory
		if !f.reaches(dayMin, dayPart) {
			return f, false
		}
	}
	few := s.exact >= floodMin && float64(s.exact) >= floodPart*float64(s.burst.written) && s.texts <= floodTexts
	f.flood = (few || s.same >= threadAll) && int(a.own) <= ownVoice
	return f, true
}

// began gives when the first of the repeats that a finding counts was said first, within memory.
func (a *account) began(f finding, now mark) moment.Moment {
	since := a.parrot.items[0].since
	if f.span < memory {
		since = now.since
		for _, m := range a.marks {
			if m.repeat && now.at.Sub(m.at) <= f.span && (f.thread == 0 || m.thread == f.thread) {
				since = min(since, m.since)
			}
		}
	}
	return max(since, now.at.Add(-memory))
}

// distinct counts the different texts that were repeated to the letter in a span.
func (a *account) distinct(now moment.Moment, span time.Duration) int {
	texts := map[uint64]bool{}
	for i := len(a.marks) - 1; i >= 0 && now.Sub(a.marks[i].at) <= span; i-- {
		if a.marks[i].exact {
			texts[a.marks[i].text] = true
		}
	}
	return len(texts)
}
