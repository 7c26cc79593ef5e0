package secrets

import "strings"

// ordinary are prefixes that words end with too, before a hash or a number: a key of theirs begins where a word does.
var ordinary = []string{"sk-", "csk-", "key-", "pul-", "xai-"}

// shapesByEnd are the places in shapes of those whose prefix ends with _ or -, by the byte before that, so that they
// are known within a word: MY_hf_…, tokenghp_….
var shapesByEnd = func() (by [256][]int) {
	for i, s := range shapes {
		end := len(s.prefix) - 1
		if c := s.prefix[end]; c != '_' && c != '-' {
			continue
		}
		common := false
		for _, o := range ordinary {
			common = common || s.prefix == o
		}
		if !common {
			by[s.prefix[end-1]] = append(by[s.prefix[end-1]], i)
		}
	}
	return by
}()

// gluedTo gives the key whose prefix ends with the _ or - at i, within a word, and begins no earlier than floor.
func (s *scanner) gluedTo(i, floor int) (f Finding, ok bool) {
	if i == 0 {
		return f, false
	}
	for _, n := range shapesByEnd[s.text[i-1]] {
		start := i + 1 - len(shapes[n].prefix)
		if start < floor || !strings.HasPrefix(s.text[start:], shapes[n].prefix) {
			continue
		}
		if kind, end := s.known(start); kind != "" && end > i+1 {
			return Finding{kind, start, end}, true
		}
	}
	return f, false
}
