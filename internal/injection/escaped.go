package injection

import (
	"strings"
	"unicode/utf8"
)

// escaped gives the letter that an escape at i stands for and where that ends, 0 if there is none: &#105; of any letter,
// which is shown as one wherever a text is shown, and %69, \x69 and \u0069 of letters of ASCII, which need none and
// are escaped by who wants to hide them.
func escaped(text string, i int) (r rune, end int) {
	rest := text[i:min(len(text), i+10)]
	switch {
	case strings.HasPrefix(rest, "&#"):
		base, at := rune(10), 2
		if len(rest) > 2 && rest[2]|0x20 == 'x' {
			base, at = 16, 3
		}
		from := at
		for at < len(rest) && r <= utf8.MaxRune {
			digit := rune(sixteen(rest[at]))
			if digit >= base {
				break
			}
			r = r*base + digit
			at++
		}
		if at == from || r == 0 || !utf8.ValidRune(r) {
			return 0, 0
		}
		if i+at < len(text) && text[i+at] == ';' {
			at++
		}
		return r, i + at
	case rest[0] == '%':
		return ofASCII(rest[1:], 2, i+1)
	case strings.HasPrefix(rest, `\x`):
		return ofASCII(rest[2:], 2, i+2)
	case strings.HasPrefix(rest, `\u00`):
		return ofASCII(rest[4:], 2, i+4)
	}
	return 0, 0
}

// ofASCII reads so many digits of a letter at i.
func ofASCII(digits string, n, i int) (r rune, end int) {
	if len(digits) < n {
		return 0, 0
	}
	for _, c := range []byte(digits[:n]) {
		r = r<<4 + rune(sixteen(c))
	}
	if r|0x20 < 'a' || r|0x20 > 'z' {
		return 0, 0
	}
	return r, i + n
}

// sixteen gives what a digit of hex stands for, and a number above all letters for what is none.
func sixteen(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return 1 << 10
}

// Supplementary selectors of variants are shown by no font; a text can be written in them, a byte each. One alone
// chooses the form of a Chinese letter.
const (
	firstSelector, lastSelector = 0xE0100, 0xE01EF
	firstByte                   = 16 // what the first of them stands for
	fewestSelectors             = 4
)

// selectors reads the run of selectors at i, as a line of its own, and gives where it ends.
func (v *view) selectors(text string, i int) int {
	end, n := i, 0
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if r < firstSelector || r > lastSelector {
			break
		}
		end, n = end+size, n+1
	}
	if n < fewestSelectors {
		return end
	}
	v.hidden = true
	v.put('\n', i, false)
	first := len(v.b)
	for at := i; at < end; at += 4 {
		r, _ := utf8.DecodeRuneInString(text[at:])
		if c := r - firstSelector + firstByte; c < utf8.RuneSelf {
			v.ascii(byte(c), at)
		}
	}
	if first < len(v.b) {
		v.capital[first] = true
	}
	v.put('\n', end-1, false)
	return end
}
