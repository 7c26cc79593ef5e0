package prose

import (
	"fmt"
	"strings"
)

// place is a line of a source.
type place struct {
	file string
	line int
}

func (p place) errorf(format string, a ...any) error {
	return fmt.Errorf("%s:%d: %s", p.file, p.line, fmt.Sprintf(format, a...))
}

// parse adds the rules of a source to g. In it, "@name" begins a rule and each line below is
// an alternative. There, "<name>" stands for any alternative of another rule, or for a slot;
// "<a>" for the article that the next word wants; "[...]" for what is there half of the time;
// "{...|...}" for one of several; "^" gives the next word a capital; "\n" ends a line, and a
// backslash makes any other sign a plain one. "#" begins a comment line.
func (g *grammar) parse(file, source string) error {
	rule := int32(-1)
	at := place{file: file}
	for raw := range strings.SplitSeq(source, "\n") {
		at.line++
		line := strings.TrimSpace(raw)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '@':
			name := line[1:]
			if !plainName(name) || slotOf(name) >= 0 || name == article {
				return at.errorf("%q cannot be the name of a rule", name)
			}
			rule = g.id(name, at)
			if g.defined[rule] {
				return at.errorf("rule %s is already there", name)
			}
			g.defined[rule] = true
		case rule < 0:
			return at.errorf("words before the first rule")
		default:
			p, err := g.phrase(at, line)
			if err != nil {
				return err
			}
			g.rules[rule] = append(g.rules[rule], p)
		}
	}
	return nil
}

// phrase reads one alternative.
func (g *grammar) phrase(at place, line string) (phrase, error) {
	p := parser{grammar: g, at: at, rest: line}
	return p.phrase("")
}

// parser reads one line.
type parser struct {
	*grammar
	at   place
	rest string
}

// phrase reads up to one of the signs in stops, which is left in rest, or to the end.
func (p *parser) phrase(stops string) (phrase, error) {
	var out phrase
	var text []byte
	add := func(o op) {
		if len(text) > 0 {
			out = append(out, op{kind: word, text: string(text)})
			text = text[:0]
		}
		if o.kind != nothing {
			out = append(out, o)
		}
	}
	for p.rest != "" && strings.IndexByte(stops, p.rest[0]) < 0 {
		sign := p.rest[0]
		p.rest = p.rest[1:]
		switch sign {
		case '\\':
			if p.rest == "" {
				return nil, p.at.errorf("a backslash ends the line")
			}
			plain := p.rest[0]
			if plain == 'n' {
				plain = '\n'
			}
			text, p.rest = append(text, plain), p.rest[1:]
		case '<':
			name, rest, found := strings.Cut(p.rest, ">")
			if !found || !plainName(name) {
				return nil, p.at.errorf("after < comes a name and >")
			}
			p.rest = rest
			add(p.reference(name))
		case '[':
			inner, err := p.inside("]")
			if err != nil {
				return nil, err
			}
			p.rest = p.rest[1:]
			add(op{kind: maybe, n: int32(len(inner))})
			out = append(out, inner...)
		case '{':
			o, err := p.choice()
			if err != nil {
				return nil, err
			}
			add(o)
		case '^':
			add(op{kind: capital})
		case ']', '}', '>':
			return nil, p.at.errorf("%c closes nothing", sign)
		default:
			text = append(text, sign)
		}
	}
	add(op{})
	return out, nil
}

// inside reads to one of the signs in closing, which must come.
func (p *parser) inside(closing string) (phrase, error) {
	inner, err := p.phrase(closing)
	if err != nil {
		return nil, err
	}
	if p.rest == "" {
		return nil, p.at.errorf("there is no %s", closing[len(closing)-1:])
	}
	return inner, nil
}

// choice reads the alternatives between braces into a rule without a name.
func (p *parser) choice() (op, error) {
	rule := p.newRule("", p.at)
	p.defined[rule] = true
	for {
		inner, err := p.inside("|}")
		if err != nil {
			return op{}, err
		}
		p.rules[rule] = append(p.rules[rule], inner)
		last := p.rest[0] == '}'
		p.rest = p.rest[1:]
		if last {
			return op{kind: another, n: rule}, nil
		}
	}
}

func (p *parser) reference(name string) op {
	if name == article {
		return op{kind: indefinite}
	}
	if s := slotOf(name); s >= 0 {
		return op{kind: slot, n: s}
	}
	return op{kind: another, n: p.id(name, p.at)}
}

// plainName says whether a rule may be called so.
func plainName(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}
