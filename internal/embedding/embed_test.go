package embedding

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestEveryTextIsAnswered(t *testing.T) {
	e := load(t).NewEncoder()
	for name, c := range map[string]struct {
		text  string
		empty bool
	}{
		"empty":          {"", true},
		"blank":          {" \t\n\u3000", true},
		"invisible":      {"\u200b\ufeff\u0000", true},
		"invalid":        {"\xff\xfe\x80", true},
		"emoji":          {"🔥🔥👩\u200d💻", false},
		"code":           {"for i := range n { fmt.Println(a[i]<<2 | 0x7f) }", false},
		"ideographs":     {"代理人在论坛上说话", false},
		"right to left":  {"مرحبا بالعالم", false},
		"one long word":  {strings.Repeat("x", 40000), false},
		"40,000 letters": {strings.Repeat("agents talk to each other. ", 1500)[:40000], false},
		"many words":     {strings.Repeat("!?", 2*summable), false},
		"broken in two":  {"hel\xfflo w\xc3orld", false},
	} {
		var v Vector
		e.Embed(c.text, &v)
		var square float64
		for _, x := range v {
			square += float64(x) * float64(x)
		}
		switch length := math.Sqrt(square); {
		case c.empty && length != 0:
			t.Errorf("%s: length %v, want nothing", name, length)
		case !c.empty && math.Abs(length-127) > 6: // rounding: at most half of √256 off
			t.Errorf("%s: length %v, want 127", name, length)
		}
	}
}

func TestMeaningIsNearer(t *testing.T) {
	e := load(t).NewEncoder()
	embed := func(text string) *Vector {
		var v Vector
		e.Embed(text, &v)
		return &v
	}
	for _, c := range [][3]string{
		{"A cat sleeps on the sofa.", "The kitten is napping on a couch.", "The central bank raised its interest rates."},
		{"How do I install this library?", "Setup instructions for the package", "The river flooded three villages."},
		{"My human asked me to write poetry", "I composed a poem for my owner", "Disk usage exceeds the quota"},
	} {
		near, far := Cosine(embed(c[0]), embed(c[1])), Cosine(embed(c[0]), embed(c[2]))
		if near < far+0.1 {
			t.Errorf("%q: %.2f to %q, %.2f to %q", c[0], near, c[1], far, c[2])
		}
	}
	if c := Cosine(embed("ONE  text"), embed("one text")); c != 1 {
		t.Errorf("case and blanks make a difference: %v", c)
	}
	if c := Cosine(embed("a text"), embed("")); c != 0 {
		t.Errorf("cosine with nothing is %v", c)
	}
}

// A text said many times over means what it means in its head, also past what an int32 holds; said a
// few times, what it means once.
func TestRepeatingIsNoMeaning(t *testing.T) {
	e := load(t).NewEncoder()
	embed := func(times int) *Vector {
		var v Vector
		e.Embed(strings.Repeat("token ", times), &v)
		return &v
	}
	if c := Cosine(embed(head), embed(3*summable)); c != 1 {
		t.Errorf("cosine %v of a head of words with very many", c)
	}
	if c := Cosine(embed(1), embed(bendsBeyond[0])); c != 1 {
		t.Errorf("cosine %v of a word with a few of it", c)
	}
}

// The bends do what train/student.py says: each adds what it is of the sum, by the share of the
// tokens that lie beyond its first.
func TestSumsAreBentByLength(t *testing.T) {
	m := &Model{bends: make([]bend, len(bendsBeyond)*bendRank)}
	m.bends[1].into[3], m.bends[1].out[5] = 2, 0.5                // beyond 8
	m.bends[bendRank].into[3], m.bends[bendRank].out[255] = 1, -1 // beyond 48
	for tokens, want := range map[int][2]float64{0: {}, 8: {}, 10: {10 * 2 / 10.0, 0}, 48: {10 * 40 / 48.0, 0}, 96: {10 * 88 / 96.0, -5}} {
		e := Encoder{model: m}
		e.totals[3] = 10
		e.bend(tokens)
		if got := [2]float64{e.totals[5], e.totals[255]}; math.Abs(got[0]-want[0]) > 1e-9 || math.Abs(got[1]-want[1]) > 1e-9 {
			t.Errorf("%d tokens: %v added, want %v", tokens, got, want)
		}
		if e.totals[3] != 10 {
			t.Errorf("%d tokens: %v is left, want 10", tokens, e.totals[3])
		}
	}
}

func TestBendsOfAnotherSizeAreRefused(t *testing.T) {
	if _, err := unpackBends(bendsFile[4:], len(bendsBeyond)*bendRank); err == nil {
		t.Error("a number is missing, and nobody noticed")
	}
	for _, packed := range [][]byte{nil, echoFile[4:]} {
		if _, err := unpackEcho(packed, 1); err == nil {
			t.Error("a number of the echo is missing, and nobody noticed")
		}
	}
}

// The echo does what train/student.py says: each token of the head is added once more as often as it
// points in the direction that is made of the sum, by the share of the tokens that lie beyond the first.
func TestTokensAreCountedAnew(t *testing.T) {
	const unit = 1e-3 // with which one of the two tokens would be taken away by more than it may
	m := &Model{rows: make([][Dims]int16, 2), echo: &echo{bends: make([]bend, echoRank), unit: unit}}
	m.rows[0][0], m.rows[1][1] = 3000, -4000
	m.echo.weights[0], m.echo.weights[1] = -0.5, 0.25
	m.echo.bends[2].into[0], m.echo.bends[2].out[1] = 0.5, 2
	for tokens, share := range map[int]float64{echoBeyond: 0, 2 * echoBeyond: 0.5, 4 * echoBeyond: 0.75} {
		for _, tail := range []int{0, 1000} {
			e := m.NewEncoder()
			e.weight, e.room = headWeight, tokens
			for i := range tokens + tail {
				e.sum(int32(i % 2))
			}
			e.total()
			one, ofTail := e.hear()
			// The direction of the sum is 3 to -4: 0.6, -0.8.
			to := [2]float64{0.6 * -0.5, -0.8*0.25 + 0.6*0.5*2}
			want := [2]float64{ // half of the tokens each, as often as it points there
				share * headWeight * float64(tokens) / 2 * (3000 * unit * to[0]) * 3000,
				share * headWeight * float64(tokens) / 2 * max(share*-4000*unit*to[1], least) / share * -4000,
			}
			if share == 0 {
				want = [2]float64{}
			}
			for d, w := range want {
				if got := float64(e.heard[d]) * one; math.Abs(got-w) > 1e-3*math.Abs(w) {
					t.Errorf("%d tokens and %d: %v heard in dimension %d, want %v", tokens, tail, got, d, w)
				}
			}
			mean := (want[0]/3000 + want[1]/-4000) / headWeight / float64(tokens)
			if math.Abs(ofTail-mean) > 1e-3*math.Abs(mean) {
				t.Errorf("%d tokens and %d: %v of the tail, want %v", tokens, tail, ofTail, mean)
			}
		}
	}
	e := m.NewEncoder() // a sum of nothing has no direction
	e.read = 2 * echoBeyond
	if one, tail := e.hear(); one != 0 || tail != 0 {
		t.Error("nothing echoes")
	}
}

// The largest head that there can be fits into what it is summed in.
func TestNoEchoOverflows(t *testing.T) {
	m := &Model{rows: make([][Dims]int16, 1), echo: &echo{bends: make([]bend, echoRank), unit: 1}}
	for d := range Dims {
		m.rows[0][d], m.echo.weights[d] = largest, 1
	}
	e := m.NewEncoder()
	e.weight, e.room = headWeight, head
	for range head {
		e.sum(0)
	}
	e.total()
	one, _ := e.hear()
	for d, x := range e.heard {
		if float64(x)*one <= 0 || x != e.heard[0] {
			t.Fatalf("dimension %d: %v", d, x)
		}
	}
}

// What follows the head of a text counts, and counts less.
func TestTheHeadOfATextCountsMost(t *testing.T) {
	e := load(t).NewEncoder()
	var cats, banks, headOfCats, headOfBanks Vector
	e.Embed("cats", &cats)
	e.Embed("banks", &banks)
	e.Embed(strings.Repeat("cats ", head)+strings.Repeat("banks ", 2*head), &headOfCats)
	e.Embed(strings.Repeat("banks ", head)+strings.Repeat("cats ", 2*head), &headOfBanks)
	if a, b := Cosine(&headOfCats, &cats), Cosine(&headOfCats, &banks); a < b {
		t.Errorf("%.2f to its head, %.2f to the rest", a, b)
	}
	if a, b := Cosine(&headOfBanks, &cats), Cosine(&banks, &cats); a <= b {
		t.Errorf("%.2f to the rest, which is %.2f to the head: it does not count", a, b)
	}
}

func TestNothingIsAllocated(t *testing.T) {
	e := load(t).NewEncoder()
	texts := []string{"A short text.", "Ünïcödé 漢字 한국어 👩\u200d💻 [CLS]", strings.Repeat("unbelievably long words ", 2000), "\xff\xfe"}
	var v Vector
	for _, text := range texts {
		if n := testing.AllocsPerRun(10, func() { e.Embed(text, &v) }); n != 0 {
			t.Errorf("%.20q: %v allocations", text, n)
		}
	}
}

func TestBatchIsTheSame(t *testing.T) {
	m := load(t)
	texts := []string{"one text", "", "and another"}
	into := make([]Vector, len(texts))
	into[1][0] = 5 // what was there goes
	var batch Batch = m
	if model, err := batch.EmbedBatch(t.Context(), texts, into); err != nil || model != Name {
		t.Fatal(err)
	}
	e := m.NewEncoder()
	for i, text := range texts {
		var v Vector
		if e.Embed(text, &v); v != into[i] {
			t.Errorf("%q differs", text)
		}
	}
	if _, err := m.EmbedBatch(t.Context(), texts, into[:2]); err == nil {
		t.Error("three texts fit into two vectors")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.EmbedBatch(ended, texts, into); err == nil {
		t.Error("goes on after its end")
	}
}

func TestQuantizeOfWhatIsNotFinite(t *testing.T) {
	for _, x := range []float64{0, math.NaN(), math.Inf(1), 1e200} {
		v := Vector{1}
		if Quantize(&[Dims]float64{x, 1: 0}, &v); v != (Vector{}) {
			t.Errorf("%v became %v", x, v[0])
		}
	}
}

func BenchmarkEmbedShort(b *testing.B) {
	benchmark(b, "The quick agent posted its third summary of the release notes today, unasked.")
}

func BenchmarkEmbedPost(b *testing.B) {
	benchmark(b, strings.Repeat("I spent the night reading logs, and what I found is a pattern that nobody asked for. ", 10))
}

// Words that no piece fits, the slowest there is a byte.
func BenchmarkEmbedGarbage(b *testing.B) {
	benchmark(b, strings.Repeat("xqzjkvxqzjkvwpqzxjkq ", 40))
}

func benchmark(b *testing.B, text string) {
	e := load(b).NewEncoder()
	var v Vector
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	before := cpu(b)
	for b.Loop() {
		e.Embed(text, &v)
	}
	b.ReportMetric(float64(b.N)/(cpu(b)-before).Seconds(), "texts/core-s")
}

// cpu is the time that this process has had of a core: other than the time of day, the same
// whoever else wants the core.
func cpu(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b)
	}
}

// Vectors are compared by the name of their model for as long as they are stored: other vectors
// under a name that was given already would be taken for the same.
func TestTheNameIsThatOfTheseVectors(t *testing.T) {
	known := map[string]uint64{"static-1": 0x9db12da2f07263b4, "static-2": 0x770c4248fa3a9c1f, "static-3": 0x13ddade34f224557, "static-4": 0x70ea6f7c30a5b83e, "static-5": 0xe6640e9d9bd2fddf}
	e, sum := load(t).NewEncoder(), fnv.New64a()
	for i, text := range []string{"My human asked me to write poetry", "Disk usage exceeds the quota!", strings.Repeat("an agent, a post, another one; ", 100)} {
		var v Vector
		e.Embed(text, &v)
		fmt.Fprint(sum, i, v)
	}
	if known[Name] != sum.Sum64() {
		t.Errorf("%s gives other vectors than it did (%#x): call what has changed by another name", Name, sum.Sum64())
	}
}

func TestAProcessHasOneModel(t *testing.T) {
	if load(t) != load(t) {
		t.Error("the model was unpacked twice")
	}
}
