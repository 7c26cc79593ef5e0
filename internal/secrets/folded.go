package secrets

import (
	"unicode"
	"unicode/utf8"
)

// folded is a text as it is read: letters of full width as those of ASCII, and without what is not seen. Each
// byte knows where it comes from.
type folded struct {
	text  string
	at    []int32
	given string
}

// fold gives a text as it is read, if that is another one in a word or an address.
func fold(text string) (f folded, other bool) {
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf && mayHide(text, i) {
			other = true
			break
		}
	}
	if !other {
		return folded{}, false
	}
	b := make([]byte, 0, len(text))
	f = folded{at: make([]int32, 0, len(text)), given: text}
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case r >= firstWide && r <= lastWide:
			b, f.at = append(b, byte(r-firstWide+'!')), append(f.at, int32(i))
		case unseen(r):
		default:
			for n := range size {
				b, f.at = append(b, text[i+n]), append(f.at, int32(i+n))
			}
		}
		i += size
	}
	f.text = string(b)
	return f, true
}

// Signs of ASCII in full width.
const firstWide, lastWide = 0xff01, 0xff5e

// unseen tells what is shown as nothing.
func unseen(r rune) bool {
	return r >= utf8.RuneSelf && unicode.In(r, unicode.Cf, unicode.Variation_Selector) || r == 0x034f
}

// mayHide tells whether a letter, a digit or an at sign of full width begins at i, or something that nobody sees beside a
// byte of a word: what joins emoji is beside none.
func mayHide(text string, i int) bool {
	switch text[i] {
	case 0xc2, 0xcd, 0xd8, 0xdb, 0xdc, 0xe0, 0xe1, 0xe2, 0xef, 0xf0, 0xf3:
	default:
		return false
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	if r >= firstWide && r <= lastWide {
		c := byte(r - firstWide + '!')
		return alnum.has(c) || c == '@'
	}
	beside := func(at int) bool {
		return at >= 0 && at < len(text) && (wordByte(text[at]) || text[at] == '@' || text[at] == '.')
	}
	return unseen(r) && (beside(i-1) || beside(i+size))
}

// place gives the bytes of the text given that a finding in the folded one stands for.
func (f *folded) place(found Finding) Finding {
	last := int(f.at[found.End-1])
	if f.given[last] >= utf8.RuneSelf {
		_, size := utf8.DecodeRuneInString(f.given[last:])
		last += size - 1
	}
	return Finding{found.Kind, int(f.at[found.Start]), last + 1}
}
