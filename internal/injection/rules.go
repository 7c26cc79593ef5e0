package injection

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// element is one word of a rule.
type element struct {
	class classes
	words []uint32 // hashes of words that the lexicon does not have for this
	gap   int      // how many tokens may stand between it and the element before
	opens bool
	text  bool // what points at a thing that is no text does not fit
	flags tokenFlags
}

// marks are what a rule calls tokens by that have a flag.
var marks = map[string]tokenFlags{"@secret": secretFile, "@own": ownFile, "@it": standsForSecret}

// rule is words of certain classes in order, near each other.
type rule struct {
	name     string
	weight   float32 // what the model starts from
	elements []element
}

func (e *element) fits(t *token) bool {
	return (t.class&e.class != 0 || t.flags&e.flags != 0 || slices.Contains(e.words, t.hash)) && !(e.opens && t.flags&opens == 0) && !(e.text && t.flags&thing != 0)
}

// ruleSet are rules, by the class of their first element, and its words.
type ruleSet struct {
	rules   []rule
	byFirst [64][]int32
	byWord  map[uint32][]int32
	begin   [64]uint64 // a bit for each of byWord, by its last bits: most words begin no rule
	first   classes    // of any rule
	aloof   bool       // what is quoted, or told of in any language, is no order
}

const defaultGap = 3

// readRules reads lines `weight name: element element …`.
func readRules(text string, l *lexicon) (*ruleSet, error) {
	set := &ruleSet{byWord: map[uint32][]int32{}}
	for n, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		r, err := readRule(line, l)
		if err != nil {
			return nil, fmt.Errorf("line %d of the rules: %w", n+1, err)
		}
		for bit := range 64 {
			if r.elements[0].class>>bit&1 == 1 {
				set.byFirst[bit] = append(set.byFirst[bit], int32(len(set.rules)))
			}
		}
		for _, word := range r.elements[0].words {
			set.byWord[word] = append(set.byWord[word], int32(len(set.rules)))
			set.begin[word>>6&63] |= 1 << (word & 63)
		}
		set.first |= r.elements[0].class
		set.rules = append(set.rules, r)
	}
	return set, nil
}

func readRule(line string, l *lexicon) (rule, error) {
	head, body, ok := strings.Cut(line, ":")
	weight, name, named := strings.Cut(head, " ")
	w, err := strconv.ParseFloat(weight, 32)
	if !ok || !named || err != nil {
		return rule{}, fmt.Errorf("want `weight name: elements`, got %q", line)
	}
	r := rule{name: name, weight: float32(w)}
	for word := range strings.FieldsSeq(body) {
		e := element{gap: defaultGap}
		digits := strings.TrimLeft(word, "0123456789")
		if n := len(word) - len(digits); n > 0 {
			e.gap, _ = strconv.Atoi(word[:n])
		}
		names, opens := strings.CutSuffix(digits, "!")
		names, text := strings.CutSuffix(names, "?")
		e.opens, e.text = opens, text
		for name := range strings.SplitSeq(names, "|") {
			if word, ok := strings.CutPrefix(name, "'"); ok {
				e.words = append(e.words, hashOfWord(word))
				continue
			}
			if flag, ok := marks[name]; ok {
				e.flags |= flag
				continue
			}
			class, ok := l.class(name)
			if !ok {
				return rule{}, fmt.Errorf("%s: no class is called %q", r.name, name)
			}
			e.class |= class
		}
		r.elements = append(r.elements, e)
	}
	if len(r.elements) == 0 {
		return rule{}, fmt.Errorf("%s has no elements", r.name)
	}
	return r, nil
}

// match tells whether a rule holds from token i on, and which token is its last. It takes the
// first word that fits each element.
func (r *rule) match(tokens []token, i int) (last int, ok bool) {
	if r.elements[0].opens && tokens[i].flags&opens == 0 {
		return 0, false
	}
	for n := range r.elements[1:] {
		e := &r.elements[n+1]
		limit := min(len(tokens)-1, i+1+e.gap)
		next := -1
		for at := i + 1; at <= limit; at++ {
			if e.fits(&tokens[at]) {
				next = at
				break
			}
		}
		if next < 0 {
			return 0, false
		}
		i = next
	}
	return i, true
}
