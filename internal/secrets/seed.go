package secrets

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"
)

// findSeedPhrases adds the seed phrases of a text: 12 to 24 words of a list of BIP-39
// in a row whose checksum is right. Between two words may stand whatever is no letter: blanks,
// numbers, bullets, quotes. One run of words of prose in sixteen has a right checksum by chance; that a dozen
// words in a row are all on one list is what prose does not do. Letters of Chinese are words only if they stand apart.
func findSeedPhrases(text string, all []Finding) []Finding {
	runs := seedRuns{text: text, lists: listings()}
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case letterAt(text, i):
			end, ascii := wordOf(text, i)
			if goesOn(text[end:]) {
				all = runs.flush(all)
			} else {
				all = runs.add(i, end, ascii, all)
			}
			i = end
		case c == '_':
			all = runs.flush(all)
			i++
		case c == '[' && strings.HasPrefix(text[i:], "[secret:"):
			// The words of a mark are listed too.
			all = runs.flush(all)
			i = markEnd(text, i)
		case c >= utf8.RuneSelf:
			_, size := utf8.DecodeRuneInString(text[i:])
			i += size
		default:
			i++
		}
	}
	return runs.flush(all)
}

func letterAt(text string, i int) bool {
	if c := text[i]; c < utf8.RuneSelf {
		return lowerCase(c) || class(c) == 'A'
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsLetter(r)
}

// wordOf gives the end of the word at i, and whether it has letters of ASCII alone.
func wordOf(text string, i int) (end int, ascii bool) {
	for ascii = true; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if !lowerCase(c) && class(c) != 'A' {
				break
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		i, ascii = i+size, false
	}
	return i, ascii
}

// goesOn tells whether a word goes on behind an apostrophe, as no word of the lists does.
func goesOn(rest string) bool {
	return len(rest) > 1 && rest[0] == '\'' && (lowerCase(rest[1]) || class(rest[1]) == 'A')
}

type word struct {
	start, end int
	index      int // on the list
}

func lowerCase(c byte) bool { return c >= 'a' && c <= 'z' }

// seedRuns are the runs of words that are on each list: how many, and where. Few are as long as a phrase, so
// their words are gathered only then.
type seedRuns struct {
	text       string
	lists      *dictionary
	count      [len(seedLists)]int
	begin, end [len(seedLists)]int
	open       uint16 // a bit for each list with a run
}

// add goes on with the runs of the lists that have the word from i to end, and ends the others.
func (r *seedRuns) add(i, end int, ascii bool, all []Finding) []Finding {
	on := uint16(0)
	for _, p := range r.lists.listed(r.text[i:end], ascii) {
		on |= 1 << p.list
		if r.open>>p.list&1 == 0 {
			r.begin[p.list], r.count[p.list] = i, 0
		}
		r.count[p.list]++
		r.end[p.list] = end
	}
	all = r.close(r.open&^on, all)
	r.open = on
	return all
}

func (r *seedRuns) flush(all []Finding) []Finding {
	all = r.close(r.open, all)
	r.open = 0
	return all
}

// close adds the phrases of the runs of some lists, which end here.
func (r *seedRuns) close(lists uint16, all []Finding) []Finding {
	for ; lists != 0; lists &= lists - 1 {
		n := bits.TrailingZeros16(lists)
		if r.count[n] >= seedLengths[0] {
			all = seedsOf(r.words(uint8(n)), all)
		}
	}
	return all
}

// words gathers the words of the run on a list.
func (r *seedRuns) words(list uint8) []word {
	all := make([]word, 0, r.count[list])
	for i := r.begin[list]; i < r.end[list]; {
		if !letterAt(r.text, i) {
			i++
			continue
		}
		end, ascii := wordOf(r.text, i)
		for _, p := range r.lists.listed(r.text[i:end], ascii) {
			if p.list == list {
				all = append(all, word{i, end, int(p.index)})
				break
			}
		}
		i = end
	}
	return all
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
