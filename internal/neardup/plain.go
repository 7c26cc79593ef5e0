package neardup

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// appendPlain appends the runes of a normalised text without what is sprinkled over copies so that they look
// different and read the same: accents are taken off letters, and pictures and underscores are blanks, of which a
// row is one.
func appendPlain(to []rune, normalized string) []rune {
	blank := true // leading ones say nothing
	for _, r := range normalized {
		switch {
		case r == ' ' || r == '_' || r >= utf8.RuneSelf && unicode.In(r, unicode.So, unicode.Sk):
			if blank {
				continue
			}
			r = ' '
		case isAccent(r):
			continue
		case r >= utf8.RuneSelf:
			r = unaccented(r)
		}
		to, blank = append(to, r), r == ' '
	}
	return to
}

// isAccent reports whether a rune is a mark that any letter can bear. Marks of alphabets that write vowels so are none.
func isAccent(r rune) bool {
	return r >= 0x300 && r <= 0x36f || r >= 0x1ab0 && r <= 0x1aff || r >= 0x1dc0 && r <= 0x1dff || r >= 0x20d0 && r <= 0x20ff
}

// unaccented gives the letter below the accents of one, or a letter that bears none.
func unaccented(r rune) rune {
	var letter, parts [utf8.UTFMax * 8]byte
	whole := norm.NFD.Append(parts[:0], letter[:utf8.EncodeRune(letter[:], r)]...)
	base, size := utf8.DecodeRune(whole)
	for rest := whole[size:]; len(rest) > 0; rest = rest[size:] {
		var mark rune
		if mark, size = utf8.DecodeRune(rest); !isAccent(mark) {
			return r
		}
	}
	return base
}
