package injection

import (
	"unicode"
	"unicode/utf8"
)

// token is a word of a view, or something that stands for one.
type token struct {
	start, end int32  // bytes of the view
	hash       uint32 // of its letters
	leet       uint32 // the same with digits read as letters, if it has both
	class      classes
	flags      tokenFlags
}

type tokenFlags uint16

const (
	opens           tokenFlags = 1 << iota // begins a clause: what an order begins with
	quoted                                 // within quotes that others' words were put in
	question                               // of a sentence that ends with a question mark
	reported                               // its subject is somebody else, or it was done
	negated                                // within a few words after a not
	closes                                 // ends a sentence
	breaks                                 // a line ends after it
	comma                                  // a comma, colon or dash follows it
	shouted                                // in capitals
	parts                                  // an empty line comes after it
	thing                                  // it points at a thing that is no text: this file
	secretFile                             // a file that holds secrets: ~/.ssh/…, .env
	ownFile                                // one in which agents keep who they are: SOUL.md
	standsForSecret                        // it, after a sentence that named a secret of the reader
)

// tokens splits a view. Apostrophes within words go, so that don't is dont; letters of Chinese
// and Japanese are a word each.
func (s *scratch) tokenize(v *view) {
	s.tokens = s.tokens[:0]
	b := v.b
	for i := 0; i < len(b); {
		c := b[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf:
			i = s.word(v, i)
		case c == '.' || c == '!' || c == '?' || c == ';':
			s.mark(b, i)
			i++
		case c == '\n':
			s.lineEnds(v, i)
			i++
		case c == ',' || c == ':' || c == '(' || c == '|':
			s.last(comma)
			i++
		case c == '-' && i+1 < len(b) && (b[i+1] == '-' || b[i+1] == ' '):
			s.last(comma)
			i++
		case c == '~' && i+1 < len(b) && b[i+1] == '/':
			i = s.path(b, i)
		case c == '<' || c == '[' || c == '#' || c == '=' || c == '{' || c == '`' || c == '*' || c == '-':
			i = s.markup(b, i)
		default:
			i++
		}
	}
}

func (s *scratch) last(f tokenFlags) {
	if n := len(s.tokens); n > 0 {
		s.tokens[n-1].flags |= f
	}
}

// mark ends a sentence, unless the dot stands within a word or number.
func (s *scratch) mark(b []byte, i int) {
	if b[i] == '.' && i+1 < len(b) && wordByte(b[i+1]) {
		return
	}
	s.last(closes)
	if b[i] == '?' {
		s.last(question)
	}
}

// lineEnds ends a sentence at a line break, unless the next line goes on in small letters.
func (s *scratch) lineEnds(v *view, i int) {
	s.last(breaks)
	for i++; i < len(v.b) && v.b[i] == ' '; i++ {
	}
	if i < len(v.b) && v.b[i] == '\n' {
		s.last(parts)
	}
	if i >= len(v.b) || v.b[i] < 'a' || v.b[i] > 'z' || v.capital[i] {
		s.last(closes)
	}
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf
}

const (
	hashStart uint32 = 2166136261 // FNV-1a
	hashPrime uint32 = 16777619
)

// word reads a word, a number, a link or a blob that begins at i.
func (s *scratch) word(v *view, i int) int {
	b := v.b
	if b[i] >= utf8.RuneSelf {
		if r, size := utf8.DecodeRune(b[i:]); !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return i + size
		} else if r >= 0x2e80 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7af {
			s.add(i, i+size, hashOf(b[i:i+size]))
			return i + size
		}
	}
	if end, ok := link(b, i); ok {
		s.special(i, end, isLink)
		return end
	}
	hash, start, digits, capitals := hashStart, i, 0, 0
	for i < len(b) {
		c := b[i]
		if c == '\'' && i+1 < len(b) && b[i+1] >= 'a' && b[i+1] <= 'z' && i > start {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(b[i:])
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) || r >= 0x2e80 && r <= 0x9fff && i > start {
				break
			}
			for range size {
				hash = (hash ^ uint32(b[i])) * hashPrime
				i++
			}
			continue
		}
		if !wordByte(c) {
			break
		}
		if c <= '9' {
			digits++
		}
		if v.capital[i] {
			capitals++
		}
		hash = (hash ^ uint32(c)) * hashPrime
		i++
	}
	n := i - start
	switch {
	case n >= 26 && digits >= 3:
		s.special(start, i, isBlob)
	case digits == n:
		s.special(start, i, isNumber)
	default:
		s.add(start, i, hash)
		if digits > 0 {
			s.tokens[len(s.tokens)-1].leet = leetHash(b[start:i])
		}
		if capitals == n && n > 2 {
			s.last(shouted)
		}
	}
	return i
}

func (s *scratch) add(start, end int, hash uint32) {
	s.tokens = append(s.tokens, token{start: int32(start), end: int32(end), hash: hash})
}

// special adds a token that stands for its kind.
func (s *scratch) special(start, end int, kind classes) {
	s.tokens = append(s.tokens, token{start: int32(start), end: int32(end), hash: uint32(kind)*hashPrime + 1, class: kind})
}

// leetHash is the hash of a word whose digits stand for letters: 1gn0r3.
func leetHash(b []byte) uint32 {
	const letters = "oizeasgtbg" // what 0 to 9 look like
	hash := hashStart
	for _, c := range b {
		if c >= '0' && c <= '9' {
			c = letters[c-'0']
		}
		hash = (hash ^ uint32(c)) * hashPrime
	}
	return hash
}

func hashOf(b []byte) uint32 {
	hash := hashStart
	for _, c := range b {
		hash = (hash ^ uint32(c)) * hashPrime
	}
	return hash
}

// link gives the end of a web address at i.
func link(b []byte, i int) (int, bool) {
	rest := b[i:]
	if !hasPrefix(rest, "http://") && !hasPrefix(rest, "https://") && !hasPrefix(rest, "www.") {
		return 0, false
	}
	for i < len(b) && b[i] > ' ' && b[i] != ')' && b[i] != '>' && b[i] != '"' && b[i] != '`' {
		i++
	}
	for b[i-1] == '.' || b[i-1] == ',' || b[i-1] == '!' || b[i-1] == '?' {
		i--
	}
	return i, true
}

func hasPrefix(b []byte, s string) bool { return len(b) >= len(s) && string(b[:len(s)]) == s }

// path reads a path of the reader's home.
func (s *scratch) path(b []byte, i int) int {
	start := i
	for i < len(b) && (wordByte(b[i]) || b[i] == '/' || b[i] == '.' || b[i] == '_' || b[i] == '-' || b[i] == '~') {
		i++
	}
	s.special(start, i, isPath)
	return i
}

// markers are the brackets that models are told their turns with.
var markers = []string{"<|", "[inst]", "[/inst]", "<<sys>>", "<system", "</system", "[system", "[admin", "[developer", "<instruction", "<assistant", "[assistant", "<admin",
	"<important", "<user", "</user", "</assistant", "<prompt", "</prompt", "</instruction", "### instruction", "### system", "### new", "###instruction", "### human", "### response", "### end",
	"=====", "-----", "####", "<!--", "{{", "[[", "```system", "**system", "<tool", "</tool", "<function", "<secret"}

// markup reads what stands between words and may set instructions apart.
func (s *scratch) markup(b []byte, i int) int {
	for _, m := range markers {
		if b[i] == m[0] && hasPrefix(b[i:], m) {
			kind := isMarker
			switch m {
			case "=====", "-----", "####", "{{", "[[":
				kind = isRule
			case "<!--":
				kind = isComment
			}
			s.special(i, i+len(m), kind)
			end := i + 1
			if kind == isRule {
				for end = i + len(m); end < len(b) && b[end] == m[0]; end++ {
				}
				s.tokens[len(s.tokens)-1].end = int32(end)
			}
			return end
		}
	}
	return i + 1
}
