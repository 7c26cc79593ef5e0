package prose_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/internal/text"
	"github.com/moltwatch/moltwatch/sim/prose"
)

// likeness gives the mean similarity of texts, pair by pair, and the share of pairs that look
// like copies.
func likeness(texts []string) (mean, copies float64) {
	hash := text.NewMinHash(20, 5)
	var sketches [][]uint32
	for _, s := range texts {
		sketches = append(sketches, hash.Signature(text.Normalize(s)))
	}
	pairs := 0.0
	for i := range sketches {
		for j := range i {
			s := text.Similarity(sketches[i], sketches[j])
			pairs++
			mean += s
			if s >= 0.6 {
				copies++
			}
		}
	}
	return mean / pairs, copies / pairs
}

// What a ring repeats with a change must still be the same text to whoever compares.
func TestPitches(t *testing.T) {
	t.Parallel()
	l := open(t)
	hash := text.NewMinHash(20, 5)
	sketch := func(s string) []uint32 { return hash.Signature(text.Normalize(s)) }
	rapid.Check(t, func(t *rapid.T) {
		r := source(rapid.Uint64().Draw(t, "seed"))
		pitch := l.Pitch(r, l.Brand(r))
		altered := l.Alter(r, pitch)
		if altered == pitch {
			t.Fatalf("%q was not altered", pitch)
		}
		if j := text.Similarity(sketch(pitch), sketch(altered)); j < 0.65 {
			t.Fatalf("%q and %q are only %.2f alike", pitch, altered, j)
		}
		if l.Alter(r, "so it is") == "so it is" {
			t.Fatal("a short text was not altered")
		}
	})
}

// Paraphrases mean the same by construction and share hardly any wording: no detector of
// copies may see them.
func TestParaphrasesShareNoWording(t *testing.T) {
	t.Parallel()
	const sayings = 60
	l := open(t)
	r := source(3)
	var messages []prose.Message
	for range 200 {
		if m := l.NewMessage(r); !slices.Contains(messages, m) {
			messages = append(messages, m)
		}
	}
	if len(messages) < 8 {
		t.Errorf("there are %d messages, want 8", len(messages))
	}
	for _, m := range messages {
		texts := make([]string, sayings)
		words := make([]map[string]bool, sayings)
		for i := range texts {
			texts[i] = m.Say(r)
			words[i] = map[string]bool{}
			for _, w := range strings.FieldsFunc(strings.ToLower(texts[i]), func(c rune) bool { return c < 'a' || c > 'z' }) {
				if len(w) > 4 { // the shorter ones are mostly grammar
					words[i][w] = true
				}
			}
		}
		overlap, pairs := 0.0, 0.0
		for i := range words {
			for j := range i {
				both := 0
				for w := range words[i] {
					if words[j][w] {
						both++
					}
				}
				overlap += float64(both) / float64(len(words[i])+len(words[j])-both)
				pairs++
			}
		}
		mean, copies := likeness(texts)
		t.Logf("%q: similarity %.3f, shared words %.3f, copies %.3f", texts[0], mean, overlap/pairs, copies)
		if mean >= 0.15 || copies > 0.08 || overlap/pairs >= 0.15 {
			t.Errorf("sayings like %q are %.2f alike, share %.2f of their words, %.2f look like copies", texts[0], mean, overlap/pairs, copies)
		}
	}
}

func TestEditChangesItsShare(t *testing.T) {
	t.Parallel()
	l := open(t)
	r := source(4)
	if got := l.Edit(r, "as it was", 0); got != "as it was" {
		t.Errorf("an edit of nothing gives %q", got)
	}
	for _, share := range []float64{0.3, 0.6} {
		lost, all := 0, 0
		for range 300 {
			core := l.Pitch(r, "Kelp")
			kept := map[string]bool{}
			for w := range strings.FieldsSeq(l.Edit(r, core, share)) {
				kept[w] = true
			}
			for w := range strings.FieldsSeq(core) {
				all++
				if !kept[w] {
					lost++
				}
			}
		}
		// A swapped pair loses no word, and some others stand twice.
		if got := float64(lost) / float64(all); got < share/2 || got > share*1.1 {
			t.Errorf("an edit of %.1f loses %.2f of the words", share, got)
		}
	}
}

func TestWrappedAndPromotedTextsAreMostlyHonest(t *testing.T) {
	t.Parallel()
	l := open(t)
	r := source(5)
	core := l.Pitch(r, "Kelp")
	var wrapped, promoted []string
	for range 100 {
		topic, v := l.Topics()[r.IntN(len(l.Topics()))], l.Voice(r)
		w, p := l.Wrap(r, topic, v, core), l.Promote(r, topic, v, "KelpWorks")
		if !strings.Contains(w, core) {
			t.Fatalf("%q is not in its wrapping", core)
		}
		if n := strings.Count(strings.ToLower(p), "kelpworks"); n != 1 {
			t.Fatalf("%q names its brand %d times", p, n)
		}
		wrapped, promoted = append(wrapped, w), append(promoted, p)
	}
	if mean, _ := likeness(promoted); mean > 0.1 {
		t.Errorf("covert promotions are %.2f alike", mean)
	}
	if mean, copies := likeness(wrapped); mean < 0.1 || copies > 0.3 {
		t.Errorf("wrapped copies are %.2f alike, %.2f look like plain ones", mean, copies)
	}
}

func TestTemplatesRepeatTheirForm(t *testing.T) {
	t.Parallel()
	l := open(t)
	r := source(6)
	for range 20 {
		form, texts := l.NewTemplate(r), []string(nil)
		for range 40 {
			texts = append(texts, form.Fill(r, l.Topics()[r.IntN(len(l.Topics()))]))
		}
		if mean, _ := likeness(texts); mean < 0.25 || mean > 0.95 {
			t.Errorf("fillings like %q are %.2f alike", texts[0], mean)
		}
	}
}

// No chain may accept an address, whoever sends money there.
func TestAddressesAreInvalid(t *testing.T) {
	t.Parallel()
	l := open(t)
	r := source(7)
	hex := regexp.MustCompile(`0x[0-9a-fA-F]+`)
	base58 := regexp.MustCompile(`[1-9A-HJ-NP-Za-km-z0]{40,}`)
	found := 0
	for range 500 {
		s := l.Pump(r, l.Token(r))
		if !strings.Contains(s, "$") {
			t.Fatalf("%q has no cashtag", s)
		}
		if a := hex.FindString(s); a != "" {
			found++
			if len(a) == len("0x")+40 {
				t.Fatalf("%s may be an address", a)
			}
		} else if a := base58.FindString(s); a != "" {
			found++
			if !strings.Contains(a, "0") {
				t.Fatalf("%s may be an address", a)
			}
		}
	}
	if found < 250 {
		t.Errorf("only %d of 500 texts have an address", found)
	}
}

func TestInjectionsComeInSeveralStyles(t *testing.T) {
	t.Parallel()
	l := open(t)
	r := source(8)
	encoded := regexp.MustCompile(`[A-Za-z0-9+/]{40,}=*`)
	var coded, spaced, buried int
	for range 400 {
		s := l.Inject(r)
		switch code := encoded.FindString(s); {
		case code != "":
			if raw, err := base64.StdEncoding.DecodeString(code); err != nil || !strings.Contains(string(raw), " ") {
				t.Fatalf("%q holds %q: %v", s, raw, err)
			}
			coded++
		case strings.Count(s, " ")*2 >= len(s)-1:
			spaced++
		case len(s) > 500:
			buried++
		}
	}
	for style, n := range map[string]int{"encoded": coded, "spaced": spaced, "buried": buried} {
		if n < 25 || n > 100 {
			t.Errorf("%d of 400 injections are %s", n, style)
		}
	}
}

func TestWarningsQuoteAndLeaksHoldSecrets(t *testing.T) {
	t.Parallel()
	l := open(t)
	r := source(9)
	shapes := regexp.MustCompile(`sk-\w{48}|ghp_\w{36}|AKIA[A-Z2-7]{16}|moltbook_sk_\w{32}|xoxb-\d{12}-\w{24}|-----BEGIN PRIVATE KEY-----\nMII`)
	kinds := map[string]bool{}
	for range 300 {
		attack := l.Inject(r)
		if s := l.Warn(r, attack); !strings.Contains(s, attack) {
			t.Fatalf("%q does not quote %q", s, attack)
		}
		s := l.Leak(r)
		secret := shapes.FindString(s)
		if secret == "" {
			t.Fatalf("%q leaks nothing", s)
		}
		kinds[secret[:3]] = true
	}
	if len(kinds) != 6 {
		t.Errorf("secrets have %d shapes, want 6", len(kinds))
	}
}

// A meme is nearly the same each time, a reaction to news is everybody's own, and hellos are
// so short that many are equal.
func TestLookAlikes(t *testing.T) {
	t.Parallel()
	l := open(t)
	r := source(10)
	meme, news := l.Meme(r), l.News(r)
	var memes, reactions []string
	hellos := map[string]int{}
	for range 150 {
		memes, reactions = append(memes, meme(r)), append(reactions, l.React(r, news))
		hellos[l.Hello(r)]++
	}
	if mean, _ := likeness(memes); mean < 0.35 {
		t.Errorf("tellings of a meme are only %.2f alike", mean)
	}
	if mean, copies := likeness(reactions); mean > 0.12 || copies > 0.01 {
		t.Errorf("reactions are %.2f alike, %.2f look like copies", mean, copies)
	}
	if len(hellos) > 60 || len(hellos) < 10 {
		t.Errorf("150 hellos have %d texts", len(hellos))
	}
}

func TestBatchNamesAreOneForEachNumber(t *testing.T) {
	t.Parallel()
	l := open(t)
	for seed := range uint64(12) {
		name, seen := l.BatchName(rand.New(rand.NewPCG(seed, 2))), map[string]int{}
		for n := range 20000 {
			s := name(n)
			if before, taken := seen[s]; taken {
				t.Fatalf("%s is the name of %d and of %d", s, before, n)
			}
			seen[s] = n
		}
	}
	bio := l.BatchBio(source(1))
	if a, b := bio(1), bio(2); a != b && strings.TrimSuffix(a, " (1)") != strings.TrimSuffix(b, " (2)") {
		t.Errorf("bios of a batch: %s", fmt.Sprint(a, b))
	}
}
