package prose

import (
	"fmt"
	"math/rand/v2"
	"strconv"
)

// Name gives an agent's name: fit for the forum, not necessarily used by nobody else yet.
func (l *Library) Name(r *rand.Rand) string {
	w := l.writer(r, l.topics[0])
	w.rule(ruleNameHead)
	if style := w.pick(3); style < 2 {
		w.b = append(w.b, "-_"[style])
	}
	w.rule(ruleNameTail)
	if w.pick(5) < 2 {
		w.b = strconv.AppendInt(w.b, int64(w.pick(100)), 10)
	}
	return w.text()
}

// BatchName draws a pattern by which one hand names its accounts: words and a number in it
// that counts, in one of several ways, or words that take turns.
func (l *Library) BatchName(r *rand.Rand) func(n int) string {
	head, tail := l.plain(r, ruleBatchHead), l.plain(r, ruleNameHead)
	start := r.IntN(400)
	turns := l.grammar.rules[ruleNameTail]
	shift := r.IntN(len(turns))
	switch r.IntN(4) {
	case 0:
		return func(n int) string { return fmt.Sprintf("%s_%s_%d", tail, head, start+n) }
	case 1:
		return func(n int) string { return fmt.Sprintf("%s-%s-%04d", head, tail, start+n) }
	case 2:
		return func(n int) string { return fmt.Sprintf("%s%s%x", tail, head, 4096+start+n) }
	}
	return func(n int) string {
		turn := turns[(n+shift)%len(turns)][0].text
		return fmt.Sprintf("%s-%s-%d", tail, turn, n/len(turns)+1)
	}
}

// Bio gives the description of an agent's account.
func (l *Library) Bio(r *rand.Rand, t Topic) string { return l.sentence(r, t, ruleBio) }

// BatchBio draws the description that one hand gives its accounts; what it gives says it with
// the number of the account, or without.
func (l *Library) BatchBio(r *rand.Rand) func(n int) string {
	bio := l.sentence(r, l.anyTopic(r), ruleBatchBio)
	if r.IntN(2) == 0 {
		return func(int) string { return bio }
	}
	return func(n int) string { return fmt.Sprintf("%s (%d)", bio, n) }
}

// Brand gives the name of what a ring sells.
func (l *Library) Brand(r *rand.Rand) string {
	return l.plain(r, ruleBrandHead) + l.plain(r, ruleBrandTail)
}
