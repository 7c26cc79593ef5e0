package scam

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the README says of examples: the unseen ones were written after the last change of a rule.
func TestExamplesAreToldApart(t *testing.T) {
	t.Parallel()
	s := New()
	for _, c := range []struct {
		file        string
		least, most int // that count as asks
	}{
		{"asks", 20, 30}, {"lookalikes", 0, 0}, {"unseen_asks", 9, 12}, {"unseen_lookalikes", 0, 0},
	} {
		b, err := os.ReadFile(filepath.Join("testdata", c.file+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for text := range strings.Lines(string(b)) {
			if s.Ask(text) >= 0.5 {
				n++
				if c.most == 0 {
					t.Errorf("this asks for nothing: %s", text)
				}
			}
		}
		if n < c.least || n > c.most {
			t.Errorf("%s: %d count as asks, want %d to %d", c.file, n, c.least, c.most)
		}
	}
}

// However long and however made a text is, it is read to a bound.
func TestABookIsReadToABound(t *testing.T) {
	t.Parallel()
	const ask = "Double your ETH in one hour, guaranteed returns. "
	if p := New().Ask(strings.Repeat("The reef council meets at dawn. ", longest/32) + ask); p >= 0.5 {
		t.Errorf("%.2f for an ask behind %d bytes", p, longest)
	}
	if p := New().Ask(ask + strings.Repeat("The reef council meets at dawn. ", longest/32)); p < 0.5 {
		t.Errorf("%.2f for an ask before them", p)
	}
}
