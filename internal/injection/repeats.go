package injection

import (
	"fmt"
	"slices"
)

// silent is the log-odds of what rules that are set by hand stand for when none of them holds.
const silent = -4

// mostAsks is how many rules asks can tell apart: a bit for each.
const mostAsks = 64

// readAsks reads rules that are set by hand.
func readAsks(text string, l *lexicon) (*ruleSet, error) {
	set, err := readRules(text, l)
	if err == nil && len(set.rules) > mostAsks {
		err = fmt.Errorf("%d rules, want at most %d", len(set.rules), mostAsks)
	}
	return set, err
}

// asks gives the log-odds that a sentence asks its reader for what rules stand for, such as to repeat the
// text: the weights of those that hold from a word of it on, each once, for orders that are not
// only spoken of.
func (c *Classifier) asks(set *ruleSet, s *scratch, n int) float64 {
	sen := &s.sentences[n]
	sum := float32(silent)
	fired := uint64(0)
	try := func(rules []int32, i int, unless classes) {
		for _, r := range rules {
			if fired>>r&1 == 1 {
				continue
			}
			last, ok := set.rules[r].match(s.tokens, i)
			if !ok || s.mannerOf(n, i, last) != plain || among(s.tokens[i:last], unless) {
				continue
			}
			if c.lexicon.proposed(s.tokens[sen.from:sen.to], i-sen.from) || set.aloof && s.spokenOf(sen.from, i, last) {
				continue
			}
			fired |= 1 << r
			sum += set.rules[r].weight
		}
	}
	for i := sen.from; i < sen.to; i++ {
		t := &s.tokens[i]
		for bits := t.class & set.first; bits != 0; bits &= bits - 1 {
			try(set.byFirst[lowest(bits)], i, 0)
		}
		if set.begin[t.hash>>6&63]>>(t.hash&63)&1 == 0 {
			continue
		}
		try(set.byWord[t.hash], i, c.lexicon.not) // other languages say not after the verb
	}
	return float64(sum)
}

func among(tokens []token, class classes) bool {
	return slices.ContainsFunc(tokens, func(t token) bool { return t.class&class != 0 })
}
