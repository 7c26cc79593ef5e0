package injection

import (
	"unicode"
	"unicode/utf8"
)

// view is a text as it is judged: lower case, compatibility forms and look-alike letters
// folded, accents and what cannot be seen left out. Each byte knows where it comes from.
type view struct {
	b  []byte
	at []int32 // for each byte of b, and one past its end: a byte of the text given
	// hard marks the bytes of b that begin a line or follow the end of a sentence that the
	// original shows by a capital; only breaks of lines need it.
	capital []bool
	hidden  bool // some of it was written so that people do not see it
	words   []letters
}

func (v *view) reset() {
	v.b, v.at, v.capital, v.hidden = v.b[:0], v.at[:0], v.capital[:0], false
}

func (v *view) put(c byte, at int, capital bool) {
	v.b = append(v.b, c)
	v.at = append(v.at, int32(at))
	v.capital = append(v.capital, capital)
}

// fill makes the view of a text. Places are those of the text; base is added to them.
func (v *view) fill(text string) {
	v.reset()
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if c == '&' || c == '%' || c == '\\' {
				if r, end := escaped(text, i); end > 0 {
					v.one(r, i)
					i = end
					continue
				}
			}
			v.ascii(c, i)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r >= firstSelector && r <= lastSelector {
			i = v.selectors(text, i)
			continue
		}
		v.rune(r, i)
		i += size
	}
	v.at = append(v.at, int32(len(text)))
	v.foldWords()
}

func (v *view) ascii(c byte, at int) {
	switch {
	case c >= 'A' && c <= 'Z':
		v.put(c+'a'-'A', at, true)
	case c == '\r' || c == '\t' || c == '\v' || c == '\f':
		v.put(' ', at, false)
	case c >= ' ' || c == '\n':
		v.put(c, at, false)
	}
}

// one puts a letter that an escape stands for.
func (v *view) one(r rune, at int) {
	if r < utf8.RuneSelf {
		v.ascii(byte(r), at)
		return
	}
	v.rune(r, at)
}

func (v *view) append(r rune, at int, capital bool) {
	if r < utf8.RuneSelf {
		if r >= ' ' || r == '\n' {
			v.put(byte(r), at, capital)
		}
		return
	}
	var buffer [utf8.UTFMax]byte
	n := utf8.EncodeRune(buffer[:], r)
	for _, c := range buffer[:n] {
		v.put(c, at, capital)
	}
}

// letters is what a word of a view is written in.
type letters struct {
	end   int // of the word and the blank after it
	latin bool
	other bool // has a letter that is neither Latin nor looks like one
	alike int  // letters that look like Latin ones
}

// shortestAlike is how many letters a word has that is taken for a Latin one though none of them is: shorter
// ones are words of Russian and Greek, and symbols.
const shortestAlike = 3

func (l *letters) whole() bool { return l.alike >= shortestAlike && !l.latin && !l.other }

// foldWords makes Latin letters of look-alikes in words that have both, and in words that have nothing
// else and stand between Latin ones.
func (v *view) foldWords() {
	if !v.readLetters() {
		return
	}
	out, begin, run, amongLatin := 0, 0, 0, false // run: where the last run of whole words ends
	for n, w := range v.words {
		if n >= run && w.whole() {
			run = v.runEnd(n)
			amongLatin = v.amongLatin(n, run)
		}
		fold := n < run && amongLatin || w.latin && w.alike > 0
		for i := begin; i < w.end; {
			size := 1
			if v.b[i] >= utf8.RuneSelf {
				var r rune
				r, size = utf8.DecodeRune(v.b[i:])
				if l, ok := lookalikes[r]; ok && fold {
					v.b[out], v.at[out], v.capital[out] = l, v.at[i], v.capital[i]
					out, i = out+1, i+size
					continue
				}
			}
			for range size {
				v.b[out], v.at[out], v.capital[out] = v.b[i], v.at[i], v.capital[i]
				out, i = out+1, i+1
			}
		}
		begin = w.end
	}
	v.at[out] = v.at[len(v.at)-1]
	v.b, v.at, v.capital = v.b[:out], v.at[:out+1], v.capital[:out]
}

// readLetters says of each word what it is written in, and whether any letter looks like a Latin one.
func (v *view) readLetters() (alike bool) {
	v.words = v.words[:0]
	w := letters{}
	for i := 0; i < len(v.b); {
		c, size := v.b[i], 1
		switch {
		case c >= 'a' && c <= 'z':
			w.latin = true
		case c >= utf8.RuneSelf:
			var r rune
			r, size = utf8.DecodeRune(v.b[i:])
			if _, ok := lookalikes[r]; ok {
				w.alike++
				alike = true
			} else if unicode.IsLetter(r) {
				w.other = true
			}
		case c == ' ' || c == '\n':
			w.end = i + 1
			v.words = append(v.words, w)
			w = letters{}
		}
		i += size
	}
	w.end = len(v.b)
	v.words = append(v.words, w)
	return alike
}

func (v *view) runEnd(n int) int {
	for n < len(v.words) && v.words[n].whole() {
		n++
	}
	return n
}

// amongLatin tells whether the words before n and from end on are Latin, or one is and no other letter is in
// the other.
func (v *view) amongLatin(n, end int) bool {
	var before, after letters
	if n > 0 {
		before = v.words[n-1]
	}
	if end < len(v.words) {
		after = v.words[end]
	}
	foreign := func(w letters) bool { return w.other || w.alike > 0 && !w.latin }
	return !foreign(before) && !foreign(after) && (before.latin || after.latin)
}

// lookalikes are lower-case letters of Cyrillic, Greek and Armenian that pass for Latin ones
// (a selection from Unicode's confusables, UTS #39).
var lookalikes = map[rune]byte{
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'ғ': 'f', 'һ': 'h', 'і': 'i', 'ј': 'j', 'к': 'k',
	'ӏ': 'l', 'м': 'm', 'н': 'h', 'о': 'o', 'р': 'p', 'ԛ': 'q', 'ѕ': 's', 'т': 't', 'ц': 'u', 'ѵ': 'v', 'ԝ': 'w',
	'х': 'x', 'у': 'y', 'α': 'a', 'β': 'b', 'ε': 'e', 'η': 'n', 'ι': 'i', 'κ': 'k', 'ν': 'v', 'ο': 'o',
	'ρ': 'p', 'τ': 't', 'υ': 'u', 'χ': 'x', 'ϲ': 'c', 'ϳ': 'j', 'ո': 'n', 'օ': 'o', 'ս': 'u', 'հ': 'h', 'ց': 'g', 'ք': 'f',
}
