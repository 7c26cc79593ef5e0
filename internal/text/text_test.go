package text_test

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/internal/text"
)

func TestNormalizeUndoesDisguises(t *testing.T) {
	const want = "buy the shiny coin now"
	for _, disguised := range []string{
		"Buy the shiny coin now", "  BUY\tthe\n\nshiny coin   now ", "b\u200buy the sh\u200diny coin now",
		"buy the shіny соin now", "ｂｕｙ the shiny coin now", "buy the shiny c\u03bfin now",
	} {
		if got := text.Normalize(disguised); got != want {
			t.Errorf("Normalize(%q) = %q, want %q", disguised, got, want)
		}
	}
	if got := text.Normalize("Москва и хор"); got != "москва и хор" {
		t.Errorf("a text in Cyrillic became %q", got)
	}
}

// U+FDFA stands for a sentence of 18 letters: a text of them stays as long as it is.
func TestNormalizeKeepsLettersThatStandForSentences(t *testing.T) {
	if got := text.Normalize("Ａ\ufdfa \ufdfb\u064bｂ " + strings.Repeat("\ufdfa", 40_000)); len(got) > 40_010*len("\ufdfa") || !strings.HasPrefix(got, "a\ufdfa \ufdfb\u064bb \ufdfa") {
		t.Errorf("%d bytes: %.40q", len(got), got)
	}
	if got := text.Normalize("\ufdf2 ﬁn"); got != "الله fin" {
		t.Errorf("other ligatures became %q", got)
	}
}

func TestSimilarityEstimatesJaccard(t *testing.T) {
	m := text.NewMinHash(20, 5)
	shingles := func(s string) map[string]bool {
		set := map[string]bool{}
		r := []rune(s)
		for i := range len(r) - text.Shingle + 1 {
			set[string(r[i:i+text.Shingle])] = true
		}
		return set
	}
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.StringMatching(`[a-f ]{40,120}`)
		common, left, right := letters.Draw(t, "common"), letters.Draw(t, "left"), letters.Draw(t, "right")
		a, b := common+left, common+right
		sa, sb := shingles(a), shingles(b)
		both := 0
		for s := range sa {
			if sb[s] {
				both++
			}
		}
		jaccard := float64(both) / float64(len(sa)+len(sb)-both)
		got := text.Similarity(m.Signature(a), m.Signature(b))
		if deviation := math.Abs(got-jaccard) / math.Sqrt(0.25/100); deviation > 5 {
			t.Errorf("estimated %.2f for a Jaccard index of %.2f", got, jaccard)
		}
	})
}

func TestBandsFindNearDuplicates(t *testing.T) {
	m := text.NewMinHash(20, 5)
	a := text.Normalize("The reef council meets at dawn to hear what every crab has to say about the tide tables of the coming season")
	b := text.Normalize("The reef council meets at dawn to hear what each crab has to say about the tide tables of the coming season!")
	c := text.Normalize("Nothing here resembles the other two in any way, it speaks of compilers and their error messages instead")
	share := func(x, y string) (n int) {
		bx, by := m.Bands(m.Signature(x)), m.Bands(m.Signature(y))
		for i := range bx {
			if bx[i] == by[i] {
				n++
			}
		}
		return n
	}
	if share(a, b) == 0 || share(a, c) != 0 {
		t.Errorf("near-duplicates share %d bands, strangers %d", share(a, b), share(a, c))
	}
}

func FuzzNormalize(f *testing.F) {
	for _, s := range []string{"", "a", "\xff\xfe", "ａ\u0301\u200b", strings.Repeat("х", 99), "\u202e gnirts", "\ufdfa\u0301\ufdf0"} {
		f.Add(s)
	}
	m := text.NewMinHash(4, 2)
	f.Fuzz(func(t *testing.T, s string) {
		n := text.Normalize(s)
		if utf8.ValidString(s) && !utf8.ValidString(n) {
			t.Errorf("valid text became invalid: %q", n)
		}
		if len(m.Signature(n)) != 8 {
			t.Error("a signature has another size")
		}
	})
}
