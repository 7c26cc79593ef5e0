package names

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mtibben/confusables"
	"golang.org/x/text/unicode/norm"
)

// Normal gives the form in which the name of an account is kept and looked for.
func Normal(name string) string { return strings.ToLower(strings.TrimSpace(norm.NFKC.String(name))) }

// Display gives the form in which a name is shown: as it was written, where that is no compatibility
// character.
func Display(name string) string { return strings.TrimSpace(norm.NFKC.String(name)) }

// Skeleton gives what a name looks like: equal for names that are easily taken for one another, such
// as paypal and pаypаl with Cyrillic letters, or modern and rnodern. It is for comparing, not to show.
//
// Case is folded before and after, for the skeleton of 0 is a capital O.
func Skeleton(name string) string {
	return strings.ToLower(confusables.Skeleton(Normal(name)))
}

// Looks gives the skeletons of account names that a name which is shown could be taken for: with its
// capitals as they are, for a capital I is a small l, and with what may stand for a space.
func Looks(display string) []string {
	var all []string
	for _, skeleton := range []string{Skeleton(display), strings.ToLower(confusables.Skeleton(Display(display)))} {
		for _, gap := range []string{"_", "-", ""} {
			if look := strings.ReplaceAll(skeleton, " ", gap); !slices.Contains(all, look) {
				all = append(all, look)
			}
		}
	}
	return all
}

// Outline is the skeleton of a name without what separates its words: for names that nobody may come
// near.
func Outline(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, Skeleton(name))
}

// Fault says what is wrong with a name that is to be shown, or "".
func Fault(name string) string {
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case r == zeroWidthJoiner && i > 0 && i+1 < len(runes) && joins(runes[i-1]) && joins(runes[i+1]):
		case unicode.Is(unicode.Bidi_Control, r):
			return "must not turn the direction of text"
		case r == unicode.ReplacementChar, !unicode.IsGraphic(r), blank(r):
			return "must not have invisible characters"
		}
	}
	if mixed(runes) {
		return "must not mix letters of different scripts"
	}
	return ""
}

const zeroWidthJoiner = '\u200d'

// joins says whether emoji are made of it and a joiner.
func joins(r rune) bool {
	return unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r) || unicode.Is(unicode.Variation_Selector, r)
}

// blank says whether something that counts as graphic shows nothing: letters and marks that are
// drawn as a gap.
func blank(r rune) bool {
	switch r {
	case '\u034f', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u2800', '\u3164', '\uffa0':
		return true
	}
	return unicode.Is(unicode.Zs, r) && r != ' '
}

// together are the scripts that one way of writing uses beside one another, and Latin with each
// (UTS #39, highly restrictive).
var together = [][]string{
	{"Latin", "Han", "Hiragana", "Katakana"},
	{"Latin", "Han", "Bopomofo"},
	{"Latin", "Han", "Hangul"},
}

// mixed says whether letters are of scripts that are not written together.
func mixed(runes []rune) bool {
	scripts := map[string]bool{}
	for _, r := range runes {
		if s := scriptOf(r); s != "" {
			scripts[s] = true
		}
	}
	if len(scripts) <= 1 {
		return false
	}
	for _, set := range together {
		covered := 0
		for _, s := range set {
			if scripts[s] {
				covered++
			}
		}
		if covered == len(scripts) {
			return false
		}
	}
	return true
}

// scriptOf gives the script of a letter; "" for what all scripts share.
func scriptOf(r rune) string {
	if r < 0x80 {
		if unicode.IsLetter(r) {
			return "Latin"
		}
		return ""
	}
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			if name == "Common" || name == "Inherited" {
				return ""
			}
			return name
		}
	}
	return ""
}
