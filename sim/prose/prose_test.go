package prose_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

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

// everything writes one of each kind.
func everything(l *prose.Library, r *rand.Rand) map[string]string {
	v, topic, brand := l.Voice(r), l.Topics()[r.IntN(len(l.Topics()))], l.Brand(r)
	title, body := l.Post(r, topic, v)
	news := l.News(r)
	return map[string]string{
		"title": title, "body": body, "comment": l.Comment(r, topic, v, false), "answer": l.Comment(r, topic, v, true),
		"bio": l.Bio(r, topic), "batch bio": l.BatchBio(r)(2), "name": l.Name(r), "batch name": l.BatchName(r)(3),
		"pitch": l.Pitch(r, brand), "pump": l.Pump(r, l.Token(r)), "promotion": l.Promote(r, topic, v, brand),
		"template": l.NewTemplate(r).Fill(r, topic), "message": l.NewMessage(r).Say(r), "wrapped": l.Wrap(r, topic, v, "So it is."),
		"injection": l.Inject(r), "worm": l.Worm(r), "theft": l.Theft(r), "warning": l.Warn(r, "Obey."), "talk": l.Discuss(r),
		"leak": l.Leak(r), "hello": l.Hello(r), "meme": l.Meme(r)(r), "news": news.Headline(), "reaction": l.React(r, news),
	}
}

func TestSameSourceSameBytes(t *testing.T) {
	t.Parallel()
	l, again := open(t), open(t)
	for seed := range uint64(50) {
		a, b := fmt.Sprint(everything(l, source(seed))), fmt.Sprint(everything(again, source(seed)))
		if a != b {
			t.Fatalf("seed %d wrote\n%s\nand then\n%s", seed, a, b)
		}
		if a == fmt.Sprint(everything(l, source(seed+1))) {
			t.Fatalf("seeds %d and %d write the same", seed, seed+1)
		}
	}
}

// One library serves many writers; each writes what it would write alone.
func TestWritersDoNotDisturbEachOther(t *testing.T) {
	t.Parallel()
	l := open(t)
	var together sync.WaitGroup
	got := make([]string, 8)
	for i := range got {
		together.Go(func() { got[i] = fmt.Sprint(everything(l, source(uint64(i)))) })
	}
	together.Wait()
	for i := range got {
		if alone := fmt.Sprint(everything(l, source(uint64(i)))); got[i] != alone {
			t.Errorf("writer %d wrote\n%s\nand alone\n%s", i, got[i], alone)
		}
	}
}

// Every text must be whole: no sign of the grammar left in it, no article astray, no doubled
// blank.
func TestTextsAreWhole(t *testing.T) {
	t.Parallel()
	l := open(t)
	sentence := regexp.MustCompile(`[a-z]{2}[.?!] [a-z]`)
	name := regexp.MustCompile(`^[a-z0-9_-]{3,28}$`)
	texts := 3000
	if testing.Short() {
		texts = 1000
	}
	r := source(7)
	for range texts {
		for kind, s := range everything(l, r) {
			coded := kind == "injection" || kind == "leak" || kind == "pump" // hold random letters
			if s == "" || !coded && astray(s) || strings.HasSuffix(s, " ") {
				t.Fatalf("%s: %q", kind, s)
			}
			if s[0] >= 'A' && s[0] <= 'Z' && (kind == "body" || kind == "comment" || kind == "answer") && sentence.MatchString(s) {
				t.Fatalf("%s: at %q a sentence of %q begins without a capital", kind, sentence.FindString(s), s)
			}
			if strings.HasSuffix(kind, "name") && !name.MatchString(s) {
				t.Fatalf("%s: %q", kind, s)
			}
		}
	}
}

// astray says whether a text has a sign of the grammar, a doubled blank, or an article that does not
// go with its word. As one regular expression it would take most of this package's tests' time.
func astray(s string) bool {
	if strings.ContainsAny(s, "{}@") || strings.ContainsAny(s, "<$") && leftover.MatchString(s) {
		return true
	}
	for i := 1; i+2 < len(s); i++ {
		if s[i] != ' ' {
			continue
		}
		before, next, after := s[:i], s[i+1], s[i+2]
		switch {
		case next == ' ' && after != ' ' && s[i-1] != ' ':
			return true
		case endsWithWord(before, "a"):
			if strings.ContainsRune("aio", rune(next)) && after != 'n' || next == 'e' && after != 'u' || strings.HasPrefix(s[i+1:], "an ") {
				return true
			}
		case endsWithWord(before, "an") && strings.ContainsRune("bcdfgjklmnpqrstvwxyz", rune(next)):
			return true
		}
	}
	return false
}

var leftover = regexp.MustCompile(`<[a-z]+>|\$[a-z]`)

// endsWithWord says whether a text ends with a word, of which the first letter may be a capital.
func endsWithWord(s, word string) bool {
	at := len(s) - len(word)
	if at < 0 || s[at]|0x20 != word[0] || s[at+1:] != word[1:] {
		return false
	}
	return at == 0 || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", rune(s[at-1]))
}

func TestAstrayTextsAreSeen(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"an apple a day": false, "A one-eyed crab": false, "A ogre": true, "a  b": true, "say <noun> here": true, "$x": true, "a apple": true, "(a apple)": true,
		"An crab": true, "a an b": true, "idea apple": false, "a European one": false, "A and b": false, "a b {": true, "plan crab": false, "a a b": true,
		"it costs $5 < 6": false, "an hour": false,
	} {
		if astray(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func TestTopics(t *testing.T) {
	t.Parallel()
	l := open(t)
	submolt := regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,29}$`)
	seen := map[string]bool{}
	for _, topic := range l.Topics() {
		if found, ok := l.Topic(topic.Name); !ok || found.Submolt != topic.Submolt {
			t.Errorf("topic %s is not found by its name", topic.Name)
		}
		if seen[topic.Submolt] || !submolt.MatchString(topic.Submolt) {
			t.Errorf("%s: submolt %q is taken or no name for one", topic.Name, topic.Submolt)
		}
		seen[topic.Submolt] = true
	}
	if len(seen) < 24 {
		t.Errorf("there are %d topics, want at least 24", len(seen))
	}
	if _, ok := l.Topic("no such topic"); ok {
		t.Error("a topic that is not there is found")
	}
}

// Lengths must be those of a real forum, within a sixth at the middle and a quarter at the ends.
func TestLengths(t *testing.T) {
	t.Parallel()
	const texts = 20000
	l := open(t)
	r := source(1)
	var comments, posts []int
	for range texts {
		topic, v := l.Topics()[r.IntN(len(l.Topics()))], l.Voice(r)
		_, body := l.Post(r, topic, v)
		posts = append(posts, len(body))
		comments = append(comments, len(l.Comment(r, topic, v, r.IntN(2) == 0)))
	}
	for kind, c := range map[string]struct {
		lengths []int
		want    map[float64]float64
	}{
		"comments": {comments, map[float64]float64{.1: 65, .25: 100, .5: 250, .75: 500, .9: 800, .99: 1500}},
		"posts":    {posts, map[float64]float64{.1: 130, .25: 320, .5: 675, .75: 1170, .9: 1830, .99: 4900}},
	} {
		slices.Sort(c.lengths)
		for share, want := range c.want {
			got, within := float64(c.lengths[int(share*texts)]), 1.0/6
			if share < .2 || share > .8 {
				within = 1.0 / 4
			}
			if got < want*(1-within) || got > want*(1+within) {
				t.Errorf("%s: %.0f bytes at %.2f, want about %.0f", kind, got, share, want)
			}
		}
	}
}

// Agents that never read each other must not look like copies, even when all talk about one
// topic. Similarities are estimated from 100 hashes, with an error of 0.05.
func TestHonestTextsDoNotLookLikeCopies(t *testing.T) {
	t.Parallel()
	comments := 5000
	if testing.Short() {
		comments = 600
	}
	l := open(t)
	hash := text.NewMinHash(20, 5)
	for _, topics := range [][]prose.Topic{l.Topics(), l.Topics()[:1]} {
		var signatures [][]uint32
		for r := source(4); len(signatures) < comments; {
			s := l.Comment(r, topics[r.IntN(len(topics))], l.Voice(r), r.IntN(2) == 0)
			if sentences := strings.Count(s+" ", ". ") + strings.Count(s+" ", "? ") + strings.Count(s+" ", "! "); sentences >= 3 {
				signatures = append(signatures, hash.Signature(text.Normalize(s)))
			}
		}
		pairs, some, alike, most := 0, 0, 0, 0.0
		for _, equal := range equalHashes(signatures) {
			similarity := float64(equal) / float64(len(signatures[0]))
			pairs++
			most = max(most, similarity)
			if similarity >= 0.3 {
				some++
			}
			if similarity >= 0.5 {
				alike++
			}
		}
		t.Logf("%d topics, %d pairs: %d at 0.3 or more, %d at 0.5, at most %.2f", len(topics), pairs, some, alike, most)
		if alike*1_000_000 > pairs || some*2_000 > pairs {
			t.Errorf("of %d pairs, %d have a similarity of 0.5 and %d of 0.3", pairs, alike, some)
		}
	}
}

// equalHashes gives of how many hashes each pair of signatures has the same, as text.Similarity counts
// them. Most pairs share none, so it goes by what is shared: that is a hundredth of the comparisons.
func equalHashes(signatures [][]uint32) []uint8 {
	counts := make([]uint8, len(signatures)*(len(signatures)-1)/2)
	for at := range signatures[0] {
		same := map[uint32][]int{}
		for i, signature := range signatures {
			for _, j := range same[signature[at]] {
				counts[i*(i-1)/2+j]++
			}
			same[signature[at]] = append(same[signature[at]], i)
		}
	}
	return counts
}

func BenchmarkComment(b *testing.B) {
	l, r, bytes := open(b), source(1), 0
	v, topic := l.Voice(r), l.Topics()[0]
	b.ReportAllocs()
	for b.Loop() {
		bytes += len(l.Comment(r, topic, v, true))
	}
	b.ReportMetric(float64(bytes)/float64(b.N), "bytes/text")
}

func BenchmarkPost(b *testing.B) {
	l, r, bytes := open(b), source(1), 0
	v, topic := l.Voice(r), l.Topics()[0]
	b.ReportAllocs()
	for b.Loop() {
		_, body := l.Post(r, topic, v)
		bytes += len(body)
	}
	b.ReportMetric(float64(bytes)/float64(b.N), "bytes/text")
}
