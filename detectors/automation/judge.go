package automation

import (
	"time"

	"github.com/moltwatch/moltwatch/detectors/moment"
)

// finding is what the last hour of an account amounts to.
type finding struct {
	tally
	span     time.Duration
	accounts int  // that wrote within memory
	flood    bool // of few texts, to the letter, faster than anybody may write
}

// tally counts the texts of a span.
type tally struct {
	written, repeats int
	since            moment.Moment // the earliest that a repeated text was said
}

func (t *tally) add(m mark) {
	t.written++
	if m.repeat {
		t.repeats++
		if t.since == 0 || m.since < t.since {
			t.since = m.since
		}
	}
}

func (t tally) reaches(least int, share float64) bool {
	return t.repeats >= least && float64(t.repeats) >= share*float64(t.written)
}

// judge looks at an account after a text that is a repeat, and reports whether its last hour
// amounts to something.
func (a *account) judge(now mark) (f finding, found bool) {
	var inHour, inBurst, onThread tally
	exact, same := 0, 0 // long texts to the letter in the burst; the same again on this thread
	for i := len(a.marks) - 1; i >= 0; i-- {
		m := a.marks[i]
		inHour.add(m)
		if now.at.Sub(m.at) <= burst {
			inBurst.add(m)
			if m.exact && m.long {
				exact++
			}
		}
		if now.thread != 0 && m.thread == now.thread {
			onThread.add(m)
			if m.exact && m.long && m.text == now.text {
				same++
			}
		}
	}
	written, own := a.written()
	switch {
	case inBurst.reaches(burstMin, mostly):
		f.tally, f.span = inBurst, burst
	case inHour.reaches(hourMin, mostly):
		f.tally, f.span = inHour, hour
	case onThread.reaches(threadMin, mostly):
		f.tally, f.span = onThread, hour
	default:
		f.tally, f.span = tally{written: written, repeats: len(a.parrot.items), since: a.parrot.items[0].since}, memory
		if !f.reaches(dayMin, dayPart) {
			return f, false
		}
	}
	if earliest := now.at.Add(-memory); f.since < earliest {
		f.since = earliest
	}
	few := exact >= floodMin && float64(exact) >= floodPart*float64(inBurst.written) && a.distinct(now.at, burst) <= floodTexts
	f.flood = (few || same >= threadAll) && own <= ownVoice
	return f, true
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
