package secrets

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// reserved are the domains of RFC 2606 and RFC 6761: nobody's address ends with them.
var reserved = []string{"example.com", "example.org", "example.net", ".example", ".test", ".invalid", ".localhost", ".local"}

// address gives the address around an at sign at i, if one is there.
func address(text string, i, floor int) (start, end int, ok bool) {
	if sign := atSign(text, i); sign > 0 {
		return email(text, i, sign, floor)
	}
	return 0, 0, false
}

// email gives the address around an at sign of so many bytes at i that begins no earlier than floor: the local part of RFC 5321
// without quotes, a domain with a dot and a last label of letters; letters may be of any script (RFC 6531). `git@host:path` is the
// way to a repository, and what follows @ or / is part of something else.
func email(text string, i, sign, floor int) (start, end int, ok bool) {
	start = localStart(text, i, floor)
	for start < i && (text[start] == '.' || text[start] == '-' || text[start] == '+') {
		start++
	}
	if start == i || text[i-1] == '.' || start > floor && (localByte(text[start-1]) && text[start-1] != '.' && text[start-1] != '-' && text[start-1] != '+' || text[start-1] == '@' || text[start-1] == '/') {
		return 0, 0, false
	}
	end = i + sign
	begin, label, dots := end, end, 0
	for end < len(text) && end-i < 254 {
		if text[end] == '.' {
			if end == label || end+1 >= len(text) || labelRune(text, end+1, end+1) == 0 || text[end+1] == '-' {
				break
			}
			dots++
			end++
			label = end
			continue
		}
		size := labelRune(text, end, label)
		if size == 0 {
			break
		}
		end += size
	}
	last := text[label:end]
	if dots == 0 || len(last) < 2 || len(last) > 24 || strings.ContainsAny(last, "0123456789-") && !strings.HasPrefix(last, "xn--") {
		return 0, 0, false
	}
	if last[0] >= utf8.RuneSelf && utf8.RuneCountInString(last) < 2 {
		return 0, 0, false
	}
	if text[start:i] == "git" && end < len(text) && text[end] == ':' {
		return 0, 0, false
	}
	domain := strings.ToLower(text[begin:end])
	for _, r := range reserved {
		if domain == r || strings.HasSuffix(domain, r) && (r[0] == '.' || strings.HasSuffix(domain, "."+r)) {
			return 0, 0, false
		}
	}
	return start, end, true
}

func localByte(c byte) bool {
	return alnum.has(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%'
}

// atSign gives the length of an at sign at i, as it is or as addresses of pages write it.
func atSign(text string, i int) int {
	switch {
	case text[i] == '@':
		return 1
	case text[i] == '%' && strings.HasPrefix(text[i:], "%40"):
		return len("%40")
	case text[i] == '&' && strings.HasPrefix(text[i:], "&#64;"):
		return len("&#64;")
	}
	return 0
}

// firstForeign is where the letters end that stand beside those of ASCII in one word: Latin with accents.
const firstForeign = 0x250

// glued are scripts that set no blank between words, so that nobody sees where a local part begins.
var glued = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

// localStart gives where the local part before i begins: of letters of Latin, or of others.
func localStart(text string, i, floor int) int {
	start, latin, foreign := i, false, false
	for start > floor && i-start < 64 {
		if c := text[start-1]; c < utf8.RuneSelf {
			letter := lowerCase(c) || class(c) == 'A'
			if !localByte(c) || letter && foreign {
				break
			}
			latin = latin || letter
			start--
			continue
		}
		r, size := utf8.DecodeLastRuneInString(text[floor:start])
		if !unicode.In(r, unicode.L, unicode.M) || unicode.In(r, glued...) || r < firstForeign && foreign || r >= firstForeign && latin {
			break
		}
		latin, foreign = latin || r < firstForeign, foreign || r >= firstForeign
		start -= size
	}
	return start
}

// labelRune gives the length of a letter at i if it goes on with the label of a domain that begins at label, 0 if not.
func labelRune(text string, i, label int) int {
	if c := text[i]; c < utf8.RuneSelf {
		if c == '-' || alnum.has(c) && (class(c) == '0' || isLatin(text, label)) {
			return 1
		}
		return 0
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	if !unicode.In(r, unicode.L, unicode.M) || (r < firstForeign) != isLatin(text, label) {
		return 0
	}
	return size
}

func isLatin(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return r < firstForeign
}
