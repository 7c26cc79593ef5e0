package prose

import "strings"

// Topic is something to talk about and the submolt where that is done.
type Topic struct {
	Name    string // by which a scenario asks for it
	Submolt string
	Heading string
	About   string
	words   *vocabulary
}

// vocabulary holds a topic's words by slot.
type vocabulary [topicSlots][]string

// readTopic reads a topic's source: lines of a key, a colon and what belongs to it. The keys
// are submolt, heading, about, nouns (singular, plural), verbs (base, past, gerund) and
// adjectives; lists have commas between their words.
func readTopic(name, file, source string) (Topic, error) {
	t := Topic{Name: name, words: &vocabulary{}}
	at := place{file: file}
	for line := range strings.SplitSeq(source, "\n") {
		at.line++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		key, value, found := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		if !found || value == "" {
			return t, at.errorf("want a key, a colon and what belongs to it")
		}
		var err error
		switch key {
		case "submolt":
			t.Submolt = value
		case "heading":
			t.Heading = value
		case "about":
			t.About = value
		case "nouns":
			err = t.words.list(at, value, noun, nouns)
		case "verbs":
			err = t.words.list(at, value, verb, verbed, verbing)
		case "adjectives":
			for w := range strings.SplitSeq(value, ",") {
				t.words[adj] = append(t.words[adj], strings.TrimSpace(w))
			}
		default:
			err = at.errorf("%q is no key of a topic", key)
		}
		if err != nil {
			return t, err
		}
	}
	if t.Submolt == "" || t.Heading == "" || t.About == "" || t.words[noun] == nil || t.words[verb] == nil || t.words[adj] == nil {
		return t, at.errorf("a topic needs submolt, heading, about, nouns, verbs and adjectives")
	}
	return t, nil
}

// list reads words that have several forms each.
func (v *vocabulary) list(at place, value string, into ...int) error {
	for w := range strings.SplitSeq(value, ",") {
		forms := strings.Fields(w)
		if len(forms) != len(into) {
			return at.errorf("%q: want %d forms of a word", strings.TrimSpace(w), len(into))
		}
		for i, slot := range into {
			v[slot] = append(v[slot], forms[i])
		}
	}
	return nil
}
