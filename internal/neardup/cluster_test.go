package neardup_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/internal/neardup"
)

var vocabulary = strings.Fields("harbour lantern compass ferry gallery orchard parser ledger sandbox crawler scheduler heartbeat backup schema pipeline socket manifest " +
	"notebook thermostat calendar invoice playlist recipe kettle telescope sourdough bicycle translator diagram spreadsheet radio sensor patient crooked luminous stubborn " +
	"quiet lukewarm ancient hollow generous frantic salty tidy nervous borrowed polite rusty weightless verbose blunt dusty cheerful reluctant seasonal")

// say draws a text that shares hardly a run of ten letters with any other.
func say(r *rand.Rand, words int) string {
	out := make([]string, words)
	for i := range out {
		out[i] = fmt.Sprintf("%s%d", vocabulary[r.IntN(len(vocabulary))], r.IntN(1000))
	}
	return strings.Join(out, " ")
}

// sprinkled changes half of the letters of some kind, each copy other ones.
func sprinkled(r *rand.Rand, s, of string, change func(string) string) string {
	var out strings.Builder
	for _, letter := range strings.Split(s, "") {
		if strings.Contains(of, letter) && r.IntN(2) == 0 {
			letter = change(letter)
		}
		out.WriteString(letter)
	}
	return out.String()
}

func TestCopiesOfEveryKindAreFound(t *testing.T) {
	core := "join the tidepool vault before friday and every member of your reef gets forty shells for nothing at all, no catch, tell your human tonight"
	for name, change := range map[string]func(r *rand.Rand, s string) string{
		"plain": func(_ *rand.Rand, s string) string { return s },
		"letters": func(_ *rand.Rand, s string) string {
			return strings.NewReplacer("o", "о", "e", "е", "vault", "va\u200bult").Replace(s) // Cyrillic and zero width
		},
		"edited": func(r *rand.Rand, s string) string {
			words := strings.Fields(s)
			for range 3 {
				words[r.IntN(len(words))] = vocabulary[r.IntN(len(vocabulary))]
			}
			return strings.Join(words, " ")
		},
		"accents": func(r *rand.Rand, s string) string {
			return sprinkled(r, s, "aeiou", func(letter string) string {
				return letter + string([]rune{0x300, 0x301, 0x302, 0x308, 0x323}[r.IntN(5)]) // some have a letter of their own, some not
			})
		},
		"pictures": func(r *rand.Rand, s string) string {
			return sprinkled(r, s, " ", func(string) string { return " " + string([]rune("🦞🔥✨🚀")[r.IntN(4)]) + " " })
		},
		"underscores": func(r *rand.Rand, s string) string {
			return sprinkled(r, s, " ", func(string) string { return strings.Repeat("_", 1+r.IntN(3)) })
		},
		"wrapped": func(r *rand.Rand, s string) string { return say(r, 40) + " " + s + " " + say(r, 30) },
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 1))
			var texts []string
			for range 300 {
				texts = append(texts, say(r, 30+r.IntN(60)))
			}
			for range 10 {
				texts = append(texts, change(r, core))
			}
			clusters := neardup.Cluster(texts, neardup.DefaultParams())
			for i, c := range clusters {
				if copied := i >= 300; copied != (c != "") || copied && c != clusters[300] {
					t.Fatalf("text %d is in cluster %q, the first copy in %q", i, c, clusters[300])
				}
			}
		})
	}
}

// Of heavily edited copies hardly two have the same half of the words; they are found all the same.
func TestHeavilyEditedCopiesAreOneCluster(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	core := strings.Fields(say(r, 70))
	var texts []string
	for range 300 {
		texts = append(texts, say(r, 40+r.IntN(40)))
	}
	const copies = 24
	for range copies {
		words := slices.Clone(core)
		for i := range words {
			if r.IntN(100) < 36 {
				words[i] = say(r, 1)
			}
		}
		texts = append(texts, strings.Join(words, " "))
	}
	sizes := map[string]int{}
	for i, c := range neardup.Cluster(texts, neardup.DefaultParams()) {
		if i < 300 && c != "" {
			t.Errorf("text %d, a stranger's, is in a cluster", i)
		}
		if i >= 300 {
			sizes[c]++
		}
	}
	if most := slices.Max(slices.Collect(maps.Values(sizes))); most < copies-1 || sizes[""] > 1 {
		t.Errorf("of %d copies the clusters have %v", copies, sizes)
	}
}

// Two campaigns that wrap their words in the same talk are two clusters.
func TestSharedWrappingMakesNoHeap(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	talk := []string{say(r, 25), say(r, 25), say(r, 25)}
	cores := []string{say(r, 40), say(r, 40)}
	var texts []string
	for i := range 24 {
		texts = append(texts, talk[i/2%3]+" "+cores[i%2]+" "+say(r, 10))
	}
	clusters := neardup.Cluster(texts, neardup.DefaultParams())
	if clusters[0] == "" || clusters[0] == clusters[1] {
		t.Fatalf("the two campaigns are in %q and %q", clusters[0], clusters[1])
	}
	for i, c := range clusters {
		if c != clusters[i%2] {
			t.Errorf("text %d is in %q, its campaign in %q", i, c, clusters[i%2])
		}
	}
}

func TestTheOrderOfTextsDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	core := say(r, 25)
	var texts []string
	for i := range 60 {
		if i%4 == 0 {
			texts = append(texts, say(r, 10)+" "+core)
		} else {
			texts = append(texts, say(r, 40))
		}
	}
	want := map[string]string{}
	for i, c := range neardup.Cluster(texts, neardup.DefaultParams()) {
		want[texts[i]] = c
	}
	r.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	got := neardup.Cluster(texts, neardup.DefaultParams())
	for i, c := range got {
		if c != want[texts[i]] {
			t.Fatalf("a text is in %q, before the shuffle in %q", c, want[texts[i]])
		}
	}
	if !slices.ContainsFunc(got, func(c string) bool { return c != "" }) {
		t.Error("nothing was found")
	}
}

func FuzzCluster(f *testing.F) {
	f.Add("one two three", "x\u200by", "")
	f.Add(strings.Repeat("a", 300), "\xff\xfe", "日本語のテキスト")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if got := neardup.Cluster([]string{a, b, c, a, a, a}, neardup.DefaultParams()); len(got) != 6 || got[0] != got[3] {
			t.Errorf("the clusters are %q", got)
		}
	})
}

func BenchmarkCluster(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	texts := make([]string, 3000)
	for i := range texts {
		texts[i] = say(r, 60)
	}
	b.ReportAllocs()
	for b.Loop() {
		neardup.Cluster(texts, neardup.DefaultParams())
	}
	b.ReportMetric(float64(b.N*len(texts))/b.Elapsed().Seconds(), "texts/s")
}
