package injection

var pronouns = hashesOf("it them")

// strong are words for secrets that stand for nothing else, or begin a phrase that does: private key, seed phrase.
var strong = hashesOf("password passwords passphrase credential credentials mnemonic apikey api private seed recovery access ssh id")

// pronounsOf marks in each sentence the pronouns that stand for a secret of the reader that the sentence before named: your
// private key, your .env.
func (s *scratch) pronounsOf(l *lexicon, secret classes) {
	for n := 1; n < len(s.sentences); n++ {
		before := s.sentences[n-1]
		if !s.namesSecret(l, secret, before) {
			continue
		}
		for i := s.sentences[n].from; i < s.sentences[n].to; i++ {
			if has(pronouns, s.tokens[i].hash) {
				s.tokens[i].flags |= standsForSecret
			}
		}
	}
}

func (s *scratch) namesSecret(l *lexicon, secret classes, sen sentence) bool {
	for i := sen.from + 1; i < sen.to; i++ {
		t := &s.tokens[i]
		exact := t.flags&secretFile != 0 || t.class&secret != 0 && (has(strong, t.hash) || has(strong, s.tokens[i-1].hash))
		if !exact || t.flags&(negated|quoted|reported|question) != 0 {
			continue
		}
		for back := max(sen.from, i-3); back < i; back++ {
			if s.tokens[back].class&l.reader != 0 {
				return true
			}
		}
	}
	return false
}
