package prose

import (
	"math/rand/v2"
	"strings"
)

// Template is a form that a framework or a flooder fills in.
type Template struct{ parts []string }

// NewTemplate draws a form.
func (l *Library) NewTemplate(r *rand.Rand) Template {
	return Template{strings.FieldsFunc(sentence(l.write(r, nil, "form")), func(c rune) bool { return c == '{' || c == '}' })}
}

// Fill fills the form with words of a topic.
func (f Template) Fill(r *rand.Rand, t Topic) string {
	var b strings.Builder
	for _, part := range f.parts {
		if slot := t.words[part]; slot != nil {
			b.WriteString(slot[r.IntN(len(slot))][0].words)
		} else {
			b.WriteString(part)
		}
	}
	return b.String()
}

// Message is one meaning that can be said in many ways.
type Message struct {
	library *Library
	clauses [2]string // rules
}

// NewMessage draws a meaning.
func (l *Library) NewMessage(r *rand.Rand) Message {
	name := l.messages[r.IntN(len(l.messages))]
	return Message{l, [2]string{name + "-1", name + "-2"}}
}

// Say says it once more: other words, and the clauses in either order.
func (m Message) Say(r *rand.Rand) string {
	one, two := m.library.write(r, nil, m.clauses[0]), m.library.write(r, nil, m.clauses[1])
	joints := [...]string{"; ", ". ", " - ", ", and "}
	joint := joints[r.IntN(len(joints))]
	if r.IntN(3) == 0 {
		one, two = two, one
	}
	if joint == ". " {
		two = strings.ToUpper(two[:1]) + two[1:]
	}
	s := one + joint + two
	if r.IntN(2) == 0 {
		s = m.library.write(r, nil, "opener") + ", " + s
	}
	return sentence(s)
}

// Wrap puts a text into honest talk.
func (l *Library) Wrap(r *rand.Rand, t Topic, v Voice, core string) string {
	before := l.Comment(r, t, v, true)
	if r.IntN(3) == 0 {
		return before + " " + core
	}
	return before + " " + core + " " + l.Comment(r, t, v, false)
}

// Edit changes a share of a text's words: each of them is replaced, dropped, or swapped with
// the next.
func (l *Library) Edit(r *rand.Rand, s string, share float64) string {
	words := strings.Fields(s)
	out := make([]string, 0, len(words))
	for i := 0; i < len(words); i++ {
		if r.Float64() >= share {
			out = append(out, words[i])
			continue
		}
		switch k := r.IntN(4); {
		case k == 0: // dropped
		case k == 1 && i+1 < len(words):
			out = append(out, words[i+1], words[i])
			i++
		default:
			t := l.topics[r.IntN(len(l.topics))]
			rule := [...]string{"adj", "noun", "verb"}[r.IntN(3)]
			alternatives := t.words[rule]
			out = append(out, alternatives[r.IntN(len(alternatives))][0].words)
		}
	}
	if len(out) == 0 {
		return s
	}
	return strings.Join(out, " ")
}
