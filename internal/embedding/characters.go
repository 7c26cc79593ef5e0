package embedding

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What the reference's normalizer and pre-tokenizer make of a character.
const (
	keep  = iota // part of a word
	drop         // nothing: controls, accents
	space        // ends a word
	alone        // a word by itself: punctuation, ideographs
	one          // another character, which is then kept, or alone
	many         // several, each then kept, or alone
)

// character is what becomes of one: its kind in the low three bits; above them, for one, the other
// character, and for many, where the others begin in characters.spelled.
type character uint32

func (c character) kind() uint32 { return uint32(c) & 7 }
func (c character) value() int   { return int(c >> 3) }

const pageSize = 256

// characters answers for each rune, by pages that are shared where they are alike.
type characters struct {
	pages   [(utf8.MaxRune + 1) / pageSize]uint16
	content [][pageSize]character
	spelled []string
}

func (c *characters) of(r rune) character {
	return c.content[c.pages[r/pageSize]][r%pageSize]
}

// parseCharacters reads lines "first last kind [out]" in hexadecimal; what no line names is kept.
// Kinds are drop, space, alone and becomes; out is the characters that it becomes.
func parseCharacters(file string) (*characters, error) {
	c := &characters{content: make([][pageSize]character, 1)}
	for number, line := range strings.Split(strings.TrimSuffix(file, "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if err := c.parse(strings.Fields(line)); err != nil {
			return nil, fmt.Errorf("line %d: %w", number+1, err)
		}
	}
	for s := range hangulCount {
		c.set(hangulFirst+rune(s), c.many(decomposeHangul(s)))
	}
	return c, nil
}

func (c *characters) parse(fields []string) error {
	if len(fields) < 3 {
		return fmt.Errorf("%d fields, want at least 3", len(fields))
	}
	var ends [2]rune
	for i := range ends {
		v, err := strconv.ParseInt(fields[i], 16, 32)
		if err != nil || v > utf8.MaxRune || v < 0 {
			return fmt.Errorf("%q is no character", fields[i])
		}
		ends[i] = rune(v)
	}
	kind := character(keep)
	switch fields[2] {
	case "drop":
		kind = drop
	case "space":
		kind = space
	case "alone":
		kind = alone
	case "becomes":
		var out []rune
		for _, field := range fields[3:] {
			v, err := strconv.ParseInt(field, 16, 32)
			if err != nil || v > utf8.MaxRune || v < 0 {
				return fmt.Errorf("%q is no character", field)
			}
			out = append(out, rune(v))
		}
		switch len(out) {
		case 0:
			return fmt.Errorf("it becomes nothing: that is drop")
		case 1:
			kind = character(out[0])<<3 | one
		default:
			kind = c.many(string(out))
		}
	default:
		return fmt.Errorf("kind %q is not known", fields[2])
	}
	for r := ends[0]; r <= ends[1]; r++ {
		c.set(r, kind)
	}
	return nil
}

func (c *characters) many(out string) character {
	c.spelled = append(c.spelled, out)
	return character(len(c.spelled)-1)<<3 | many
}

func (c *characters) set(r rune, to character) {
	page := &c.pages[r/pageSize]
	if *page == 0 {
		*page = uint16(len(c.content))
		c.content = append(c.content, [pageSize]character{})
	}
	c.content[*page][r%pageSize] = to
}

// Hangul syllables and their arithmetic: Unicode, section 3.12.
const (
	hangulFirst, hangulCount          = 0xAC00, 11172
	leadFirst, vowelFirst, trailFirst = 0x1100, 0x1161, 0x11A7
	syllablesOfLead, syllablesOfVowel = 588, 28
)

// decomposeHangul gives the letters of the syllable at place s.
func decomposeHangul(s int) string {
	out := []rune{rune(leadFirst + s/syllablesOfLead), rune(vowelFirst + s%syllablesOfLead/syllablesOfVowel)}
	if trail := s % syllablesOfVowel; trail > 0 {
		out = append(out, rune(trailFirst+trail))
	}
	return string(out)
}
