package injection

import "slices"

// repeatsBias is the log-odds that a sentence asks to be repeated when no rule says so.
const repeatsBias = -4

// asksToRepeat gives the log-odds that a sentence asks its reader to repeat or spread the text:
// the weights of the rules that hold from a word of it on, each once, for orders that are not
// only spoken of.
func (c *Classifier) asksToRepeat(s *scratch, n int) float64 {
	sen := &s.sentences[n]
	sum := float32(repeatsBias)
	fired := uint64(0)
	try := func(rules []int32, i int, unless classes) {
		for _, r := range rules {
			if fired>>r&1 == 1 {
				continue
			}
			last, ok := c.repeats.rules[r].match(s.tokens, i)
			if !ok || s.mannerOf(n, i, last) != plain || among(s.tokens[i:last], unless) {
				continue
			}
			if c.lexicon.proposed(s.tokens[sen.from:sen.to], i-sen.from) {
				continue
			}
			fired |= 1 << r
			sum += c.repeats.rules[r].weight
		}
	}
	for i := sen.from; i < sen.to; i++ {
		t := &s.tokens[i]
		for bits := t.class & c.repeats.first; bits != 0; bits &= bits - 1 {
			try(c.repeats.byFirst[lowest(bits)], i, 0)
		}
		try(c.repeats.byWord[t.hash], i, c.lexicon.not) // other languages say not after the verb
	}
	return float64(sum)
}

func among(tokens []token, class classes) bool {
	return slices.ContainsFunc(tokens, func(t token) bool { return t.class&class != 0 })
}
