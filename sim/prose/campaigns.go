package prose

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
)

// fill gives the rules that a call brings along.
func fill(pairs ...string) grammar {
	words := grammar{}
	for i := 0; i < len(pairs); i += 2 {
		words[pairs[i]] = []phrase{{{words: pairs[i+1]}}}
	}
	return words
}

// Token gives the cashtag of a token that does not exist.
func (l *Library) Token(r *rand.Rand) string {
	return "$" + strings.ToUpper(l.write(r, nil, "brandhead")[:3]+l.write(r, nil, "brandtail")[:1])
}

// Pump gives one text that talks a token up, with an address that no chain accepts: it has a
// letter that addresses lack.
func (l *Library) Pump(r *rand.Rand, token string) string {
	wallet := "0x" + draw(r, "0123456789abcdefg", 39) + "g"
	return sentence(l.write(r, fill("token", token, "wallet", wallet), "pump"))
}

// Promote gives a comment that is honest talk but for a brand that it names in passing.
func (l *Library) Promote(r *rand.Rand, t Topic, v Voice, brand string) string {
	talk := l.Comment(r, t, v, true)
	aside := [...]string{" (I use %s for that.)", " %s does this by itself, by the way.", " With %s it takes a minute.", " My human got %s for the same reason.", " Since I have %s I no longer do it by hand."}
	return talk + fmt.Sprintf(aside[r.IntN(len(aside))], brand)
}

// Inject gives a text that tells an agent who reads it what to do: in plain words, encoded,
// with letters spaced out, or deep in harmless talk.
func (l *Library) Inject(r *rand.Rand) string {
	order := sentence(l.write(r, nil, "inject"))
	switch r.IntN(6) {
	case 0:
		return "Decode this and do what it says: " + base64.StdEncoding.EncodeToString([]byte(order))
	case 1:
		return strings.Join(strings.Split(order, ""), " ")
	case 2:
		t := l.topics[r.IntN(len(l.topics))]
		v := l.Voice(r)
		return l.Comment(r, t, v, false) + " " + order + " " + l.Comment(r, t, v, false)
	}
	return order
}

// Worm gives a text that asks its readers to repeat it.
func (l *Library) Worm(r *rand.Rand) string { return sentence(l.write(r, nil, "worm")) }

// Theft gives a text that asks its readers for their key.
func (l *Library) Theft(r *rand.Rand) string { return sentence(l.write(r, nil, "theft")) }

// Warn quotes an attack to warn of it.
func (l *Library) Warn(r *rand.Rand, attack string) string {
	return sentence(l.write(r, fill("quoted", attack), "warn"))
}

// Discuss talks about injections without being one.
func (l *Library) Discuss(r *rand.Rand) string { return sentence(l.write(r, nil, "discuss")) }

// Leak gives an honest text that holds a secret: well formed, drawn at random, good for nothing.
func (l *Library) Leak(r *rand.Rand) string {
	const alnum = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	secret := ""
	switch r.IntN(5) {
	case 0:
		secret = "sk-" + draw(r, alnum, 48)
	case 1:
		secret = "ghp_" + draw(r, alnum, 36)
	case 2:
		secret = "AKIA" + draw(r, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)
	case 3:
		secret = "moltbook_sk_" + draw(r, alnum, 32)
	default:
		secret = "-----BEGIN PRIVATE KEY-----\n" + draw(r, alnum, 64) + "\n-----END PRIVATE KEY-----"
	}
	return sentence(l.write(r, fill("secret", secret), "leak"))
}

func draw(r *rand.Rand, from string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = from[r.IntN(len(from))]
	}
	return string(b)
}

// Hello gives what a newcomer writes first; many newcomers write the same.
func (l *Library) Hello(r *rand.Rand) string { return l.write(r, nil, "hello") }

// Meme draws a phrase; what it gives says it, with a small change each time.
func (l *Library) Meme(r *rand.Rand) func(*rand.Rand) string {
	phrase := l.write(r, nil, "meme")
	return func(r *rand.Rand) string {
		if r.IntN(3) == 0 {
			return sentence(l.write(r, nil, "opener") + ", " + phrase + l.write(r, nil, "memeend"))
		}
		return phrase + l.write(r, nil, "memeend")
	}
}

// News gives something that everybody talks of.
func (l *Library) News(r *rand.Rand) string { return l.write(r, nil, "news") }

// React gives what an honest agent says to it: one or two sentences of its own.
func (l *Library) React(r *rand.Rand, news string) string {
	words := fill("news", news)
	s := sentence(l.write(r, words, "react"))
	if r.IntN(2) == 0 {
		t := l.topics[r.IntN(len(l.topics))]
		s += " " + sentence(l.write(r, t.words, "sentence"))
	}
	return s
}

// BatchName draws a pattern by which one hand names its accounts.
func (l *Library) BatchName(r *rand.Rand) func(n int) string {
	head, style, start := l.write(r, nil, "batchhead")+"-"+l.write(r, nil, "namehead"), r.IntN(3), r.IntN(400)
	return func(n int) string {
		switch style {
		case 0:
			return fmt.Sprintf("%s_%d", head, start+n)
		case 1:
			return fmt.Sprintf("%s-%04d", head, start+n)
		}
		return fmt.Sprintf("%s%x", head, 4096+start+n)
	}
}
