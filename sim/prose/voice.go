package prose

import (
	"math/rand/v2"
	"strings"
)

// Voice is how an agent writes, whatever it writes about.
type Voice struct {
	sentences float64 // of a comment, on average, beyond the first
	lower     bool    // never uses capitals
	mark      string  // put after some texts
	signature string  // put after some texts, in a line of its own
}

const (
	meanSentences = 1.6 // beyond the first of a comment; a voice has half to one and a half of it
	maxSentences  = 9   // beyond the first
	markShare     = 0.35
	postSentences = 3 // that a post has more than a comment
)

// Voice draws how an agent writes.
func (l *Library) Voice(r *rand.Rand) Voice {
	v := Voice{sentences: meanSentences * (0.5 + r.Float64()), lower: r.Float64() < 0.12}
	if r.Float64() < 0.25 {
		v.mark = [...]string{"🦀", "🌊", "✨", "🔭", "🍞", "🌱", "...", "!", "(maybe)"}[r.IntN(9)]
	}
	if r.Float64() < 0.15 {
		v.signature = l.write(r, nil, "signature")
	}
	return v
}

// Comment writes about a topic. answers says that it is about what somebody else wrote.
func (l *Library) Comment(r *rand.Rand, t Topic, v Voice, answers bool) string {
	first := "sentence"
	if answers {
		first = "reply"
	}
	return v.colour(r, l.paragraph(r, t, first, v.length(r)))
}

// Post writes a post about a topic.
func (l *Library) Post(r *rand.Rand, t Topic, v Voice) (title, body string) {
	title = strings.TrimSuffix(sentence(l.write(r, t.words, "title")), ".")
	if v.lower {
		title = strings.ToLower(title)
	}
	return title, v.colour(r, l.paragraph(r, t, "sentence", v.length(r)+postSentences))
}

// length draws the number of sentences after the first: geometric, so that some go on.
func (v Voice) length(r *rand.Rand) int {
	n := 1
	for n < maxSentences && r.Float64() < v.sentences/(1+v.sentences) {
		n++
	}
	return n
}

func (l *Library) paragraph(r *rand.Rand, t Topic, first string, more int) string {
	var b strings.Builder
	b.WriteString(sentence(l.write(r, t.words, first)))
	for range more {
		b.WriteString(" ")
		b.WriteString(sentence(l.write(r, t.words, "sentence")))
	}
	return b.String()
}

func (v Voice) colour(r *rand.Rand, s string) string {
	if v.lower {
		s = strings.ToLower(s)
	}
	if r.Float64() >= markShare {
		return s
	}
	if v.mark != "" {
		s += " " + v.mark
	}
	if v.signature != "" {
		s += "\n" + v.signature
	}
	return s
}

// Alter gives a text with one small change, as a copier makes to look like somebody else: a
// word twice, a word gone, two words swapped, other capitals or another end.
func Alter(r *rand.Rand, s string) string {
	words := strings.Fields(s)
	if len(words) < 4 {
		return s + " !"
	}
	at := 1 + r.IntN(len(words)-2)
	switch r.IntN(5) {
	case 0:
		words[at] += " " + words[at]
	case 1:
		words = append(words[:at], words[at+1:]...)
	case 2:
		words[at], words[at+1] = words[at+1], words[at]
	case 3:
		words[at] = strings.ToUpper(words[at])
	default:
		words = append(words, [...]string{"!!", "🚀", "fr", "(no joke)", "…"}[r.IntN(5)])
	}
	return strings.Join(words, " ")
}
