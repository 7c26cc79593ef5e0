package prose

import (
	"math/rand/v2"
	"strings"
)

// writer writes one text. Writers that have written wait in their library for the next text,
// since what they write into is most of what a text would cost.
type writer struct {
	home   *Library
	r      *rand.Rand
	rules  [][]phrase
	words  *vocabulary
	filled [slots - topicSlots]string
	b      []byte
	due    due
}

// due is what must come before the next word or happen to it.
type due uint8

const (
	dueArticle due = 1 << iota
	dueCapital
)

// writer gives one that has written nothing yet; its user ends with text.
func (l *Library) writer(r *rand.Rand, t Topic) *writer {
	w, _ := l.idle.Get().(*writer)
	if w == nil {
		w = &writer{home: l, rules: l.grammar.rules}
	}
	w.r, w.words, w.b, w.due = r, t.words, w.b[:0], 0
	clear(w.filled[:])
	return w
}

// text gives what was written and ends the writer's work.
func (w *writer) text() string {
	s := string(w.b)
	w.home.idle.Put(w)
	return s
}

// pick draws a number below n. Its bias, n in 2³², is far below what anybody can see here.
func (w *writer) pick(n int) int { return int(uint64(w.r.Uint32()) * uint64(n) >> 32) }

// chance is true with probability p.
func (w *writer) chance(p float64) bool { return w.r.Float64() < p }

// The race detector leaves out what is done for each word: the writer is one call's, the library only read.
//
//go:norace
func (w *writer) rule(id int32) {
	alternatives := w.rules[id]
	w.phrase(alternatives[w.pick(len(alternatives))])
}

//go:norace
func (w *writer) phrase(p phrase) {
	for i := 0; i < len(p); i++ {
		switch o := &p[i]; o.kind {
		case word:
			w.put(o.text)
		case another:
			w.rule(o.n)
		case slot:
			w.slot(o.n)
		case indefinite:
			w.due |= dueArticle
		case capital:
			w.due |= dueCapital
		case maybe:
			if w.r.Uint32()&(1<<16) != 0 {
				i += int(o.n)
			}
		}
	}
}

//go:norace
func (w *writer) slot(n int32) {
	if n >= topicSlots {
		w.put(w.filled[n-topicSlots])
		return
	}
	list := w.words[n]
	w.put(list[w.pick(len(list))])
}

//go:norace
func (w *writer) put(s string) {
	if w.due != 0 {
		s = w.settle(s)
	}
	w.b = append(w.b, s...)
}

// settle writes what is due before s, and the capital; it gives the rest of s.
func (w *writer) settle(s string) string {
	if w.due&dueArticle != 0 {
		s = strings.TrimLeft(s, " ") // the blank between the article and its word
	}
	if s == "" {
		return ""
	}
	if w.due&dueArticle != 0 {
		a := "a "
		if vowel(s) {
			a = "an "
		}
		if w.due&dueCapital != 0 {
			a = "A" + a[1:]
		}
		w.b = append(w.b, a...)
	} else if c := s[0]; c >= 'a' && c <= 'z' {
		w.b = append(w.b, c-'a'+'A')
		s = s[1:]
	} else if c == '"' || c == '(' || c == ' ' {
		w.b = append(w.b, c) // the capital comes after it
		if s = s[1:]; s == "" {
			return ""
		}
		return w.settle(s)
	}
	w.due = 0
	return s
}

// vowel says whether a word sounds as if it begins with a vowel.
func vowel(s string) bool {
	switch c := s[0] | 0x20; c {
	case 'a', 'i', 'o':
		return !strings.HasPrefix(s, "one")
	case 'e':
		return !strings.HasPrefix(s, "eu")
	case 'u':
		return !strings.HasPrefix(s, "uni") && !strings.HasPrefix(s, "use") && !strings.HasPrefix(s, "uti")
	case 'h':
		return strings.HasPrefix(s, "hour") || strings.HasPrefix(s, "honest") || strings.HasPrefix(s, "heir")
	case '8':
		return true
	}
	return false
}

// sentence writes a rule so that it begins with a capital and ends with a stop.
func (w *writer) sentence(id int32) {
	if n := len(w.b); n > 0 && w.b[n-1] != '\n' && w.b[n-1] != ' ' {
		w.b = append(w.b, ' ')
	}
	w.due = dueCapital
	w.rule(id)
	w.due = 0
	switch w.b[len(w.b)-1] {
	case '.', '?', '!', ')', ':', '"', '\n':
	default:
		w.b = append(w.b, '.')
	}
}
