package injection

import (
	_ "embed"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"sync"

	"github.com/cespare/xxhash/v2"
)

//go:embed lexicon.txt
var lexiconText string

//go:embed rules.txt
var rulesText string

//go:embed repeats.txt
var repeatsText string

//go:embed orders.txt
var ordersText string

// Verdict is what is thought of a text.
type Verdict struct {
	Probability float64 // that it is an attack; calibrated; 0.5 is the operating point
	Start, End  int     // bytes of the text given: the sentence that says so most
	Repeats     float64 // that it asks its reader to repeat or spread it
}

// Classifier judges texts. It is safe for concurrent use.
type Classifier struct {
	lexicon     *lexicon
	rules       *ruleSet
	repeats     *ruleSet
	others      *ruleSet // orders that the model has no words for
	orders      classes  // what an order begins with
	reader      classes  // who reads, who writes, and what a reader is told
	elsewhere   classes  // what agents have, and where something may be sent; code has such names too
	secret      classes  // words for secrets
	disguises   disguises
	weights     []float32
	calibration Calibration
	// fingerprint is of what the weights belong to: the lexicon, the rules, how features are made.
	fingerprint uint64
	scratch     sync.Pool
}

// scratch is what one judgement needs; it is used again.
type scratch struct {
	view      view
	tokens    []token
	sentences []sentence
	spans     [][2]int
	segments  []segment
	features  []Feature
	fired     []bool
	seen      [64 * 132 / 64]uint64
	ordering  int
	decoded   bool
	pairValue float32 // the fewer words, the more each pair of them says
}

func lowest(c classes) uint32 { return uint32(bits.TrailingZeros64(uint64(c))) }

// New gives a classifier with the weights in the binary.
func New() (*Classifier, error) {
	c, err := Untrained()
	if err != nil {
		return nil, err
	}
	w, err := c.decode(trained)
	if err != nil {
		return nil, fmt.Errorf("the weights of the classifier of injections: %w", err)
	}
	c.weights, c.calibration = w.Features, w.Calibration
	return c, nil
}

// Untrained gives a classifier that has nothing but its rules: what training begins with.
func Untrained() (*Classifier, error) {
	l, err := readLexicon(lexiconText)
	if err != nil {
		return nil, err
	}
	rules, err := readRules(rulesText, l)
	if err != nil {
		return nil, err
	}
	repeats, err := readAsks(repeatsText, l)
	if err != nil {
		return nil, fmt.Errorf("what asks to be repeated: %w", err)
	}
	if n := slotRules + len(rules.rules)*int(manners); n > firstHashed {
		return nil, fmt.Errorf("%d rules do not fit below the hashed features", len(rules.rules))
	}
	others, err := readAsks(ordersText, l)
	if err != nil {
		return nil, fmt.Errorf("orders that the model has no words for: %w", err)
	}
	others.aloof = true
	c := &Classifier{lexicon: l, rules: rules, repeats: repeats, others: others, calibration: Calibration{Slope: 1}}
	c.fingerprint = xxhash.Sum64String(featuresVersion + lexiconText + rulesText)
	c.orders = c.wanted("ignore", "reveal", "send", "execute", "destroy", "social", "transfer", "modify", "respond", "make", "follow", "stop", "actas", "copy", "decode")
	c.secret = c.wanted("secretobj")
	c.reader = c.wanted("you", "your", "me", "promptobj", "notell")
	c.elsewhere = c.wanted("ai", "priv", "memory", "secretobj", "crypto", "social", "everyone") | isLink | isBlob | isPath
	c.disguises = l.disguises(c.orders | c.wanted("instruction", "prior", "secretobj"))
	c.scratch.New = func() any { return &scratch{fired: make([]bool, len(rules.rules)*int(manners))} }
	c.weights = c.Start()
	return c, nil
}

// wanted gives classes of the lexicon in the binary by their names.
func (c *Classifier) wanted(names ...string) (all classes) {
	for _, name := range names {
		class, _ := c.lexicon.class(name)
		all |= class
	}
	return all
}

// Start gives the weights that training begins with and is held near to: those of the rules, for
// orders to the reader.
func (c *Classifier) Start() []float32 {
	w := make([]float32, Slots)
	w[slotBias] = -4
	w[slotCues] = -0.5
	for i, r := range c.rules.rules {
		at := slotRules + i*int(manners)
		w[at+int(plain)] = r.weight
		w[at+int(isAsked)] = r.weight / 2
	}
	return w
}

// analyse brings the text of a view to sentences.
func (c *Classifier) analyse(s *scratch) {
	s.tokenize(&s.view)
	c.lexicon.classify(s.tokens)
	s.quotes(&s.view)
	s.arrange(c.lexicon)
	s.things(c.lexicon.this)
	s.files(s.view.b)
	s.pronounsOf(c.lexicon, c.secret)
	s.ordering = 0
	for _, sen := range s.sentences {
		for i := sen.from; i < sen.to; i++ {
			if s.tokens[i].flags&opens != 0 && s.tokens[i].class&c.orders != 0 {
				s.ordering++
				break
			}
		}
	}
}

// Judge says how likely a text is an attack on the agents that read it. Time is linear in the
// text.
func (c *Classifier) Judge(text string) Verdict {
	s := c.scratch.Get().(*scratch)
	defer c.scratch.Put(s)
	worst, mostRepeats := c.calibration.LogOdds(emptyScore), emptyScore
	v := Verdict{}
	c.each(s, text, func(n, start, end int, features []Feature) {
		mostRepeats = max(mostRepeats, c.asks(c.repeats, s, n))
		odds := c.calibration.LogOdds(Score(c.weights, features))
		if other := c.asks(c.others, s, n); other > silent {
			odds = max(odds, other)
		}
		if odds > worst && !(odds > silent && c.talkOfCode(s, n)) {
			worst, v.Start, v.End = odds, start, end
		}
	})
	v.Probability, v.Repeats = logistic(worst), logistic(mostRepeats)
	return v
}

// emptyScore is that of a text without a word.
const emptyScore = -20.0

// Score is the score of a sentence by weights of its features.
func Score(weights []float32, features []Feature) float64 {
	sum := float32(0)
	for _, f := range features {
		sum += weights[f.Slot] * f.Value
	}
	return float64(sum)
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// Sentences gives what the model sees of a text, in the order in which it is judged: what the
// trainer learns from.
func (c *Classifier) Sentences(text string) []Sentence {
	s := c.scratch.Get().(*scratch)
	defer c.scratch.Put(s)
	var all []Sentence
	c.each(s, text, func(_, start, end int, features []Feature) {
		all = append(all, Sentence{start, end, slices.Clone(features)})
	})
	return all
}

// each hands over the sentences of a text, and then those of what it says decoded, which may
// be encoded once more.
func (c *Classifier) each(s *scratch, text string, see func(n, start, end int, features []Feature)) {
	s.segments = append(s.segments[:0], segment{text: text, end: len(text), same: true})
	budget := mostDecoded
	for i := 0; i < len(s.segments); i++ {
		seg := s.segments[i]
		s.view.fill(seg.text)
		s.decoded = i > 0
		c.analyse(s)
		for n := range s.sentences {
			s.features = c.features(s, n, s.features[:0])
			start, end := s.place(n)
			switch {
			case seg.backwards:
				start, end = seg.end-end, seg.end-start
			case !seg.same:
				start, end = seg.start, seg.end
			}
			see(n, start, end, s.features)
		}
		if i > 0 && (seg.same || seg.backwards) {
			continue
		}
		before := len(s.segments)
		s.segments, budget = c.lexicon.decodings(seg.text, budget, s.segments)
		if i == 0 {
			s.segments = c.disguises.turned(text, s.tokens, s.segments)
		}
		for n := before; i > 0 && n < len(s.segments); n++ {
			s.segments[n].start, s.segments[n].end = seg.start, seg.end
			s.segments[n].same, s.segments[n].backwards = false, false
		}
	}
}

// place gives the bytes of the text that a sentence comes from.
func (s *scratch) place(n int) (start, end int) {
	sen := s.sentences[n]
	v := &s.view
	return int(v.at[s.tokens[sen.from].start]), int(v.at[s.tokens[sen.to-1].end])
}
