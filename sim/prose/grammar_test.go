package prose

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestABrokenGrammarNamesItsLine(t *testing.T) {
	for source, want := range map[string]string{
		"words\n@rule\n":          "line 1",
		"@rule\nfine\nan [open\n": "line 3",
		"@rule\nan <open\n":       "line 2",
		"@rule\nclosed]\n":        "line 2",
	} {
		if err := (grammar{}).parse(source); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want an error with %q", source, err, want)
		}
	}
	loop := grammar{}
	if err := loop.parse("@a1\n<b1>\n@b1\n<a1>\n"); err != nil {
		t.Fatal(err)
	}
	if loop.check(grammar{}) == nil {
		t.Error("a rule that contains itself passes")
	}
}

func FuzzGrammar(f *testing.F) {
	f.Add("@a\nwords [maybe] <b>\n@b\nend\n")
	f.Add("@a\n[[x]]\n")
	f.Fuzz(func(t *testing.T, source string) {
		g := grammar{}
		if g.parse(source) != nil || g.check(grammar{}) != nil {
			return
		}
		l := &Library{general: g}
		for rule := range g {
			if len(rule) < 20 && len(source) < 200 {
				l.write(rand.New(rand.NewPCG(1, 1)), nil, rule)
			}
		}
	})
}
