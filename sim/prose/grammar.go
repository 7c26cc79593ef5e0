package prose

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"strings"
)

// grammar maps a rule's name to its alternatives. In a source, "@name" begins a rule, each
// line below it is an alternative, "<name>" stands for any alternative of another rule,
// "<a>" for the article that the next word wants, "[...]" for what is there half of the
// time; "#" begins a comment line.
type grammar map[string][]phrase

// phrase is a sequence of parts.
type phrase []part

// part is one of: words to the letter, the name of a rule, an optional phrase.
type part struct {
	words    string
	rule     string
	optional phrase
}

// article is the rule that no source defines.
const article = "a"

// parse adds the rules of a source to g. The error names the line.
func (g grammar) parse(source string) error {
	rule := ""
	lines := bufio.NewScanner(strings.NewReader(source))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '@':
			rule = line[1:]
		case rule == "":
			return fmt.Errorf("line %d: words before the first rule", n)
		default:
			p, rest, err := parsePhrase(line, false)
			if err != nil || rest != "" {
				return fmt.Errorf("line %d: %q: brackets do not match", n, line)
			}
			g[rule] = append(g[rule], p)
		}
	}
	return lines.Err()
}

// parsePhrase reads up to the end, or to the bracket that ends an optional phrase.
func parsePhrase(s string, inside bool) (p phrase, rest string, err error) {
	for s != "" {
		at := strings.IndexAny(s, "<[]")
		if at < 0 {
			at = len(s)
		}
		if at > 0 {
			p, s = append(p, part{words: s[:at]}), s[at:]
			continue
		}
		switch s[0] {
		case '<':
			end := strings.IndexByte(s, '>')
			if end < 0 {
				return nil, s, fmt.Errorf("no > after %q", s)
			}
			p, s = append(p, part{rule: s[1:end]}), s[end+1:]
		case '[':
			var o phrase
			if o, s, err = parsePhrase(s[1:], true); err != nil {
				return nil, s, err
			}
			p = append(p, part{optional: o})
		default:
			if !inside {
				return nil, s, fmt.Errorf("%q closes nothing", s)
			}
			return p, s[1:], nil
		}
	}
	if inside {
		return nil, "", fmt.Errorf("an optional part has no end")
	}
	return p, "", nil
}

// check reports a rule that is used and not defined in g or below it, and rules that loop.
func (g grammar) check(below grammar) error {
	const open, done = 1, 2
	state := map[string]int{}
	var visit func(rule string) error
	var walk func(p phrase) error
	walk = func(p phrase) error {
		for _, part := range p {
			if part.rule != "" && part.rule != article {
				if err := visit(part.rule); err != nil {
					return err
				}
			}
			if err := walk(part.optional); err != nil {
				return err
			}
		}
		return nil
	}
	visit = func(rule string) error {
		switch state[rule] {
		case open:
			return fmt.Errorf("rule %s contains itself", rule)
		case done:
			return nil
		}
		alternatives := g.of(rule, below)
		if len(alternatives) == 0 {
			return fmt.Errorf("rule %s is used and has no alternatives", rule)
		}
		state[rule] = open
		for _, p := range alternatives {
			if err := walk(p); err != nil {
				return err
			}
		}
		state[rule] = done
		return nil
	}
	for rule := range g {
		if err := visit(rule); err != nil {
			return err
		}
	}
	return nil
}

func (g grammar) of(rule string, below grammar) []phrase {
	if alternatives, ok := g[rule]; ok {
		return alternatives
	}
	return below[rule]
}

// expansion writes one text.
type expansion struct {
	r       *rand.Rand
	general grammar
	topic   grammar
	b       strings.Builder
	article bool // one is due before the next word
}

func (x *expansion) rule(name string) {
	if name == article {
		x.article = true
		return
	}
	alternatives := x.topic.of(name, x.general)
	x.phrase(alternatives[x.r.IntN(len(alternatives))])
}

func (x *expansion) phrase(p phrase) {
	for _, part := range p {
		switch {
		case part.rule != "":
			x.rule(part.rule)
		case part.optional != nil:
			if x.r.IntN(2) == 0 {
				x.phrase(part.optional)
			}
		default:
			x.words(part.words)
		}
	}
}

func (x *expansion) words(s string) {
	if x.article {
		first := strings.TrimLeft(s, " ")
		if first == "" {
			return // the blank between the article and its word
		}
		x.article = false
		x.b.WriteString("a")
		if strings.IndexByte("aeiou", first[0]) >= 0 {
			x.b.WriteString("n")
		}
		x.b.WriteString(" ")
		s = first
	}
	x.b.WriteString(s)
}
