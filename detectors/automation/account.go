package automation

import (
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/internal/text"
)

// message is one text as it was read.
type message struct {
	seen      time.Time
	id, agent string
	thread    string // the post that it answers; "" for a post
	words     string
}

// mark is what became of one text of the last hour.
type mark struct {
	at     moment.Moment
	since  moment.Moment // when it was said first; of a form: now
	thread uint64        // hash of what it answers; 0 for a post
	text   uint64
	repeat bool
	exact  bool // to the letter
	long   bool
}

// account is what is known of one agent's own texts. There are a million of them.
type account struct {
	texts   sayings
	wrote   []stamp       // its texts within memory, oldest first; the last of them, as many as it remembers, are its latest
	phrases []uint32      // of the latest, in order
	last    moment.Moment // when it wrote anything at all
	counted int32         // of wrote, those that count
	own     int32         // of these, those of its own
	*lately               // nil: nothing
}

// lately is what hardly any account has at a time.
type lately struct {
	marks  []mark // of the last hour, in order
	sums   *sums  // of them, once they are many
	spoke  addressees
	parrot *parrot // nil: it has never repeated anything
}

// parrot is what is known of an account that has repeated itself, be it once.
type parrot struct {
	items []repeat // what it repeated within memory, oldest first

	found   moment.Moment // when it was last found to repeat itself; 0: never
	what    finding       // what was found then
	opened  moment.Moment // when that began to be found
	onset   moment.Moment // when what was found then had been said first
	flooded moment.Moment // when it was last found to flood; 0: never
}

// repeat is a text that its author had said before.
type repeat struct {
	at    moment.Moment
	since moment.Moment // when it was said first
	id    string
}

// hear remembers a text and says what it is.
func (a *account) hear(m message) mark {
	if len(m.words) > maxBytes {
		m.words = m.words[:maxBytes]
	}
	normal := text.Normalize(strings.ToValidUTF8(m.words, ""))
	key := xxhash.Sum64String(normal)
	pieces := phrasesOf(normal)
	seen := moment.Of(m.seen)
	now := mark{at: seen, text: key, since: seen, long: longer(normal, minRunes)}
	if m.thread != "" {
		now.thread = xxhash.Sum64String(m.thread)
	}
	before, again := a.texts.get(key)
	if again && seen.Sub(before.last) <= memory {
		now.repeat, now.exact, now.since = true, true, before.first
	} else {
		before.first = seen
		now.repeat = a.coverage(pieces, seen) >= covered
	}
	a.texts.set(key, said{before.first, seen})
	a.remember(seen, pieces)
	return now
}

// recent makes room for what hardly any account has.
func (a *account) recent() *lately {
	if a.lately == nil {
		a.lately = &lately{}
	}
	return a.lately
}

// count adds the text that was heard last to what is judged.
func (a *account) count(now mark, id string) {
	l := a.recent()
	if now.repeat {
		if l.parrot == nil {
			l.parrot = &parrot{}
		}
		l.parrot.items = append(l.parrot.items, repeat{now.at, now.since, id})
	}
	if l.marks = append(l.marks, now); l.sums != nil {
		l.sums.add(l.marks)
	}
	heard := &a.wrote[len(a.wrote)-1]
	*heard = heard.counted(now.long && !now.repeat)
	a.tell(*heard, 1)
	a.trim(now.at)
}

// tell counts a text among those that count within memory, and those that are of its own, or no more.
func (a *account) tell(w stamp, n int32) {
	if w.counts() {
		a.counted += n
	}
	if w.own() {
		a.own += n
	}
}

// coverage is the share of phrases that are in one of the latest texts.
func (a *account) coverage(pieces []uint32, at moment.Moment) float64 {
	for k := max(0, len(a.wrote)-remembers); k < len(a.wrote) && at.Sub(a.wrote[k].at()) > memory; k++ {
		a.forget(k)
	}
	return float64(shared(pieces, a.phrases)) / float64(max(1, len(pieces)))
}

// remember makes a text the latest.
func (a *account) remember(at moment.Moment, pieces []uint32) {
	if k := len(a.wrote) - remembers; k >= 0 {
		a.forget(k)
	}
	a.wrote, a.phrases = push(a.wrote, stamped(at, len(pieces))), push(a.phrases, pieces...)
}

// forget drops the phrases of a text, the oldest of which there are any.
func (a *account) forget(text int) {
	w := &a.wrote[text]
	a.phrases = a.phrases[w.phrases():]
	*w = w.without()
}

// drop forgets the texts that are old.
func (a *account) drop(old func(moment.Moment) bool) {
	n := 0
	for ; n < len(a.wrote) && old(a.wrote[n].at()); n++ {
		a.forget(n)
		a.tell(a.wrote[n], -1)
	}
	a.wrote = a.wrote[n:]
}

// lighten lets go of what is old before the account writes again, and of the room that it took.
func (a *account) lighten(old func(moment.Moment) bool) {
	a.texts.forget(old)
	a.drop(old)
	a.wrote, a.phrases, a.texts.few = fit(a.wrote), fit(a.phrases), fit(a.texts.few)
	l := a.lately
	if l == nil {
		return
	}
	l.spoke.forget(old)
	if len(l.marks) == 0 && len(l.spoke) == 0 && l.parrot == nil {
		a.lately = nil
	}
}

func (a *account) trim(now moment.Moment) {
	a.trimMarks(now)
	if a.parrot != nil {
		n := 0
		for n < len(a.parrot.items) && now.Sub(a.parrot.items[n].at) > memory {
			n++
		}
		a.parrot.items = a.parrot.items[n:]
	}
	a.drop(func(at moment.Moment) bool { return now.Sub(at) > memory })
}
