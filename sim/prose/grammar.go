package prose

// grammar holds rules by number, so that writing looks nothing up.
type grammar struct {
	ids     map[string]int32
	rules   [][]phrase
	names   []string
	seen    []place // where a rule was met first
	defined []bool
}

// phrase is a sequence of steps.
type phrase []op

// op is one step.
type op struct {
	kind kind
	n    int32  // the rule, the slot, or how many steps are optional
	text string // a word's
}

type kind uint8

const (
	nothing    kind = iota
	word            // text, to the letter
	another         // any alternative of rule n
	slot            // what slot n is filled with
	indefinite      // the article that the next word wants
	capital         // the next word begins with a capital
	maybe           // the next n steps are taken half of the time
)

// article is the name that stands for indefinite.
const article = "a"

// The slots of a topic, each with a list of words, and then those that a call fills.
const (
	noun = iota
	nouns
	adj
	verb
	verbed
	verbing
	topicSlots

	brand = iota - 1
	token
	wallet
	goal
	quoted
	secret
	who
	what
	slots
)

var slotNames = [slots]string{
	"noun", "nouns", "adj", "verb", "verbed", "verbing",
	"brand", "token", "wallet", "goal", "quoted", "secret", "who", "what",
}

// longest bounds, in bytes, what one rule may write.
const (
	longest  = 1 << 16
	slotSize = 64
)

func slotOf(name string) int32 {
	for i, s := range slotNames {
		if s == name {
			return int32(i)
		}
	}
	return -1
}

func newGrammar() *grammar { return &grammar{ids: map[string]int32{}} }

// id gives a rule's number.
func (g *grammar) id(name string, at place) int32 {
	id, ok := g.ids[name]
	if !ok {
		id = g.newRule(name, at)
		g.ids[name] = id
	}
	return id
}

func (g *grammar) newRule(name string, at place) int32 {
	g.rules = append(g.rules, nil)
	g.names = append(g.names, name)
	g.seen = append(g.seen, at)
	g.defined = append(g.defined, false)
	return int32(len(g.rules) - 1)
}

// check reports rules that are used and not there, that have no alternatives, that contain
// themselves, and that may write too much.
func (g *grammar) check() error {
	sizes := make([]int, len(g.rules))
	for id := range g.rules {
		if _, err := g.measure(int32(id), sizes); err != nil {
			return err
		}
	}
	return nil
}

// measure gives the most bytes that a rule may write. In sizes, 0 is not known yet and -1 is
// being measured.
func (g *grammar) measure(id int32, sizes []int) (int, error) {
	switch {
	case !g.defined[id]:
		return 0, g.seen[id].errorf("there is no rule %s", g.names[id])
	case len(g.rules[id]) == 0:
		return 0, g.seen[id].errorf("rule %s has no alternatives", g.names[id])
	case sizes[id] < 0:
		return 0, g.seen[id].errorf("rule %s contains itself", g.names[id])
	case sizes[id] > 0:
		return sizes[id], nil
	}
	sizes[id] = -1
	most := 1
	for _, p := range g.rules[id] {
		n, err := g.size(p, sizes)
		if err != nil {
			return 0, err
		}
		most = max(most, n)
	}
	if most > longest {
		return 0, g.seen[id].errorf("rule %s may write more than %d bytes", g.names[id], longest)
	}
	sizes[id] = most
	return most, nil
}

func (g *grammar) size(p phrase, sizes []int) (n int, err error) {
	for _, o := range p {
		switch o.kind {
		case another:
			inner, err := g.measure(o.n, sizes)
			if err != nil {
				return 0, err
			}
			n += inner
		case slot:
			n += slotSize
		default:
			n += len(o.text) + len("an ")
		}
	}
	return n, nil
}
