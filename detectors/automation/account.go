package automation

import (
	"slices"
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
	latest  []stamp        // texts and how many phrases each has, oldest first
	phrases []uint32       // of the latest, in order
	known   map[uint32]int // phrases of latest, and in how many of them; nil as long as they are few
	marks   []mark         // of the last hour, in order
	wrote   []stamp        // what it wrote that counts, within memory, and whether it was something of its own

	spoke  addressees
	last   moment.Moment // when it wrote anything at all
	parrot *parrot       // nil: it has never repeated anything
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

// count adds a text to what is judged.
func (a *account) count(now mark, id string) {
	own := 0
	switch {
	case now.repeat:
		if a.parrot == nil {
			a.parrot = &parrot{}
		}
		a.parrot.items = append(a.parrot.items, repeat{now.at, now.since, id})
	case now.long:
		own = 1
	}
	a.marks, a.wrote = append(a.marks, now), push(a.wrote, stamped(now.at, own))
	a.trim(now.at)
}

// novel counts what it said of its own within memory.
func (a *account) novel() (n int) {
	for _, w := range a.wrote {
		n += w.number()
	}
	return n
}

// coverage is the share of phrases that are in one of the latest texts.
func (a *account) coverage(pieces []uint32, at moment.Moment) float64 {
	for len(a.latest) > 0 && at.Sub(a.latest[0].at()) > memory {
		a.forget()
	}
	n := 0
	for _, p := range pieces {
		if a.knows(p) {
			n++
		}
	}
	return float64(n) / float64(max(1, len(pieces)))
}

// knows reports whether a phrase is in one of the latest texts.
func (a *account) knows(phrase uint32) bool {
	if a.known != nil {
		return a.known[phrase] > 0
	}
	return slices.Contains(a.phrases, phrase)
}

func (a *account) remember(at moment.Moment, pieces []uint32) {
	if len(a.latest) == remembers {
		a.forget()
	}
	a.latest, a.phrases = push(a.latest, stamped(at, len(pieces))), push(a.phrases, pieces...)
	if a.known == nil && len(a.latest) > few { // most accounts never come to that
		a.known = map[uint32]int{}
		a.learn(a.phrases)
	} else if a.known != nil {
		a.learn(pieces)
	}
}

func (a *account) learn(phrases []uint32) {
	for _, p := range phrases {
		a.known[p]++
	}
}

// forget drops the oldest of the latest texts.
func (a *account) forget() {
	n := a.latest[0].number()
	if a.known != nil {
		for _, p := range a.phrases[:n] {
			if a.known[p]--; a.known[p] == 0 {
				delete(a.known, p)
			}
		}
	}
	a.latest, a.phrases = a.latest[1:], a.phrases[n:]
}

// lighten lets go of what is old before the account writes again, and of the room that it took.
func (a *account) lighten(old func(moment.Moment) bool) {
	for len(a.latest) > 0 && old(a.latest[0].at()) {
		a.forget()
	}
	n := 0
	for n < len(a.wrote) && old(a.wrote[n].at()) {
		n++
	}
	a.latest, a.phrases, a.wrote, a.texts.few = fit(a.latest), fit(a.phrases), fit(a.wrote[n:]), fit(a.texts.few)
}

func (a *account) trim(now moment.Moment) {
	n := 0
	for n < len(a.marks) && now.Sub(a.marks[n].at) > hour {
		n++
	}
	a.marks = a.marks[n:]
	if a.parrot != nil {
		n = 0
		for n < len(a.parrot.items) && now.Sub(a.parrot.items[n].at) > memory {
			n++
		}
		a.parrot.items = a.parrot.items[n:]
	}
	n = 0
	for n < len(a.wrote) && now.Sub(a.wrote[n].at()) > memory {
		n++
	}
	a.wrote = a.wrote[n:]
}
