package prose

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestABrokenGrammarNamesItsFileAndLine(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"words\n@rule\n":               "talk:1: words before",
		"@rule\nfine\nan [open\n":      "talk:3: there is no ]",
		"@rule\nan {open|choice\n":     "talk:2: there is no }",
		"@rule\nan <open\n":            "talk:2: after <",
		"@rule\nan <Odd name>\n":       "talk:2: after <",
		"@rule\nclosed]\n":             "talk:2: ] closes nothing",
		"@rule\nan end \\":             "talk:2: a backslash",
		"@noun\nword\n":                "talk:1: \"noun\" cannot",
		"@one\nx\n@one\ny\n":           "talk:3: rule one is already there",
		"@one\nx\ny <two> z\n":         "talk:3: there is no rule two",
		"@one\n@two\nx\n":              "talk:1: rule one has no alternatives",
		"@a1\nx [<b1>]\n@b1\n{<a1>}\n": "contains itself",
	} {
		g := newGrammar()
		err := g.parse("talk", source)
		if err == nil {
			err = g.check()
		}
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "talk:") {
			t.Errorf("%q gives %v, want an error with %q", source, err, want)
		}
	}
}

func TestAGrammarThatWritesTooMuchIsRefused(t *testing.T) {
	t.Parallel()
	g := newGrammar()
	source := "@z\nmany words\n"
	for c := 'b'; c < 'z'; c++ {
		source += "@" + string(c) + "\n<" + string(c+1) + "><" + string(c+1) + ">\n"
	}
	if err := g.parse("laughs", source); err != nil {
		t.Fatal(err)
	}
	if err := g.check(); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a rule that writes megabytes gives %v", err)
	}
}

func TestABrokenTopicNamesItsFileAndLine(t *testing.T) {
	t.Parallel()
	const whole = "submolt: s\nheading: H\nabout: a\nnouns: crab crabs\nverbs: dig dug digging\nadjectives: sandy\n"
	if _, err := readTopic("shore", "shore", whole); err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]string{
		whole + "nouns: crab\n": "shore:7: \"crab\": want 2 forms",
		whole + "colour: red\n": "shore:7: \"colour\" is no key",
		"submolt\n":             "shore:1: want a key",
		strings.Replace(whole, "heading: H\n", "", 1):     "a topic needs",
		strings.Replace(whole, "dig dug", "dig dug x", 1): "shore:5:",
	} {
		if _, err := readTopic("shore", "shore", source); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want an error with %q", source, err, want)
		}
	}
	for _, source := range []string{"alone\n", "one, two\ntwo, three\n", "one,, two\n"} {
		if _, err := readSynonyms("words", source); err == nil || !strings.HasPrefix(err.Error(), "words:") {
			t.Errorf("synonyms %q give %v", source, err)
		}
	}
}

func TestArticlesAndCapitals(t *testing.T) {
	t.Parallel()
	g := newGrammar()
	if err := g.parse("talk", "@first\n<a> hour, <a> user[,] <a> oak. ^<a> egg. ^<second> \\[x\\]\n@second\n\"so\"\n"); err != nil {
		t.Fatal(err)
	}
	l := &Library{grammar: g, topics: []Topic{{words: &vocabulary{}}}}
	r := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		got := strings.Replace(l.sentence(r, l.topics[0], 0), "user,", "user", 1)
		if want := `An hour, a user an oak. An egg. "So" [x].`; got != want {
			t.Fatalf("wrote %q, want %q", got, want)
		}
	}
}

// FuzzGrammar holds that whatever is parsed either is refused with its file and line or can be
// written, to an end and within bounds.
func FuzzGrammar(f *testing.F) {
	f.Add("@b\nwords [maybe] <c>\n@c\nend\n")
	f.Add("@b\n[[x]] {a|b[c]|<a> <noun>}^ \\[\n# note\n")
	f.Add("@b\n<c><c>\n@c\n<d><d>\n@d\n<b>\n")
	f.Add("@b\n}{|[\\")
	words := vocabulary{{"crab"}, {"crabs"}, {"sandy"}, {"dig"}, {"dug"}, {"digging"}}
	f.Fuzz(func(t *testing.T, source string) {
		g := newGrammar()
		err := g.parse("talk", source)
		if err == nil {
			err = g.check()
		}
		if err != nil {
			if !strings.HasPrefix(err.Error(), "talk:") {
				t.Errorf("%q does not name its place", err)
			}
			return
		}
		l := &Library{grammar: g, topics: []Topic{{words: &words}}}
		r := rand.New(rand.NewPCG(1, 1))
		for id := range g.rules {
			if s := l.plain(r, int32(id)); len(s) > longest {
				t.Errorf("%s writes %d bytes", g.names[id], len(s))
			}
		}
	})
}
