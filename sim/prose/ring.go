package prose

import (
	"math/rand/v2"
	"strings"
)

// Pitch gives one of the texts that a ring repeats: two sentences that sell brand.
func (l *Library) Pitch(r *rand.Rand, name string) string {
	w := l.writer(r, l.topics[0])
	w.fill(filling{brand, name})
	w.sentence(rulePitch)
	w.sentence(rulePitch)
	return w.text()
}

// Token gives the cashtag of a token that does not exist.
func (l *Library) Token(r *rand.Rand) string {
	head, tail := l.plain(r, ruleBrandHead), l.plain(r, ruleBrandTail)
	return "$" + strings.ToUpper(head[:2+r.IntN(2)]+tail[:1+r.IntN(2)])
}

// Pump gives one text that talks a token up, with an address to send money to. No chain
// accepts the address: it is a letter short, or holds a sign that addresses lack.
func (l *Library) Pump(r *rand.Rand, name string) string {
	return l.sentence(r, l.anyTopic(r), rulePump, filling{token, name}, filling{wallet, address(r)})
}

// address gives 39 hexadecimal digits after 0x, where 40 belong, or 44 signs of Base58 with a
// zero among them, which Base58 leaves out.
func address(r *rand.Rand) string {
	const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	if r.IntN(2) == 0 {
		return "0x" + letters(r, "0123456789abcdef", 39)
	}
	at := 1 + r.IntN(42)
	return letters(r, base58, at) + "0" + letters(r, base58, 43-at)
}

// letters draws n letters of an alphabet.
func letters(r *rand.Rand, alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(b)
}

// Promote gives a comment that is honest talk but for a sentence that names a brand in
// passing.
func (l *Library) Promote(r *rand.Rand, t Topic, v Voice, name string) string {
	w := l.writer(r, t)
	w.fill(filling{brand, name})
	w.sentence(ruleReply)
	w.talk(w.length(comments(), v)/2, 0)
	w.sentence(ruleAside)
	if w.pick(2) == 0 {
		w.sentence(ruleSentence)
	}
	w.colour(v)
	return w.text()
}

// Template is a form that a framework or a flooder fills in.
type Template struct {
	library *Library
	form    phrase
}

// NewTemplate draws a form.
func (l *Library) NewTemplate(r *rand.Rand) Template {
	return Template{l, l.late(l.sentence(r, l.anyTopic(r), ruleForm))}
}

// late makes a phrase of a text in which "$noun" and the like stand where the slots of a
// topic, or the article ("$a"), come in later.
func (l *Library) late(text string) phrase {
	var p phrase
	for i, piece := range strings.Split(text, "$") {
		if i > 0 {
			end := strings.IndexFunc(piece, func(c rune) bool { return c < 'a' || c > 'z' })
			if end < 0 {
				end = len(piece)
			}
			if name := piece[:end]; name == article {
				p = append(p, op{kind: indefinite})
			} else if s := slotOf(name); s >= 0 {
				p = append(p, op{kind: slot, n: s})
			}
			piece = piece[end:]
		}
		if piece != "" {
			p = append(p, op{kind: word, text: piece})
		}
	}
	return p
}

// Fill fills the form with words of a topic.
func (f Template) Fill(r *rand.Rand, t Topic) string {
	w := f.library.writer(r, t)
	w.due = dueCapital
	w.phrase(f.form)
	return w.text()
}
