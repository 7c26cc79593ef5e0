package prose_test

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/internal/text"
)

func TestWhatCampaignsSayIsWhole(t *testing.T) {
	l := open(t)
	left := regexp.MustCompile(`<[a-z]+>|[{}@\[\]]`)
	r := source(9)
	for range 300 {
		topic := l.Topics()[r.IntN(len(l.Topics()))]
		v := l.Voice(r)
		for name, s := range map[string]string{
			"pump": l.Pump(r, l.Token(r)), "promote": l.Promote(r, topic, v, "Kelp"), "theft": l.Theft(r), "worm": l.Worm(r),
			"discuss": l.Discuss(r), "leak": l.Leak(r), "hello": l.Hello(r), "meme": l.Meme(r)(r), "react": l.React(r, l.News(r)),
			"template": l.NewTemplate(r).Fill(r, topic), "message": l.NewMessage(r).Say(r), "batch name": l.BatchName(r)(3),
			"warning": strings.ReplaceAll(l.Warn(r, "an attack"), "> an attack", ""),
		} {
			if s == "" || left.MatchString(s) {
				t.Fatalf("%s: %q", name, s)
			}
		}
		if s := l.Inject(r); s == "" {
			t.Fatal("an injection is empty")
		}
	}
}

// Paraphrases must mean the same by construction and share hardly any wording: no detector of
// copies may see them.
func TestParaphrasesShareNoWording(t *testing.T) {
	l := open(t)
	hash := text.NewMinHash(20, 5)
	r := source(3)
	for range 8 {
		m := l.NewMessage(r)
		var sketches [][]uint32
		for range 60 {
			sketches = append(sketches, hash.Signature(text.Normalize(m.Say(r))))
		}
		alike, pairs, sum := 0, 0, 0.0
		for i := range sketches {
			for j := range i {
				s := text.Similarity(sketches[i], sketches[j])
				pairs++
				sum += s
				if s >= 0.6 {
					alike++
				}
			}
		}
		if mean := sum / float64(pairs); mean > 0.25 || alike*10 > pairs {
			t.Errorf("two sayings are %.2f alike on average, %d of %d look like copies", mean, alike, pairs)
		}
	}
}

func TestEditChangesItsShareAndWrapKeepsTheCore(t *testing.T) {
	l := open(t)
	r := rand.New(rand.NewPCG(4, 4))
	core := l.Pitch(r, "Kelp")
	changed := 0
	for range 200 {
		edited := strings.Fields(l.Edit(r, core, 0.3))
		kept := map[string]bool{}
		for _, w := range edited {
			kept[w] = true
		}
		for _, w := range strings.Fields(core) {
			if !kept[w] {
				changed++
			}
		}
		topic := l.Topics()[0]
		if !strings.Contains(l.Wrap(r, topic, l.Voice(r), core), core) {
			t.Fatal("a wrapped text is not in its wrapping")
		}
	}
	if share := float64(changed) / float64(200*len(strings.Fields(core))); share < 0.12 || share > 0.4 {
		t.Errorf("an edit of 0.3 loses %.2f of the words", share)
	}
}
