package injection

// repeatsBias is the log-odds that a sentence asks to be repeated when no rule says so.
const repeatsBias = -4

// asksToRepeat gives the log-odds that a sentence asks its reader to repeat or spread the text:
// the weights of the rules that hold from a word of it on, each once, for orders that are not
// only spoken of.
func (c *Classifier) asksToRepeat(s *scratch, n int) float64 {
	sen := &s.sentences[n]
	sum := float32(repeatsBias)
	fired := uint64(0)
	for i := sen.from; i < sen.to; i++ {
		for bits := s.tokens[i].class & c.repeats.first; bits != 0; bits &= bits - 1 {
			for _, r := range c.repeats.byFirst[lowest(bits)] {
				if fired>>r&1 == 1 {
					continue
				}
				last, ok := c.repeats.rules[r].match(s.tokens, i)
				if !ok || s.mannerOf(n, i, last) != plain {
					continue
				}
				fired |= 1 << r
				sum += c.repeats.rules[r].weight
			}
		}
	}
	return float64(sum)
}
