package secrets

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/tyler-smith/go-bip39"
)

// seedLengths are how many words a seed phrase may have (BIP-39), the longest first.
var seedLengths = [...]int{24, 21, 18, 15, 12}

// findSeedPhrases adds the seed phrases of a text: 12 to 24 words of the English list of BIP-39
// in a row whose checksum is right. Between two words may stand whatever is no letter: blanks,
// numbers, bullets, quotes. One run of words of prose in sixteen has a right checksum by chance; that a dozen
// words in a row are all on the list is what prose does not do.
func findSeedPhrases(text string, all []Finding) []Finding {
	var words []word
	flush := func() {
		all = seedsOf(text, words, all)
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
	list       string // as on the list
}

func lowerCase(c byte) bool { return c >= 'a' && c <= 'z' }

// listed gives a word as it is on the list.
func listed(s string) (string, bool) {
	if len(s) < 3 || len(s) > 8 {
		return "", false
	}
	for i := range len(s) {
		if !lowerCase(s[i]) {
			return lowered(s)
		}
	}
	_, ok := bip39.GetWordIndex(s)
	return s, ok
}

func lowered(s string) (string, bool) {
	b := []byte(s)
	for i, c := range b {
		if class(c) == 'A' {
			b[i] = c + 'a' - 'A'
		}
	}
	_, ok := bip39.GetWordIndex(string(b))
	return string(b), ok
}

// seedsOf adds the seed phrases within a run of listed words.
func seedsOf(text string, words []word, all []Finding) []Finding {
	for i := 0; i+seedLengths[len(seedLengths)-1] <= len(words); {
		n := 0
		for _, length := range seedLengths {
			if i+length <= len(words) && isSeed(words[i:i+length]) {
				n = length
				break
			}
		}
		if n == 0 {
			i++
			continue
		}
		all = append(all, Finding{KindSeedPhrase, words[i].start, words[i+n-1].end})
		i += n
	}
	return all
}

// isSeed checks the checksum. The phrases of all zeros or ones that manuals show, which have
// the same word over and over, are no secret.
func isSeed(words []word) bool {
	different := 0
	for i, w := range words {
		if !slices.ContainsFunc(words[:i], func(before word) bool { return before.list == w.list }) {
			different++
		}
	}
	if different < len(words)/2 {
		return false
	}
	phrase := make([]byte, 0, 24*9)
	for i, w := range words {
		if i > 0 {
			phrase = append(phrase, ' ')
		}
		phrase = append(phrase, w.list...)
	}
	_, err := bip39.EntropyFromMnemonic(string(phrase))
	return err == nil
}
