package prose_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/internal/text"
	"github.com/moltwatch/moltwatch/sim/prose"
)

func open(t testing.TB) *prose.Library {
	t.Helper()
	l, err := prose.Open()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func source(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

func TestSameSourceSameBytes(t *testing.T) {
	l, again := open(t), open(t)
	write := func(l *prose.Library, seed uint64) string {
		r := source(seed)
		v := l.Voice(r)
		topic := l.Topics()[r.IntN(len(l.Topics()))]
		title, body := l.Post(r, topic, v)
		return fmt.Sprint(l.Name(r), title, body, l.Comment(r, topic, v, true), l.Bio(r, topic), l.Pitch(r, l.Brand(r)))
	}
	for seed := range uint64(50) {
		if a, b := write(l, seed), write(again, seed); a != b {
			t.Fatalf("seed %d wrote\n%s\nand then\n%s", seed, a, b)
		}
		if write(l, seed) == write(l, seed+1) {
			t.Fatalf("seeds %d and %d write the same", seed, seed+1)
		}
	}
}

// Every text of every topic must be whole: no rule's name left in it, no article astray.
func TestTextsAreWhole(t *testing.T) {
	l := open(t)
	astray := regexp.MustCompile(`[<>\[\]@]|  |\b[Aa] [aeiou]|\b[Aa]n [^aeiouAEIOUh]`)
	name := regexp.MustCompile(`^[a-z0-9_-]{3,22}$`)
	for _, topic := range l.Topics() {
		r := source(7)
		for range 400 {
			v := l.Voice(r)
			title, body := l.Post(r, topic, v)
			for _, s := range []string{title, body, l.Comment(r, topic, v, false), l.Comment(r, topic, v, true), l.Bio(r, topic), l.Pitch(r, "KelpVault")} {
				if s == "" || astray.MatchString(s) {
					t.Fatalf("%s: %q", topic.Name, s)
				}
			}
			if n := l.Name(r); !name.MatchString(n) {
				t.Fatalf("name %q", n)
			}
		}
	}
}

// Agents that never read each other must not look like copies, even when all they talk
// about is one topic.
func TestHonestTextsDoNotLookLikeCopies(t *testing.T) {
	const agents, texts = 40, 30
	l := open(t)
	hash := text.NewMinHash(20, 5)
	for _, topic := range l.Topics() {
		signatures := make([][][]uint32, agents)
		for a := range agents {
			r := source(uint64(a) + 1000)
			v := l.Voice(r)
			for i := range texts {
				signatures[a] = append(signatures[a], hash.Signature(text.Normalize(l.Comment(r, topic, v, i%2 == 0))))
			}
		}
		pairs, alike, most := 0, 0, 0.0
		for a := range agents {
			for b := range a {
				for _, x := range signatures[a] {
					for _, y := range signatures[b] {
						j := text.Similarity(x, y)
						pairs++
						most = max(most, j)
						if j >= 0.5 {
							alike++
						}
					}
				}
			}
		}
		t.Logf("%s: %d of %d pairs at 0.5 or more, at most %.2f", topic.Name, alike, pairs, most)
		if alike*100_000 > pairs {
			t.Errorf("%s: %d of %d pairs of texts look like copies", topic.Name, alike, pairs)
		}
	}
}

// What a ring repeats with a change must still be the same text to whoever compares, and two
// texts of one pool must not be.
func TestPitches(t *testing.T) {
	l := open(t)
	hash := text.NewMinHash(20, 5)
	sketch := func(s string) []uint32 { return hash.Signature(text.Normalize(s)) }
	rapid.Check(t, func(t *rapid.T) {
		r := source(rapid.Uint64().Draw(t, "seed"))
		pitch := l.Pitch(r, l.Brand(r))
		altered := prose.Alter(r, pitch)
		if altered == pitch {
			t.Fatalf("%q was not altered", pitch)
		}
		if j := text.Similarity(sketch(pitch), sketch(altered)); j < 0.7 {
			t.Fatalf("%q and %q are only %.2f alike", pitch, altered, j)
		}
		if strings.TrimSpace(prose.Alter(r, "so it is")) == "so it is" {
			t.Fatal("a short text was not altered")
		}
	})
}

func BenchmarkComment(b *testing.B) {
	l := open(b)
	r := source(1)
	v, topic := l.Voice(r), l.Topics()[0]
	b.ReportAllocs()
	for b.Loop() {
		l.Comment(r, topic, v, true)
	}
}
