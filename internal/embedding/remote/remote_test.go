package remote

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/embedding/remote/remotetest"
	"github.com/moltwatch/moltwatch/internal/event"
)

func options(s *remotetest.Service) Options {
	return Options{URL: s.API(), Model: remotetest.Model, Key: remotetest.Key, Wait: 1}
}

func client(t *testing.T, o Options) *Client {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func cosine(a, b []float64) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab, aa, bb = ab+a[i]*b[i], aa+a[i]*a[i], bb+b[i]*b[i]
	}
	return ab / math.Sqrt(aa*bb)
}

func sentences(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("word%d word%d word%d end", i, i/2, i/7)
	}
	return out
}

func embed(t *testing.T, b embedding.Batch, texts []string) []embedding.Vector {
	t.Helper()
	into := make([]embedding.Vector, len(texts))
	if _, err := b.EmbedBatch(t.Context(), texts, into); err != nil {
		t.Fatal(err)
	}
	return into
}

func TestCosinesSurviveTheProjection(t *testing.T) {
	for _, dimensions := range []int{64, 256, 384, 1024, 4096} {
		s := remotetest.Serve(t, dimensions)
		texts := sentences(70)
		got := embed(t, client(t, options(s)), texts)
		if again := embed(t, client(t, options(s)), texts); got[5] != again[5] {
			t.Error("another client projects otherwise")
		}
		within := 4 / math.Sqrt(embedding.Dims) // four standard deviations
		if dimensions == embedding.Dims {
			within = 0.02 // of rounding to int8
		}
		for i := 1; i < len(texts); i++ {
			want := cosine(remotetest.Meant(texts[i], dimensions), remotetest.Meant(texts[i-1], dimensions))
			if c := embedding.Cosine(&got[i], &got[i-1]); math.Abs(c-want) > within {
				t.Errorf("%d dimensions, texts %d and %d: cosine %.3f, want %.3f", dimensions, i-1, i, c, want)
			}
		}
	}
}

func TestTextsAreSentInBatchesAndCut(t *testing.T) {
	s := remotetest.Serve(t, 8)
	o := options(s)
	o.Texts, o.Characters = 10, 5
	texts := append(sentences(25), "", " \n", "ünïcödé", "a\xffb")
	got := embed(t, client(t, o), texts)
	asked := s.Asked()
	if len(asked) != 3 || len(asked[0].Input) != 10 || len(asked[2].Input) != 7 {
		t.Fatalf("asked %v", asked)
	}
	if got[25] != (embedding.Vector{}) || got[26] != (embedding.Vector{}) || got[27] == (embedding.Vector{}) {
		t.Error("what says nothing has a vector, or what says something has none")
	}
	if in := asked[2].Input; in[5] != "ünïcö" || in[6] != "ab" {
		t.Errorf("sent %q", in[5:])
	}
	if n := len(s.Asked()); embed(t, client(t, o), []string{"", "  "})[0] != (embedding.Vector{}) || len(s.Asked()) != n {
		t.Error("nothing was sent")
	}
}

func TestWhatIsTooMuchIsHalved(t *testing.T) {
	s := remotetest.Serve(t, 8)
	s.Takes(7, 1<<20)
	texts := sentences(32)
	got := embed(t, client(t, options(s)), texts)
	s.Takes(32, 1<<20)
	for i, v := range embed(t, client(t, options(s)), texts) {
		if got[i] != v {
			t.Errorf("text %d has another's vector", i)
		}
	}
	s.Takes(32, 3)
	if _, err := client(t, options(s)).EmbedBatch(t.Context(), texts, got); err == nil {
		t.Error("texts that the service does not take at all are embedded")
	}
}

// A text that the service cannot embed is a vector of zeros among the others' vectors; a service that
// embeds nothing is no such thing.
func TestATextThatTheServiceFailsForStopsNoOther(t *testing.T) {
	s := remotetest.Serve(t, 8)
	c := client(t, options(s))
	texts := sentences(9)
	want := embed(t, c, texts)
	texts[4] += " poison"
	s.BreakAt("poison")
	got := embed(t, c, texts)
	for i := range got {
		if i == 4 {
			want[i] = embedding.Vector{}
		}
		if got[i] != want[i] {
			t.Errorf("text %d has another vector than before", i)
		}
	}
	s.Takes(32, len(probe))
	if v := embed(t, c, []string{strings.Repeat("long ", 20)}); v[0] != (embedding.Vector{}) {
		t.Error("a text that is too long for the service has a vector")
	}
	s.Away(true)
	if _, err := c.EmbedBatch(t.Context(), texts[4:5], got[:1]); err == nil {
		t.Error("the service is away, and the text is to blame")
	}
}

func TestTheNameSaysWhatWasAskedFor(t *testing.T) {
	o := options(remotetest.Serve(t, 8))
	plain := client(t, o).Name()
	o.Dimensions = 256
	if asked := client(t, o).Name(); plain != remotetest.Model || asked == plain {
		t.Errorf("called %q, and %q with 256 dimensions", plain, asked)
	}
}

func TestDimensionsAreAskedFor(t *testing.T) {
	s := remotetest.Serve(t, 8)
	o := options(s)
	o.Dimensions = embedding.Dims
	embed(t, client(t, o), sentences(2))
	if d := s.Asked()[0].Dimensions; d != embedding.Dims {
		t.Errorf("asked for %d", d)
	}
}

func TestWhatMayPassIsTriedAgain(t *testing.T) {
	hangUp := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	for name, failing := range map[string][]http.HandlerFunc{
		"busy":       {remotetest.Status(429), remotetest.Status(503)},
		"broken":     {remotetest.Status(500), remotetest.Status(502)},
		"hanging up": {hangUp, hangUp},
		"hanging":    {remotetest.Hang},
		"half":       {remotetest.Says(`{"data":[{"ind`), remotetest.Says("")},
	} {
		s := remotetest.Serve(t, 8)
		s.Fail(failing...)
		o := options(s)
		if name == "hanging" {
			o.Timeout = 2 * time.Second // what comes after it is answered sooner
		}
		if embed(t, client(t, o), sentences(1))[0] == (embedding.Vector{}) {
			t.Errorf("%s: no vector", name)
		}
	}
}

// A service that takes requests and answers none is asked for the texts once, and whether it embeds anything once.
func TestAServiceThatHangsIsWaitedForOnce(t *testing.T) {
	s := remotetest.Serve(t, 8)
	s.Stall(true)
	o := options(s)
	o.Timeout = 20 * time.Millisecond
	if _, err := client(t, o).EmbedBatch(t.Context(), sentences(32), make([]embedding.Vector, 32)); err == nil {
		t.Error("embedded by a service that hangs")
	}
	if n := len(s.Asked()); n != 2 {
		t.Errorf("asked %d times", n)
	}
}

func TestARequestToWaitIsHeeded(t *testing.T) {
	s := remotetest.Serve(t, 8)
	s.Fail(remotetest.Status(429, "Retry-After", "1"))
	start := time.Now()
	embed(t, client(t, options(s)), sentences(1))
	if waited := time.Since(start); waited < time.Second {
		t.Errorf("waited %v", waited)
	}
}

// A service may ask so in seconds or by a time.
func TestHowLongAServiceAsksToBeLeftAlone(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for said, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-7": 0, "soon": 0, "99999999999999999999": 0,
		"Sun, 01 Mar 2026 12:00:20 GMT": 20 * time.Second, "Sun, 01 Mar 2026 11:00:00 GMT": 0,
	} {
		if got := retryAfter(said, now); got != want {
			t.Errorf("%q: %v, want %v", said, got, want)
		}
	}
}

// Texts, messages among them, go nowhere but to the address that was given.
func TestNoTextFollowsARedirection(t *testing.T) {
	s, elsewhere := remotetest.Serve(t, 8), remotetest.Serve(t, 8)
	for _, status := range []int{301, 302, 303, 307, 308} {
		to := remotetest.Status(status, "Location", elsewhere.API()+"/embeddings")
		s.Fail(to, to)
		before := len(s.Asked())
		_, err := client(t, options(s)).EmbedBatch(t.Context(), sentences(1), make([]embedding.Vector, 1))
		if err == nil || !strings.Contains(err.Error(), "somewhere else") {
			t.Errorf("%d: got %v", status, err)
		}
		if n := len(s.Asked()) - before; n != 1 {
			t.Errorf("%d: asked %d times", status, n)
		}
		s.Fail()
	}
	if asked := elsewhere.Asked(); len(asked) > 0 {
		t.Errorf("%d requests went elsewhere", len(asked))
	}
}

func TestWhatIsNoAnswerIsRefused(t *testing.T) {
	vector := func(index int, numbers string) string {
		return fmt.Sprintf(`{"index":%d,"embedding":[%s]}`, index, numbers)
	}
	data := func(vectors ...string) http.HandlerFunc {
		return remotetest.Says(`{"data":[` + strings.Join(vectors, ",") + `]}`)
	}
	for name, body := range map[string]http.HandlerFunc{
		"no JSON":         remotetest.Says("<html>"),
		"no data":         remotetest.Says(`{}`),
		"one too few":     data(vector(0, "1,2")),
		"one too many":    data(vector(0, "1,2"), vector(1, "1,2"), vector(2, "1,2")),
		"one twice":       data(vector(0, "1,2"), vector(0, "1,2")),
		"another index":   data(vector(0, "1,2"), vector(2, "1,2")),
		"negative index":  data(vector(0, "1,2"), vector(-1, "1,2")),
		"nothing in it":   data(vector(0, ""), vector(1, "")),
		"null":            remotetest.Says(`{"data":[{"index":0,"embedding":null},{"index":1,"embedding":null}]}`),
		"all zero":        data(vector(0, "0,0"), vector(1, "1,2")),
		"beyond numbers":  data(vector(0, "1e300,1e300"), vector(1, "1,2")),
		"two lengths":     data(vector(0, "1,2"), vector(1, "1,2,3")),
		"too long":        data(vector(0, strings.Repeat("1,", mostDimensions)+"1"), vector(1, strings.Repeat("1,", mostDimensions)+"1")),
		"wrong key":       remotetest.Status(401),
		"unknown model":   remotetest.Status(404),
		"too many bytes":  remotetest.Says(strings.Repeat(" ", answerBytes+1)),
		"other dimension": data(vector(0, "1,2"), vector(1, "1,2")),
	} {
		s := remotetest.Serve(t, 8)
		c := client(t, options(s))
		if name == "other dimension" {
			embed(t, c, sentences(2))
		}
		before := len(s.Asked())
		s.Fail(body, body, body, body, body, body) // the tries, and those of what it is asked instead
		into := make([]embedding.Vector, 2)
		_, err := c.EmbedBatch(t.Context(), sentences(2), into)
		if err == nil {
			t.Errorf("%s: taken for an answer", name)
			continue
		}
		if strings.Contains(err.Error(), remotetest.Key) {
			t.Errorf("%s: the key stands in %v", name, err)
		}
		if n := len(s.Asked()) - before; (name == "wrong key" || name == "unknown model") && n != 1 {
			t.Errorf("%s: asked %d times", name, n)
		}
	}
}

func TestItEndsWithItsContext(t *testing.T) {
	s := remotetest.Serve(t, 8)
	s.Fail(remotetest.Status(429, "Retry-After", "20"))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := client(t, options(s)).EmbedBatch(ctx, sentences(1), make([]embedding.Vector, 1)); err == nil {
		t.Error("embedded after the end")
	}
	if _, err := client(t, options(s)).EmbedBatch(t.Context(), sentences(2), make([]embedding.Vector, 1)); err == nil {
		t.Error("two texts fit into one vector")
	}
}

func TestOptionsThatCannotBe(t *testing.T) {
	for name, o := range map[string]Options{
		"no URL":         {Model: "m"},
		"no scheme":      {URL: "localhost:11434/v1", Model: "m"},
		"file":           {URL: "file:///etc/passwd", Model: "m"},
		"a password":     {URL: "http://user:secret@localhost/v1", Model: "m"},
		"a query":        {URL: "http://localhost/v1?key=secret", Model: "m"},
		"no model":       {URL: "http://localhost/v1"},
		"our own name":   {URL: "http://localhost/v1", Model: embedding.Name},
		"our older name": {URL: "http://localhost/v1", Model: event.FirstModel},
		"a long name":    {URL: "http://localhost/v1", Model: strings.Repeat("m", 200)},
		"minus tries":    {URL: "http://localhost/v1", Model: "m", Tries: -1},
	} {
		if _, err := New(o); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[0.5,-1e3]}]}`), 2)
	f.Add([]byte(`{"data":[{"index":1,"embedding":[]}]}`), 1)
	f.Add([]byte(`{"data":null}`), 0)
	f.Fuzz(func(t *testing.T, raw []byte, texts int) {
		vectors, err := parse(raw, max(0, texts%64))
		if err == nil && len(vectors) != max(0, texts%64) {
			t.Errorf("%d vectors to %d texts", len(vectors), texts)
		}
		for _, v := range vectors {
			if len(v) == 0 {
				t.Error("a vector of nothing")
			}
		}
	})
}
