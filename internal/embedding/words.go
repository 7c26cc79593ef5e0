package embedding

import (
	"strings"
	"unicode/utf8"
)

// words reads a text word by word and splits each into tokens.
type words struct {
	characters *characters
	pieces     *pieces
	word       []byte // what is read of the next
	length     int    // of word, in characters; word holds the first longestWord of them
	tokens     []int32
}

// next puts the tokens of the next word of text, and of what ended it, into tokens, and gives
// the text that is left.
func (w *words) next(text string) string {
	w.tokens = w.tokens[:0]
	for at := 0; at < len(text); {
		r, size := rune(text[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[at:])
		} else if r == '[' {
			if s := w.pieces.special(text[at:]); s != nil {
				w.end()
				w.tokens = append(w.tokens, s.id)
				return text[at+len(s.text):]
			}
		}
		at += size
		w.take(r)
		if len(w.tokens) > 0 {
			return text[at:]
		}
	}
	w.end()
	return ""
}

func (w *words) take(r rune) {
	c := w.characters.of(r)
	switch c.kind() {
	case keep:
		w.letter(r)
	case one:
		w.become(rune(c.value()))
	case many:
		for _, r := range w.characters.spelled[c.value()] {
			w.become(r)
		}
	case space:
		w.end()
	case alone:
		w.single(r)
	}
}

// become takes what another character became: it is not changed a second time.
func (w *words) become(r rune) {
	switch w.characters.of(r).kind() {
	case space:
		w.end()
	case alone:
		w.single(r)
	default:
		w.letter(r)
	}
}

func (w *words) letter(r rune) {
	if w.length++; w.length <= longestWord {
		w.word = utf8.AppendRune(w.word, r)
	}
}

func (w *words) single(r rune) {
	w.end()
	w.letter(r)
	w.end()
}

// end splits the word that was read, if there is one.
func (w *words) end() {
	switch {
	case w.length > longestWord:
		w.tokens = append(w.tokens, w.pieces.unknown)
	case w.length > 0:
		w.tokens = w.pieces.split(w.word, w.tokens)
	}
	w.word, w.length = w.word[:0], 0
}

// special is the special token that text begins with, or nil. The reference too finds them in
// raw text.
func (p *pieces) special(text string) *special {
	for i := range p.specials {
		if strings.HasPrefix(text, p.specials[i].text) {
			return &p.specials[i]
		}
	}
	return nil
}
