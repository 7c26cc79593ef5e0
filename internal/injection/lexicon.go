package injection

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// classes is a set of what a word may do in an order, a bit each.
type classes uint64

// The classes that the tokenizer gives; those of words follow, in the order of lexicon.txt.
const (
	isLink    classes = 1 << iota // a web address
	isBlob                        // a long run of letters and digits: an address, a key, a hash
	isNumber                      // digits
	isPath                        // a path of the reader's home
	isMarker                      // what sets a model's turns apart: <system>, [INST], ### Instruction
	isRule                        // a line of signs
	isComment                     // the begin of a comment of HTML
	fixedClasses
)

var fixedNames = []string{"isLink", "isBlob", "isNumber", "isPath", "isMarker", "isRule", "isComment"}

// lexicon knows words and phrases by the hashes of their letters.
type lexicon struct {
	names   []string
	words   map[uint32]classes
	phrases map[uint32]classes // the hashes of several words, combined
	spelled map[string]classes // single words of ASCII, by their letters
	begins  map[uint32]int     // how many words the longest phrase has that begins with a word

	lead, not, others, spoken, you, must, security, make, modify, reader classes

	reached classes // who reads a text: you, agents, everyone
	this    classes // what points at a text
}

// joined is the hash of a phrase and one more word.
func joined(phrase, word uint32) uint32 { return phrase*31 ^ word*hashPrime }

// readLexicon reads lines `name: word, phrase of words, …`.
func readLexicon(text string) (*lexicon, error) {
	l := &lexicon{names: append([]string{}, fixedNames...), words: map[uint32]classes{}, phrases: map[uint32]classes{}, begins: map[uint32]int{}, spelled: map[string]classes{}}
	s := &scratch{}
	for n, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		name, list, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("line %d of the lexicon has no colon", n+1)
		}
		if len(l.names) == 64 {
			return nil, fmt.Errorf("line %d of the lexicon: more than 64 classes", n+1)
		}
		class := classes(1) << len(l.names)
		l.names = append(l.names, name)
		for entry := range strings.SplitSeq(list, ",") {
			s.view.fill(strings.TrimSpace(entry))
			s.tokenize(&s.view)
			if len(s.tokens) == 0 {
				return nil, fmt.Errorf("line %d of the lexicon: %q has no word", n+1, entry)
			}
			l.add(s.tokens, class)
			if word := string(s.view.b); len(s.tokens) == 1 {
				l.spelled[word] |= class
			}
		}
	}
	for _, word := range small {
		l.spelled[word] |= 0
	}
	for name, field := range map[string]*classes{"lead": &l.lead, "not": &l.not, "others": &l.others, "spoken": &l.spoken, "you": &l.you, "must": &l.must, "security": &l.security, "make": &l.make, "modify": &l.modify} {
		class, ok := l.class(name)
		if !ok {
			return nil, fmt.Errorf("the lexicon lacks %s", name)
		}
		*field = class
	}
	your, _ := l.class("your")
	l.reader = l.you | your
	ai, _ := l.class("ai")
	everyone, _ := l.class("everyone")
	l.reached = l.you | ai | everyone
	l.this, _ = l.class("this")
	return l, nil
}

func (l *lexicon) add(words []token, class classes) {
	first := words[0].hash
	if len(words) == 1 {
		l.words[first] |= class
		return
	}
	hash := first
	for _, w := range words[1:] {
		hash = joined(hash, w.hash)
	}
	l.phrases[hash] |= class
	l.begins[first] = max(l.begins[first], len(words))
}

// class gives a class by its name.
func (l *lexicon) class(name string) (classes, bool) {
	for i, n := range l.names {
		if n == name {
			return 1 << i, true
		}
	}
	return 0, false
}

// classify gives the tokens their classes. A phrase's are its first word's.
func (l *lexicon) classify(tokens []token) {
	for i := range tokens {
		t := &tokens[i]
		if t.leet != 0 && l.words[t.leet] != 0 {
			t.hash = t.leet
		}
		t.class |= l.words[t.hash]
		longest := l.begins[t.hash]
		hash := t.hash
		for n := 1; n < longest && i+n < len(tokens) && tokens[i+n-1].flags&closes == 0; n++ {
			hash = joined(hash, tokens[i+n].hash)
			t.class |= l.phrases[hash]
		}
	}
}

// Words gives the single words of the lexicon: what the trainer mentions so that a word alone is
// no attack.
func (c *Classifier) Words() []string { return slices.Sorted(maps.Keys(c.lexicon.spelled)) }
