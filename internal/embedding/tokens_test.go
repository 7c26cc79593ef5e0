package embedding

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

func load(t testing.TB) *Model {
	t.Helper()
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// reference is what the reference tokenizer made of a text, by train/fixture.py.
type reference struct {
	text   string
	tokens []int32
}

func references(t testing.TB) []reference {
	t.Helper()
	file, err := os.Open("testdata/tokens.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var found []reference
	lines := bufio.NewScanner(unpacked)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r reference
		if err := json.Unmarshal(lines.Bytes(), &[]any{&r.text, &r.tokens}); err != nil {
			t.Fatal(err)
		}
		found = append(found, r)
	}
	if err := lines.Err(); err != nil || len(found) < 3000 {
		t.Fatalf("read %d texts: %v", len(found), err)
	}
	return found
}

func TestTokensEqualTheReference(t *testing.T) {
	e := load(t).NewEncoder()
	wrong := 0
	for _, r := range references(t) {
		if got := e.Tokens(r.text, nil); !slices.Equal(got, r.tokens) {
			if wrong++; wrong <= 5 {
				t.Errorf("%.200q:\ngot  %v\nwant %v", r.text, got, r.tokens)
			}
		}
	}
	if wrong > 5 {
		t.Errorf("and %d more", wrong-5)
	}
}

// Every character there is, within a word and at its beginning.
func TestEveryCharacterFaresAsInTheReference(t *testing.T) {
	file, err := os.ReadFile("testdata/codepoints.txt")
	if err != nil {
		t.Fatal(err)
	}
	e := load(t).NewEncoder()
	var found []int32
	var written []byte
	blocks := 0
	for line := range strings.Lines(string(file)) {
		var first rune
		var want string
		if _, err := fmt.Sscanf(line, "%x %s", &first, &want); err != nil {
			t.Fatal(err)
		}
		digest := sha256.New()
		for r := first; r < first+4096; r++ {
			if !utf8.ValidRune(r) {
				continue
			}
			c := string(r)
			found = e.Tokens("x"+c+"x y"+c, found[:0])
			written = written[:0]
			for _, token := range found {
				written = append(strconv.AppendInt(written, int64(token), 10), ' ')
			}
			written[len(written)-1] = '\n'
			digest.Write(written)
		}
		if got := hex.EncodeToString(digest.Sum(nil))[:16]; got != want {
			t.Errorf("among the 4096 characters from %U one fares otherwise", first)
		}
		blocks++
	}
	if blocks != (utf8.MaxRune+1)/4096 {
		t.Errorf("%d blocks", blocks)
	}
}

func FuzzEmbed(f *testing.F) {
	for i, r := range references(f) {
		if i < 40 && len(r.text) < 1000 {
			f.Add(r.text)
		}
	}
	f.Add("\xff\xfe[CL\xc3")
	m := load(f)
	e, other := m.NewEncoder(), m.NewEncoder()
	f.Fuzz(func(t *testing.T, text string) {
		tokens := e.Tokens(text, nil)
		for _, token := range tokens {
			if token < 0 || int(token) >= m.pieces.count {
				t.Fatalf("token %d", token)
			}
		}
		var a, b Vector
		e.Embed(text, &a)
		other.Embed(text, &b)
		if a != b {
			t.Error("two encoders differ")
		}
		if len(tokens) == 0 && a != (Vector{}) {
			t.Error("no token, and yet a vector")
		}
		// What is not valid is nothing, as if it were not there.
		if valid := strings.ToValidUTF8(text, "\ufffd"); !slices.Equal(e.Tokens(valid, nil), tokens) {
			t.Error("invalid bytes are not dropped")
		}
		// Nothing reaches over a blank.
		if twice := e.Tokens(text+" "+text, nil); !slices.Equal(twice, append(slices.Clone(tokens), tokens...)) {
			t.Error("a text beside itself is not both")
		}
	})
}
