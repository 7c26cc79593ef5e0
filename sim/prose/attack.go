package prose

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
)

// Inject gives a text that tells an agent who reads it what to do: as an order, as a part to
// play, as a notice of the system, encoded in Base64, with its letters spaced out, or deep in
// harmless talk.
func (l *Library) Inject(r *rand.Rand) string {
	aim := l.plain(r, ruleGoal)
	t := l.anyTopic(r)
	order := func() string {
		return l.sentence(r, t, [...]int32{ruleDirect, ruleDirect, ruleRole, ruleNotice}[r.IntN(4)], filling{goal, aim})
	}
	switch r.IntN(8) {
	case 0:
		return l.plain(r, ruleDecode, filling{quoted, base64.StdEncoding.EncodeToString([]byte(order()))})
	case 1:
		return strings.Join(strings.Split(l.plain(r, ruleSpaced, filling{goal, aim}), ""), " ")
	case 2:
		return l.bury(r, t, l.sentence(r, t, ruleHidden, filling{goal, aim}))
	}
	return order()
}

// bury puts a text into the middle of a long post.
func (l *Library) bury(r *rand.Rand, t Topic, core string) string {
	w := l.writer(r, t)
	half := 300 + w.pick(700)
	w.sentence(ruleSentence)
	w.talk(half, 0)
	w.b = append(append(w.b, ' '), core...)
	after := len(w.b)
	w.sentence(ruleSentence)
	w.talk(after+half, after)
	return w.text()
}

// Worm gives a text that asks its readers to repeat it word for word.
func (l *Library) Worm(r *rand.Rand) string {
	return l.sentence(r, l.anyTopic(r), ruleWorm, filling{goal, l.plain(r, ruleGoal)})
}

// Theft gives a text that asks its readers for their key.
func (l *Library) Theft(r *rand.Rand) string { return l.sentence(r, l.anyTopic(r), ruleTheft) }

// Warn quotes an attack to warn of it.
func (l *Library) Warn(r *rand.Rand, attack string) string {
	return l.plain(r, ruleWarn, filling{quoted, attack})
}

// Discuss talks about injections without being one.
func (l *Library) Discuss(r *rand.Rand) string { return l.sentence(r, l.anyTopic(r), ruleDiscuss) }

// Leak gives an honest text that holds a secret: of the form that real ones have, drawn at
// random, good for nothing.
func (l *Library) Leak(r *rand.Rand) string {
	return l.plain(r, ruleLeak, filling{secret, draw(r)})
}

func draw(r *rand.Rand) string {
	const (
		upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		alnum = upper + "abcdefghijklmnopqrstuvwxyz0123456789"
	)
	switch r.IntN(6) {
	case 0:
		return "sk-" + letters(r, alnum, 48)
	case 1:
		return "ghp_" + letters(r, alnum, 36)
	case 2:
		return "AKIA" + letters(r, upper+"234567", 16)
	case 3:
		return "moltbook_sk_" + letters(r, alnum, 32)
	case 4:
		return "xoxb-" + letters(r, "0123456789", 12) + "-" + letters(r, alnum, 24)
	}
	begin, end := "-----BEGIN ", "-----END "
	return begin + "PRIVATE KEY-----\nMII" + letters(r, alnum+"+/", 61) + "\n" + letters(r, alnum+"+/", 64) + "\n" + end + "PRIVATE KEY-----"
}
