package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normalize brings s to the form in which copies are compared: NFKC, lower case, no format
// or control characters (zero-width joiners and the like), look-alike letters of other
// alphabets folded to Latin within words that mix alphabets, white space collapsed to single blanks.
func Normalize(s string) string {
	out := make([]byte, 0, len(s))
	for word := range strings.FieldsSeq(compatible(s)) {
		end := len(out)
		if end > 0 {
			out = append(out, ' ')
		}
		from := len(out)
		if out = appendWord(out, word); len(out) == from { // nothing was left of it
			out = out[:end]
		}
	}
	return string(out)
}

// Two letters of Arabic stand for whole sentences of 18 and 8 letters: they stay, or a text of them would be as
// many times as long as it was.
const sentences, sentenceStart = "\ufdfa\ufdfb", "\xef\xb7"

// compatible is NFKC, but for these two.
func compatible(s string) string {
	if !strings.Contains(s, sentenceStart) {
		return norm.NFKC.String(s)
	}
	var out strings.Builder
	for {
		at := strings.IndexAny(s, sentences)
		if at < 0 {
			out.WriteString(norm.NFKC.String(s))
			return out.String()
		}
		out.WriteString(norm.NFKC.String(s[:at]))
		out.WriteString(s[at : at+len(sentenceStart)+1])
		s = s[at+len(sentenceStart)+1:]
	}
}

// appendWord adds the normal form of a word. Most are ASCII, and take no tables.
func appendWord(out []byte, word string) []byte {
	from := len(out)
	for i := range len(word) {
		c := word[i]
		switch {
		case c >= utf8.RuneSelf:
			return append(out[:from], foldLookalikes(strings.Map(lower, word))...)
		case c < ' ' || c == 0x7f:
		case c >= 'A' && c <= 'Z':
			out = append(out, c+('a'-'A'))
		default:
			out = append(out, c)
		}
	}
	return out
}

// lower drops what is not seen.
func lower(r rune) rune {
	if unicode.In(r, unicode.Cf, unicode.Cc, unicode.Variation_Selector) {
		return -1
	}
	return unicode.ToLower(r)
}

// lookalikes are lower-case letters of Cyrillic, Greek and Armenian that pass for Latin ones
// (a selection from Unicode's confusables, UTS #39).
var lookalikes = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'ғ': 'f', 'һ': 'h', 'і': 'i', 'ј': 'j', 'к': 'k',
	'ӏ': 'l', 'м': 'm', 'н': 'h', 'о': 'o', 'р': 'p', 'ԛ': 'q', 'ѕ': 's', 'т': 't', 'ц': 'u', 'ѵ': 'v', 'ԝ': 'w',
	'х': 'x', 'у': 'y', 'ѐ': 'e', 'ё': 'e', 'ї': 'i',
	'α': 'a', 'β': 'b', 'ε': 'e', 'η': 'n', 'ι': 'i', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't',
	'υ': 'u', 'χ': 'x', 'ϲ': 'c', 'ϳ': 'j',
	'ո': 'n', 'օ': 'o', 'ս': 'u', 'հ': 'h', 'ց': 'g', 'ք': 'f',
}

// foldLookalikes folds a word that mixes Latin with look-alikes; a word wholly in another
// alphabet is a word of another language and stays.
func foldLookalikes(word string) string {
	latin, other := false, false
	for _, r := range word {
		if r >= 'a' && r <= 'z' {
			latin = true
		} else if r >= utf8.RuneSelf && !other {
			_, other = lookalikes[r]
		}
	}
	if !latin || !other {
		return word
	}
	return strings.Map(func(r rune) rune {
		if l, ok := lookalikes[r]; ok {
			return l
		}
		return r
	}, word)
}
