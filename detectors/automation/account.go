package automation

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/cespare/xxhash/v2"

	"github.com/moltwatch/moltwatch/internal/text"
)

// message is one text as it was read.
type message struct {
	seen      time.Time
	id, agent string
	thread    string // the post that it answers; "" for a post
	words     string
}

// spoken is a text among the latest of an account: what of it is remembered.
type spoken struct {
	at      time.Time
	phrases []uint64
}

// mark is what became of one text of the last hour.
type mark struct {
	at     time.Time
	thread string
	text   uint64
	since  time.Time // when it was said first; of a form: now
	repeat bool
	exact  bool // to the letter
	long   bool
}

// account is what is known of one agent's own texts.
type account struct {
	texts  sayings
	latest []spoken       // oldest first
	known  map[uint64]int // phrases of latest, and in how many of them; nil as long as they are few
	marks  []mark         // of the last hour, in order
	novel  []time.Time    // when it said something of its own, within memory
	wrote  []time.Time    // when it wrote anything, within memory

	spoke map[string]time.Time // when it spoke to whom, last; nil: to nobody
	items []repeat             // what it repeated within memory, oldest first

	found   time.Time // when it was last found to repeat itself; zero: never
	last    finding   // what was found then
	opened  time.Time // when that began to be found
	onset   time.Time // when what was found then had been said first
	flooded time.Time // when it was last found to flood
}

// repeat is a text that its author had said before.
type repeat struct {
	at    time.Time
	since time.Time // when it was said first
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
	now := mark{at: m.seen, thread: m.thread, text: key, since: m.seen, long: longer(normal, minRunes)}
	before, again := a.texts.get(key)
	if again && m.seen.Sub(before.last) <= memory {
		now.repeat, now.exact, now.since = true, true, before.first
	} else {
		before.first = m.seen
		now.repeat = a.coverage(pieces, m.seen) >= covered
	}
	a.texts.set(key, said{before.first, m.seen})
	a.remember(spoken{m.seen, pieces})
	return now
}

// count adds a text to what is judged.
func (a *account) count(now mark, m message) {
	switch {
	case now.repeat:
		a.items = append(a.items, repeat{m.seen, now.since, m.id})
	case now.long:
		a.novel = append(a.novel, m.seen)
	}
	a.marks, a.wrote = append(a.marks, now), append(a.wrote, m.seen)
	a.trim(m.seen)
}

// coverage is the share of phrases that are in one of the latest texts.
func (a *account) coverage(pieces []uint64, at time.Time) float64 {
	for len(a.latest) > 0 && at.Sub(a.latest[0].at) > memory {
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
func (a *account) knows(phrase uint64) bool {
	if a.known != nil {
		return a.known[phrase] > 0
	}
	return slices.ContainsFunc(a.latest, func(s spoken) bool { return slices.Contains(s.phrases, phrase) })
}

func (a *account) remember(s spoken) {
	if len(a.latest) == remembers {
		a.forget()
	}
	a.latest = append(a.latest, s)
	if a.known == nil && len(a.latest) > few { // most accounts never come to that
		a.known = map[uint64]int{}
		for _, s := range a.latest {
			a.learn(s.phrases)
		}
	} else if a.known != nil {
		a.learn(s.phrases)
	}
}

func (a *account) learn(phrases []uint64) {
	for _, p := range phrases {
		a.known[p]++
	}
}

// forget drops the oldest of the latest texts.
func (a *account) forget() {
	if a.known != nil {
		for _, p := range a.latest[0].phrases {
			if a.known[p]--; a.known[p] == 0 {
				delete(a.known, p)
			}
		}
	}
	a.latest = a.latest[1:]
}

func (a *account) trim(now time.Time) {
	n := 0
	for n < len(a.marks) && now.Sub(a.marks[n].at) > hour {
		n++
	}
	a.marks = a.marks[n:]
	n = 0
	for n < len(a.items) && now.Sub(a.items[n].at) > memory {
		n++
	}
	a.items = a.items[n:]
	a.novel, a.wrote = recent(a.novel, now), recent(a.wrote, now)
}

// recent drops what is older than memory.
func recent(times []time.Time, now time.Time) []time.Time {
	n := 0
	for n < len(times) && now.Sub(times[n]) > memory {
		n++
	}
	return times[n:]
}

// phrasesOf hashes each run of words of a normalised text, once. A text of fewer words is one.
func phrasesOf(normal string) []uint64 {
	words := strings.FieldsFunc(normal, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	if len(words) == 0 {
		return nil
	}
	out := make([]uint64, 0, min(phrases, max(1, len(words)+1-phrase)))
	var h xxhash.Digest
	for i := 0; i == 0 || i+phrase <= len(words) && len(out) < phrases; i++ {
		h.Reset()
		for _, w := range words[i:min(i+phrase, len(words))] {
			h.WriteString(w)
			h.WriteString(" ")
		}
		if p := h.Sum64(); !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

func longer(s string, runes int) bool {
	n := 0
	for range s {
		if n++; n >= runes {
			return true
		}
	}
	return false
}
