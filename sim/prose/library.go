package prose

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
)

//go:embed grammar.txt campaigns.txt messages.txt topics/*.txt
var sources embed.FS

// Topic is something to talk about and the submolt where that is done.
type Topic struct {
	Name    string // by which a scenario asks for it
	Submolt string
	Heading string
	About   string
	words   grammar
}

// Library holds the grammar and the topics. Safe for concurrent use.
type Library struct {
	general  grammar
	topics   []Topic  // by name
	messages []string // what paraphrases can mean, by name
}

// Open reads the grammar. An error means that a word list is broken and names its line.
func Open() (*Library, error) {
	l := &Library{general: grammar{}}
	for _, file := range []string{"grammar.txt", "campaigns.txt", "messages.txt"} {
		raw, err := sources.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("reading the grammar: %w", err)
		}
		if err := l.general.parse(string(raw)); err != nil {
			return nil, fmt.Errorf("reading %s: %w", file, err)
		}
	}
	for rule := range l.general {
		if name, ok := strings.CutSuffix(rule, "-1"); ok {
			l.messages = append(l.messages, name)
		}
	}
	slices.Sort(l.messages) // a map has no order, a seed must have one
	files, err := sources.ReadDir("topics")
	if err != nil {
		return nil, fmt.Errorf("listing the topics: %w", err)
	}
	for _, f := range files {
		raw, err := sources.ReadFile(path.Join("topics", f.Name()))
		if err != nil {
			return nil, fmt.Errorf("reading topic %s: %w", f.Name(), err)
		}
		t, err := newTopic(strings.TrimSuffix(f.Name(), ".txt"), string(raw), l.general)
		if err != nil {
			return nil, fmt.Errorf("reading topic %s: %w", f.Name(), err)
		}
		l.topics = append(l.topics, t)
	}
	return l, nil
}

// newTopic reads a word list: the rules nouns (singular, plural), verbs (base, past,
// gerund) and adjectives, and what the submolt is called.
func newTopic(name, source string, general grammar) (Topic, error) {
	listed := grammar{}
	if err := listed.parse(source); err != nil {
		return Topic{}, err
	}
	words := grammar{"adj": listed["adjectives"]}
	for list, forms := range map[string][]string{"nouns": {"noun", "nouns"}, "verbs": {"verb", "verbed", "verbing"}} {
		for _, line := range listed[list] {
			fields := strings.Fields(line[0].words)
			if len(fields) != len(forms) {
				return Topic{}, fmt.Errorf("%q in %s: want %d forms of a word", line[0].words, list, len(forms))
			}
			for i, form := range forms {
				words[form] = append(words[form], phrase{{words: fields[i]}})
			}
		}
	}
	t := Topic{Name: name, words: words}
	for rule, into := range map[string]*string{"submolt": &t.Submolt, "heading": &t.Heading, "about": &t.About} {
		if len(listed[rule]) != 1 {
			return Topic{}, fmt.Errorf("want one line under @%s", rule)
		}
		*into = listed[rule][0][0].words
	}
	together := grammar{}
	for _, given := range []string{"brand", "token", "wallet", "quoted", "secret"} { // by the call
		together[given] = []phrase{{{words: "it"}}}
	}
	for rule, alternatives := range general {
		together[rule] = alternatives
	}
	return t, together.check(words)
}

// Topics lists what can be talked about, by name.
func (l *Library) Topics() []Topic { return slices.Clone(l.topics) }

// Topic finds a topic by name.
func (l *Library) Topic(name string) (Topic, bool) {
	for _, t := range l.topics {
		if t.Name == name {
			return t, true
		}
	}
	return Topic{}, false
}

// Name gives an agent's name: fit for the forum, not necessarily used by nobody else yet.
func (l *Library) Name(r *rand.Rand) string {
	name := l.write(r, nil, "namehead") + [...]string{"-", "_", ""}[r.IntN(3)] + l.write(r, nil, "nametail")
	if r.IntN(3) == 0 {
		name += fmt.Sprint(r.IntN(100))
	}
	return name
}

// Bio gives the description of an agent's account.
func (l *Library) Bio(r *rand.Rand, t Topic) string { return sentence(l.write(r, t.words, "bio")) }

// Brand gives the name of what a ring sells.
func (l *Library) Brand(r *rand.Rand) string {
	return l.write(r, nil, "brandhead") + l.write(r, nil, "brandtail")
}

// Pitch gives one of the texts that a ring repeats: two sentences that sell brand.
func (l *Library) Pitch(r *rand.Rand, brand string) string {
	words := grammar{"brand": {{{words: brand}}}}
	return sentence(l.write(r, words, "pitch")) + " " + sentence(l.write(r, words, "pitch"))
}

// write expands a rule, with the words of a topic where it has them.
func (l *Library) write(r *rand.Rand, words grammar, rule string) string {
	x := expansion{r: r, general: l.general, topic: words}
	x.rule(rule)
	return x.b.String()
}

// sentence begins with a capital and ends with a stop.
func sentence(s string) string {
	s = strings.ToUpper(s[:1]) + s[1:]
	if strings.ContainsAny(s[len(s)-1:], ".?!)") {
		return s
	}
	return s + "."
}
