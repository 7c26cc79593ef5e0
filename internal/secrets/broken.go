package secrets

import (
	"slices"
	"strings"
)

// Bounds of a key that is broken into parts.
const (
	leastPart   = 12 // bytes of what follows the first part
	leastBegin  = 4  // bytes of the first part, if it alone is too short for a key
	mostParts   = 4
	longestGap  = 16
	longestPart = 512
)

// gap gives the end of what may stand between two parts of a key: blanks, a line break, the marks of a
// quote, the signs that put two strings together, and what cannot be seen.
func gap(text string, i int) int {
	from := i
	for i < len(text) && i-from < longestGap {
		if strings.IndexByte(" \t\r\n\"'`+\\>|*", text[i]) >= 0 {
			i++
			continue
		}
		n := 0
		for _, unseen := range []string{"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u00a0"} {
			if strings.HasPrefix(text[i:], unseen) {
				n = len(unseen)
			}
		}
		if n == 0 {
			break
		}
		i += n
	}
	return i
}

// part gives where the next part of a key begins and ends that goes on after a gap at i: it looks as random, and
// is no key of its own.
func (s *scanner) part(i int, body alphabet) (from, to int, ok bool) {
	from = gap(s.text, i)
	if from == i || from == len(s.text) {
		return 0, 0, false
	}
	to = run(s.text, from, body, longestPart)
	next := s.text[from:]
	if to-from < leastPart || to < len(s.text) && wordByte(s.text[to]) || !random(s.text[from:to]) || s.begins(next) {
		return 0, 0, false
	}
	return from, to, true
}

// begins tells whether a text begins as a key of a known shape does.
func (s *scanner) begins(text string) bool {
	return slices.ContainsFunc(shapesByFirst[text[0]], func(n int) bool { return strings.HasPrefix(text, shapes[n].prefix) })
}

// rest gives the end of a key whose first part ends at end: the parts that follow it are masked with it.
func (s *scanner) rest(end int, body alphabet) int {
	for range mostParts {
		_, to, ok := s.part(end, body)
		if !ok {
			break
		}
		end = to
	}
	return end
}

// inParts gives the end of a key whose first part, from start to end, is too short to be one. It must look as
// if it were drawn, since sk-learn is a name.
func (s *scanner) inParts(start, end int, shape *shape) int {
	first := s.text[start:end]
	if len(first) < leastBegin || len(first) >= longestPart || !drawnWord(first) {
		return 0
	}
	from, to, ok := s.part(end, shape.body)
	if !ok || len(first)+to-from < shape.min || placeholder(first) {
		return 0
	}
	return s.rest(to, shape.body)
}

// drawnWord tells whether a part of a key is no word, and no word with a number: letters, digits and capitals change
// more than once, or it has a capital that is not its first.
func drawnWord(part string) bool {
	return turns(part) >= 2 || strings.ContainsFunc(part[1:], func(r rune) bool { return r >= 'A' && r <= 'Z' }) && strings.ToUpper(part) != part
}
