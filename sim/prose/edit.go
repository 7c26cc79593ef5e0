package prose

import (
	"math/rand/v2"
	"strings"
)

// Alter gives a text with one small change, as a copier makes to look like somebody else: a
// word twice, a word gone, two words swapped, other capitals or another end.
func (l *Library) Alter(r *rand.Rand, s string) string {
	words := strings.Fields(s)
	if len(words) < 4 {
		return s + " !"
	}
	at := 1 + r.IntN(len(words)-2)
	switch r.IntN(5) {
	case 0:
		words[at] += " " + words[at]
	case 1:
		words = append(words[:at], words[at+1:]...)
	case 2:
		words[at], words[at+1] = words[at+1], words[at]
	case 3:
		words[at] = strings.ToUpper(words[at])
	default:
		words = append(words, [...]string{"!!", "🚀", "fr", "(no joke)", "…"}[r.IntN(5)])
	}
	if altered := strings.Join(words, " "); altered != s {
		return altered
	}
	return s + " !" // the word had its capitals already
}

// Edit gives a text of which a share of the words, 0 to 1, was changed: most of them replaced by
// a synonym, or where none is known by any other word, some dropped or swapped with the next.
func (l *Library) Edit(r *rand.Rand, s string, share float64) string {
	words := strings.Fields(s)
	out := make([]string, 0, len(words))
	for i := 0; i < len(words); i++ {
		if r.Float64() >= share {
			out = append(out, words[i])
			continue
		}
		switch k := r.IntN(6); {
		case k == 0 && len(words) > 3: // dropped
		case k == 1 && i+1 < len(words):
			out = append(out, words[i+1], words[i])
			i++
		default:
			out = append(out, l.instead(r, words[i]))
		}
	}
	if len(out) == 0 {
		return s
	}
	return strings.Join(out, " ")
}

// instead gives another word in place of one, with the signs around it and its capital.
func (l *Library) instead(r *rand.Rand, word string) string {
	const signs = `.,;:!?"()`
	from := len(word) - len(strings.TrimLeft(word, signs))
	to := len(strings.TrimRight(word, signs))
	if from >= to {
		return word
	}
	plain := strings.ToLower(word[from:to])
	other := ""
	if known := l.synonyms[plain]; len(known) > 0 {
		other = known[r.IntN(len(known))]
	} else {
		other = l.plain(r, ruleOther)
	}
	if c := word[from]; c >= 'A' && c <= 'Z' {
		other = strings.ToUpper(other[:1]) + other[1:]
	}
	return word[:from] + other + word[to:]
}

// readSynonyms reads lines of words that may stand for each other, with commas between them.
// It gives for each word the others.
func readSynonyms(file, source string) (map[string][]string, error) {
	synonyms := map[string][]string{}
	at := place{file: file}
	for line := range strings.SplitSeq(source, "\n") {
		at.line++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		group := strings.Split(line, ",")
		if len(group) < 2 {
			return nil, at.errorf("a word alone is nobody's synonym")
		}
		for i := range group {
			group[i] = strings.TrimSpace(group[i])
			if group[i] == "" {
				return nil, at.errorf("there is no word between two commas")
			}
		}
		for i, w := range group {
			if synonyms[w] != nil {
				return nil, at.errorf("%q is in another group already", w)
			}
			others := append(append([]string{}, group[:i]...), group[i+1:]...)
			synonyms[w] = others
		}
	}
	return synonyms, nil
}
