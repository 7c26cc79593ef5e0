package slogan

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"github.com/moltwatch/moltwatch/internal/text"
)

// word is one of the different words of a text.
type word struct {
	key  uint64 // hash of its normal form
	name bool   // it is written as a name is: with a capital, with digits in it, a host, a token
	sure bool   // and no sentence begins with it: a capital there says nothing
}

// wordsOf gives the different words of a text, in order of their first appearance. Mentions of
// agents and of submolts are none, and neither is the author's own name.
func wordsOf(raw, author string) (words []word) {
	if len(raw) > maxBytes {
		raw = raw[:maxBytes]
	}
	own := keyOf(author)
	met := map[uint64]int{}
	begins := true // a sentence
	for at := 0; at < len(raw) && len(words) < maxWords; {
		r, size := utf8.DecodeRuneInString(raw[at:])
		if !part(r) && r != '$' {
			begins = begins && r != '\'' && r != ',' || strings.ContainsRune(".!?:\n\"“*#>-–—", r)
			at += size
			continue
		}
		end, letters, digits, dots := at+size, 0, 0, 0
		if unicode.IsLetter(r) {
			letters++
		}
		for end < len(raw) {
			c, n := utf8.DecodeRuneInString(raw[end:])
			switch {
			case unicode.IsLetter(c):
				letters++
			case unicode.IsNumber(c):
				digits++
			case c == '.' && inside(raw[end+n:]):
				dots++
			default:
				n = 0
			}
			if n == 0 {
				break
			}
			end += n
		}
		token := raw[at:end]
		odd := r == '$' || dots > 0 || letters > 0 && digits > 0
		name, sure := odd || unicode.IsUpper(r), odd || unicode.IsUpper(r) && !begins
		mention := at > 0 && (raw[at-1] == '@' || raw[at-1] == '/' && at > 1 && (raw[at-2] == 'm' || raw[at-2] == 'u'))
		at, begins = end, false
		key := keyOf(token)
		if mention || key == own || letters+digits < minLetter {
			continue
		}
		if i, again := met[key]; again {
			words[i].name, words[i].sure = words[i].name || name, words[i].sure || sure
			continue
		}
		met[key] = len(words)
		words = append(words, word{key, name, sure})
	}
	return words
}

func keyOf(token string) uint64 { return xxhash.Sum64String(text.Normalize(token)) }

func part(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// inside reports whether a word goes on after a dot, as a host does.
func inside(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return part(r)
}
