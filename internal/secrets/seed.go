package secrets

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tyler-smith/go-bip39"
)

// findSeedPhrases adds the seed phrases of a text: 12 to 24 words of the English list of BIP-39
// in a row whose checksum is right. Between two words may stand whatever is no letter: blanks,
// numbers, bullets, quotes. One run of words of prose in sixteen has a right checksum by chance; that a dozen
// words in a row are all on the list is what prose does not do.
func findSeedPhrases(text string, all []Finding) []Finding {
	var words []word
	flush := func() {
		all = seedsOf(words, all)
		words = words[:0]
	}
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case lowerCase(c) || class(c) == 'A':
			start := i
			for i < len(text) && (lowerCase(text[i]) || class(text[i]) == 'A') {
				i++
			}
			if w, ok := listed(text[start:i]); ok && !goesOn(text[i:]) {
				words = append(words, word{start, i, w})
			} else {
				flush()
			}
		case c == '_':
			flush()
			i++
		case c == '[' && strings.HasPrefix(text[i:], "[secret:"):
			// The words of a mark are listed too.
			flush()
			i = markEnd(text, i)
		default:
			r, size := utf8.DecodeRuneInString(text[i:])
			if unicode.IsLetter(r) {
				flush()
			}
			i += size
		}
	}
	flush()
	return all
}

// goesOn tells whether a word has letters that the list does not have.
func goesOn(rest string) bool {
	if len(rest) > 1 && rest[0] == '\'' {
		return lowerCase(rest[1]) || class(rest[1]) == 'A'
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return r >= utf8.RuneSelf && r != utf8.RuneError && unicode.IsLetter(r)
}

type word struct {
	start, end int
	index      int // on the list
}

func lowerCase(c byte) bool { return c >= 'a' && c <= 'z' }

// listed gives the place of a word on the list.
func listed(s string) (index int, ok bool) {
	if len(s) < 3 || len(s) > 8 {
		return 0, false
	}
	for i := range len(s) {
		if !lowerCase(s[i]) {
			return bip39.GetWordIndex(strings.ToLower(s))
		}
	}
	return bip39.GetWordIndex(s)
}

// markEnd gives the end of a mark of Mask that begins at i, or of its first byte if it is none.
func markEnd(text string, i int) int {
	end := i + len("[secret:")
	for end < len(text) && (lowerCase(text[end]) || text[end] == '_') {
		end++
	}
	if end < len(text) && text[end] == ']' {
		return end + 1
	}
	return i + 1
}
