package secrets

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/tyler-smith/go-bip39/wordlists"
	"golang.org/x/text/unicode/norm"
)

// seedLists are the lists of BIP-39, by language.
var seedLists = [...][]string{
	wordlists.English, wordlists.Spanish, wordlists.French, wordlists.Italian, wordlists.Czech, wordlists.Japanese, wordlists.Korean, wordlists.ChineseSimplified, wordlists.ChineseTraditional,
}

// listing is a place of a word: on which list, and where.
type listing struct {
	list  uint8
	index uint16
}

// dictionary has where each word of the lists is, by its plain form.
type dictionary struct {
	words map[string][]listing
	// begins has a bit for the first four letters of each word of Latin letters, which tell the words of a list apart: most
	// words of prose need no more than a look at it.
	begins [1 << 20 / 64]uint64
}

// listings is made when first needed.
var listings = sync.OnceValue(func() *dictionary {
	all := &dictionary{words: make(map[string][]listing, 10*2048)}
	for n, list := range seedLists {
		for i, w := range list {
			form := string(plainForm(nil, w))
			all.words[form] = append(all.words[form], listing{uint8(n), uint16(i)})
			if form[0] < utf8.RuneSelf {
				at := firstLetters(form)
				all.begins[at>>6] |= 1 << (at & 63)
			}
		}
	}
	return all
})

// firstLetters is a number for the first four letters of a word, in either case.
func firstLetters(word string) (n uint32) {
	for i := range min(4, len(word)) {
		n = n<<5 | uint32(word[i]&0x1f)
	}
	return n
}

// plainForm appends a word in small letters, as its decomposition: without accents if it is of Latin letters, which those who
// write a phrase down may leave out.
func plainForm(to []byte, word string) []byte {
	begin := len(to)
	to = norm.NFKD.AppendString(to, word)
	if to[begin] >= utf8.RuneSelf {
		return to
	}
	out := begin
	for i := begin; i < len(to); {
		r, size := utf8.DecodeRune(to[i:])
		if !unicode.Is(unicode.Mn, r) {
			out += utf8.EncodeRune(to[out:], unicode.ToLower(r))
		}
		i += size
	}
	return to[:out]
}

// Lengths of the words of the lists, in bytes as plain forms: of Latin letters, and of any.
const shortestListed, longestListed, longestForeign = 3, 12, 40

// listed gives the places of a word on the lists.
func (d *dictionary) listed(word string, ascii bool) []listing {
	if ascii {
		if len(word) < shortestListed || len(word) > longestListed {
			return nil
		}
		at := firstLetters(word)
		if d.begins[at>>6]>>(at&63)&1 == 0 {
			return nil
		}
		var plain [longestListed]byte
		for i := range len(word) {
			plain[i] = word[i] | 0x20
		}
		return d.words[string(plain[:len(word)])]
	}
	if len(word) > longestForeign {
		return nil
	}
	if r, _ := utf8.DecodeRuneInString(word); r >= firstForeign && !unicode.In(r, unicode.Hiragana, unicode.Hangul, unicode.Han) {
		return nil
	}
	var plain [4 * longestForeign]byte
	return d.words[string(plainForm(plain[:0], word))]
}
