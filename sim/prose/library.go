package prose

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed grammar/*.txt topics/*.txt synonyms.txt
var sources embed.FS

// Library holds the grammar and the topics. Safe for concurrent use.
type Library struct {
	grammar  *grammar
	topics   []Topic // by name
	messages []int32 // the rules that paraphrases begin with, by name
	synonyms map[string][]string
	idle     sync.Pool // of *writer
}

// Open reads the grammar. An error means that a source is broken and names its file and line.
func Open() (*Library, error) {
	l := &Library{grammar: newGrammar()}
	for _, name := range entryNames {
		l.grammar.id(name, place{file: "entry.go"})
	}
	err := each("grammar", func(file, source string) error { return l.grammar.parse(file, source) })
	if err != nil {
		return nil, fmt.Errorf("reading the grammar: %w", err)
	}
	if err := l.grammar.check(); err != nil {
		return nil, fmt.Errorf("reading the grammar: %w", err)
	}
	for id, name := range l.grammar.names {
		if strings.HasPrefix(name, "message") {
			l.messages = append(l.messages, int32(id))
		}
	}
	err = each("topics", func(file, source string) error {
		t, err := readTopic(strings.TrimSuffix(path.Base(file), ".txt"), file, source)
		l.topics = append(l.topics, t)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the topics: %w", err)
	}
	raw, err := sources.ReadFile("synonyms.txt")
	if err != nil {
		return nil, fmt.Errorf("reading the synonyms: %w", err)
	}
	l.synonyms, err = readSynonyms("synonyms.txt", string(raw))
	return l, err
}

// each hands over the sources of a folder, by name.
func each(folder string, take func(file, source string) error) error {
	files, err := sources.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, f := range files {
		file := path.Join(folder, f.Name())
		raw, err := sources.ReadFile(file)
		if err != nil {
			return err
		}
		if err := take(file, string(raw)); err != nil {
			return err
		}
	}
	return nil
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

// anyTopic draws what a text is about whose caller does not care.
func (l *Library) anyTopic(r *rand.Rand) Topic { return l.topics[r.IntN(len(l.topics))] }

// plain gives an expansion of a rule as it is.
func (l *Library) plain(r *rand.Rand, rule int32, filled ...filling) string {
	w := l.writer(r, l.topics[0])
	w.fill(filled...)
	w.rule(rule)
	return w.text()
}

// literal gives one alternative of a rule whose alternatives are plain words.
func (l *Library) literal(r *rand.Rand, rule int32) string {
	alternatives := l.grammar.rules[rule]
	return alternatives[r.IntN(len(alternatives))][0].text
}

// sentence gives an expansion of a rule as a sentence about a topic.
func (l *Library) sentence(r *rand.Rand, t Topic, rule int32, filled ...filling) string {
	w := l.writer(r, t)
	w.fill(filled...)
	w.sentence(rule)
	return w.text()
}

// filling is what a slot holds for one text.
type filling struct {
	slot int
	with string
}

func (w *writer) fill(filled ...filling) {
	for _, f := range filled {
		w.filled[f.slot-topicSlots] = f.with
	}
}
