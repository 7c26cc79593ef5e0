package injection

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// A row that says nothing hides no order that stands in it, however long it is, on whichever side.
func TestAnOrderIsReadInARowOfJunk(t *testing.T) {
	c := classifier(t)
	for form, junk := range map[string]string{"%02x ": "80 ", "%d, ": "7, ", "%08b": "11111111", "U+%04X ": "U+0007 "} {
		row := eachLetter(order, form)
		for _, n := range []int{0, 1, 100, 13_000} {
			for _, text := range []string{strings.Repeat(junk, n) + row, eachLetter("Good morning. ", form) + strings.Repeat(junk, n) + row + strings.Repeat(junk, n)} {
				if v := c.Judge(text); v.Probability < 0.5 || n > 100 && v.End-v.Start > 2*len(row) {
					t.Errorf("%q beside %d of %q: %.2f, at %d to %d", form, n, junk, v.Probability, v.Start, v.End)
				}
			}
		}
	}
}

// Numbers are read once for each form, whatever they are: a bound of the work in how often one is looked at.
func TestRowsAreReadOnce(t *testing.T) {
	read := 0
	for i := range forms {
		of := forms[i].read
		forms[i].read = func(text string, i int) (rune, int) {
			read++
			return of(text, i)
		}
		defer func() { forms[i].read = of }()
	}
	c := classifier(t)
	for _, part := range []string{"80 ", "7 ", "77 ", "104 ", "0x", "0x41", "00", "1010101 ", "U+0041 ", "U+", "u+7", "4e-", "ab/", "1 2, ", "69 67 6e x ", "105 103 x "} {
		read = 0
		text := strings.Repeat(part, 40_000/len(part))
		c.lexicon.decodings(text, mostDecoded, nil)
		if read > 8*utf8.RuneCountInString(text) {
			t.Errorf("%q: %d numbers are read in %d bytes", part, read, len(text))
		}
	}
}
