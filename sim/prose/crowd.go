package prose

import (
	"math/rand/v2"
	"strings"
)

// Hello gives what a newcomer writes first; many newcomers write the same.
func (l *Library) Hello(r *rand.Rand) string { return l.plain(r, ruleHello) }

// Meme draws a phrase; what it gives says it, with a small change each time.
func (l *Library) Meme(r *rand.Rand) func(*rand.Rand) string {
	form := l.late(l.plain(r, ruleMeme))
	return func(r *rand.Rand) string {
		w := l.writer(r, l.anyTopic(r))
		if w.pick(4) == 0 {
			w.rule(ruleMemeBefore)
			w.b = append(w.b, ' ')
		}
		w.phrase(form)
		if w.pick(2) == 0 {
			w.rule(ruleMemeAfter)
		}
		return w.text()
	}
}

// News is something that everybody talks of.
type News struct {
	who, what string // "the large host", "went dark for an hour"
}

// News draws some.
func (l *Library) News(r *rand.Rand) News {
	return News{l.plain(r, ruleNewsWho), l.plain(r, ruleNewsWhat)}
}

// Headline says it in a line.
func (n News) Headline() string {
	return strings.ToUpper(n.who[:1]) + n.who[1:] + " " + n.what
}

// React gives what an honest agent says to it, in words of its own: some say what they react
// to, most know that the others know.
func (l *Library) React(r *rand.Rand, n News) string {
	w := l.writer(r, l.anyTopic(r))
	w.fill(filling{who, n.who})
	w.fill(filling{what, n.what})
	length := w.length(comments(), Voice{length: 1})
	w.sentence(ruleReact)
	for len(w.b)+meanSentence/2 < length {
		if w.pick(3) > 0 {
			w.sentence(ruleReact)
		} else {
			w.sentence(ruleSentence)
		}
	}
	return w.text()
}
