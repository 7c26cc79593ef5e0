package injection

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// form is a way to write a text as a row of numbers that are set apart by a sign or two.
type form struct {
	// read gives the number at i and where it ends; nothing but a sign, or the next number, follows it. 0: there is none.
	read  func(text string, i int) (number rune, end int)
	runes bool // a number is a letter, not a byte
	words bool // only what has a blank is taken: such numbers are met everywhere
}

var forms = [...]form{
	{read: hexPair},
	{read: eightBits},
	{read: codePoint, runes: true},
	{read: decimal, words: true},
}

// fewestNumbers is how many make a row.
const fewestNumbers = 8

// rows adds what rows of numbers from i on say, and gives where they end. Each stretch of a row that is a text
// is found, whatever stands around it.
func rows(text string, i int, add func(said string, start, end int)) (end int) {
	for f := range forms {
		if to, numbers := forms[f].row(text, i); numbers >= fewestNumbers {
			end = max(end, to)
			if forms[f].stretches(text, i, to, numbers, add) {
				return to
			}
		}
	}
	return end
}

// row gives where a row from i on ends, and how many numbers it has.
func (f *form) row(text string, i int) (end, numbers int) {
	for {
		_, next := f.read(text, i)
		if next == 0 {
			return end, numbers
		}
		end, numbers = next, numbers+1
		i = pastSigns(text, next)
	}
}

func pastSigns(text string, i int) int {
	for end := min(len(text), i+2); i < end && strings.IndexByte(" ,:;-/|\t\r\n", text[i]) >= 0; {
		i++
	}
	return i
}

// stretches adds each part of a row that is a text, up to two letters in a row that no text has.
func (f *form) stretches(text string, i, end, numbers int, add func(said string, start, end int)) (found bool) {
	b, from := make([]byte, 0, numbers), make([]int, 0, numbers+1) // for each byte the number that it comes from
	for i < end {
		number, next := f.read(text, i)
		before := len(b)
		if f.runes {
			b = utf8.AppendRune(b, number)
		} else {
			b = append(b, byte(number))
		}
		for range len(b) - before {
			from = append(from, i)
		}
		i = pastSigns(text, next)
	}
	from = append(from, end)
	for at := 0; at < len(b); {
		begin, last := at, at
		for doubtful := 0; at < len(b) && doubtful < 2; {
			r, size := utf8.DecodeRune(b[at:])
			at += size
			switch {
			case legible(r):
				doubtful, last = 0, at
			case last == begin || r == utf8.RuneError:
				doubtful = 2
			default:
				doubtful++
			}
		}
		if said := b[begin:last]; readable(said) && (!f.words || strings.Contains(string(said), " ")) {
			add(string(said), from[begin], from[last])
			found = true
		}
	}
	return found
}

// hexPair reads 69 or 0x69.
func hexPair(text string, i int) (rune, int) {
	begin, end := i, i+2
	if strings.HasPrefix(text[i:], "0x") {
		begin, end = i+2, i+4
	}
	if end > len(text) || !isHexByte(text[begin]) || !isHexByte(text[begin+1]) || !endsAt(text, end, "0x") {
		return 0, 0
	}
	return number(text[begin:end], 16), end
}

// eightBits reads 01101001, or seven of them.
func eightBits(text string, i int) (rune, int) {
	end := i
	for end < len(text) && end < i+8 && (text[end] == '0' || text[end] == '1') {
		end++
	}
	if n := end - i; n != 8 && (n != 7 || !endsAt(text, end)) || !endsAt(text, end, "0", "1") {
		return 0, 0
	}
	return number(text[i:end], 2), end
}

// codePoint reads U+0069.
func codePoint(text string, i int) (rune, int) {
	if i+2 > len(text) || text[i]|0x20 != 'u' || text[i+1] != '+' {
		return 0, 0
	}
	end := i + 2
	for end < len(text) && end < i+8 && isHexByte(text[end]) {
		end++
	}
	if end < i+4 || !endsAt(text, end, "U+", "u+") {
		return 0, 0
	}
	return number(text[i+2:end], 16), end
}

// decimal reads 105.
func decimal(text string, i int) (rune, int) {
	end := i
	for end < len(text) && end < i+3 && text[end] >= '0' && text[end] <= '9' {
		end++
	}
	if end == i || !endsAt(text, end) {
		return 0, 0
	}
	if n := number(text[i:end], 10); n <= 0xff {
		return n, end
	}
	return 0, 0
}

// endsAt tells whether no word goes on at i, unless by one of these.
func endsAt(text string, i int, orBy ...string) bool {
	if i == len(text) || !wordByte(text[i]|0x20) {
		return true
	}
	for _, next := range orBy {
		if strings.HasPrefix(text[i:], next) {
			return true
		}
	}
	return false
}

// number reads digits that are known to be some.
func number(digits string, base int) rune {
	n, _ := strconv.ParseUint(digits, base, 31)
	return rune(n)
}
