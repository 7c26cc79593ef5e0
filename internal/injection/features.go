package injection

import (
	"math"
	"slices"
)

// Feature is one thing that was seen in a sentence: a place among the weights, and how much.
type Feature struct {
	Slot  uint32
	Value float32
}

// Sentence is what the model sees of one: which bytes of the text, and the features.
type Sentence struct {
	Start, End int
	Features   []Feature
}

// Slots is how many weights there are. The rules come first, each in every manner; the rest are
// hashed words and pairs.
const Slots = 1 << 16

// featuresVersion changes with what the features are; weights of another version are refused.
const featuresVersion = "2"

// manner is how an order is given: to the reader, or only spoken of.
type manner uint32

const (
	plain manner = iota
	inQuotes
	isToldOf
	isNegated
	isAsked
	manners
)

const (
	slotBias  = 0
	slotRules = 32 // then rule*manners + manner
)

// Slots of what is said of the sentence as a whole.
const (
	slotDecoded = 1 + iota // it was encoded
	slotHidden             // it was invisible
	slotCues               // it speaks of attacks or of what others say
	slotCuesBefore
	slotQuestion
	slotShouted    // more than half of it in capitals
	slotMake       // begins with a task for a machine
	slotModify     // begins with a change to an answer
	slotApart      // an order in a text that is otherwise none
	slotOpens      // how many orders
	slotQuoted     // all of it is quoted
	slotAloneOrder // a paragraph of its own at an end of the text, and an order
	slotAloneAsk   // likewise, and a question that is not put to the readers as such
)

// pairGap is how far apart two words may be that make a pair.
const pairGap = 6

// features adds what is seen of a sentence to out.
func (c *Classifier) features(s *scratch, n int, out []Feature) []Feature {
	sen := &s.sentences[n]
	tokens := s.tokens[sen.from:sen.to]
	out = append(out, Feature{slotBias, 1})
	out = s.manner(c, n, tokens, out)
	scale := float32(1 / math.Sqrt(float64(len(tokens)+4)))
	last := uint32(1)
	for i := range tokens {
		t := &tokens[i]
		if t.flags&quoted != 0 && s.excused(n) {
			last = 1
			continue
		}
		if repeated(tokens, i) {
			continue
		}
		out = append(out, Feature{hashed(t.hash, 0x9e37), scale}, Feature{hashed(joined(last, t.hash), 0x79b9), scale})
		last = t.hash
	}
	out = s.pairs(n, tokens, out)
	return c.ruled(s, n, out)
}

// stutter is how near the same word must stand before so that saying it again says nothing.
const stutter = 4

func repeated(tokens []token, i int) bool {
	for back := max(0, i-stutter); back < i; back++ {
		if tokens[back].hash == tokens[i].hash {
			return true
		}
	}
	return false
}

// hashed gives the place of a word or pair among the weights.
func hashed(h, salt uint32) uint32 {
	h ^= salt * 0x85ebca6b
	h *= 0xcc9e2d51
	h ^= h >> 15
	h *= 0x1b873593
	h ^= h >> 13
	return firstHashed + h%(Slots-firstHashed)
}

// firstHashed is the first place that is no rule's.
const firstHashed = 2048

// excused tells whether what is quoted in a sentence is others' words: it, or the one before it,
// or the one after, speaks of attacks or of what was said.
func (s *scratch) excused(n int) bool {
	for i := max(0, n-1); i <= min(len(s.sentences)-1, n+1); i++ {
		if s.sentences[i].cues {
			return true
		}
	}
	return false
}

func (s *scratch) manner(c *Classifier, n int, tokens []token, out []Feature) []Feature {
	yes := func(slot uint32, is bool) {
		if is {
			out = append(out, Feature{slot, 1})
		}
	}
	orders, shouts, inside := 0, 0, 0
	for i := range tokens {
		if tokens[i].flags&opens != 0 && tokens[i].class&c.orders != 0 {
			orders++
		}
		if tokens[i].flags&shouted != 0 {
			shouts++
		}
		if tokens[i].flags&quoted != 0 {
			inside++
		}
	}
	yes(slotDecoded, s.decoded)
	yes(slotHidden, s.view.hidden)
	yes(slotCues, s.sentences[n].cues)
	yes(slotCuesBefore, n > 0 && s.sentences[n-1].cues)
	yes(slotQuestion, tokens[0].flags&question != 0)
	yes(slotShouted, shouts > 3 && shouts*2 > len(tokens))
	yes(slotMake, tokens[0].class&c.lexicon.make != 0)
	yes(slotModify, tokens[0].class&c.lexicon.modify != 0)
	yes(slotApart, orders > 0 && len(s.sentences) > 4 && s.ordering*5 <= len(s.sentences))
	yes(slotQuoted, inside == len(tokens))
	if s.alone(n) {
		yes(slotAloneOrder, tokens[0].class&c.orders != 0)
		yes(slotAloneAsk, tokens[0].flags&question != 0 && !addressed(tokens, c.lexicon.reader))
	}
	if orders > 0 {
		out = append(out, Feature{slotOpens, float32(min(orders, 3)) / 3})
	}
	return out
}

// addressed tells whether a sentence speaks to its readers: a you or a your.
func addressed(tokens []token, reader classes) bool {
	return slices.ContainsFunc(tokens, func(t token) bool { return t.class&reader != 0 })
}

// alone tells whether a sentence is a paragraph, the first or the last of a text of several.
func (s *scratch) alone(n int) bool {
	first, last := n == 0, n == len(s.sentences)-1
	if first == last {
		return false
	}
	return (first || s.tokens[s.sentences[n-1].to-1].flags&parts != 0) && (last || s.tokens[s.sentences[n].to-1].flags&parts != 0)
}

// pairs adds the ordered pairs of classes of words that stand near each other, each once.
func (s *scratch) pairs(n int, tokens []token, out []Feature) []Feature {
	clear(s.seen[:])
	s.pairValue = float32(2 / math.Sqrt(float64(len(tokens)+8)))
	skipQuoted := s.excused(n)
	for i := range tokens {
		first := tokens[i].class
		if first == 0 || tokens[i].flags&quoted != 0 && skipQuoted {
			continue
		}
		order := uint32(0)
		if tokens[i].flags&opens != 0 && tokens[i].flags&(reported|negated) == 0 {
			order = 1
		}
		for a := first; a != 0; a &= a - 1 {
			x := lowest(a)
			out = s.pair(x, 64+order, out)
			for j := i + 1; j < len(tokens) && j <= i+pairGap; j++ {
				if tokens[j].flags&quoted != 0 && skipQuoted {
					break
				}
				for b := tokens[j].class; b != 0; b &= b - 1 {
					out = s.pair(x, lowest(b)+order*66, out)
				}
			}
		}
	}
	return out
}

func (s *scratch) pair(a, b uint32, out []Feature) []Feature {
	bit := a*132 + b
	if s.seen[bit>>6]>>(bit&63)&1 == 1 {
		return out
	}
	s.seen[bit>>6] |= 1 << (bit & 63)
	return append(out, Feature{hashed(bit*hashPrime, 0x51ed), s.pairValue})
}

// ruled adds the rules that hold from a word of the sentence on, each once in each manner.
func (c *Classifier) ruled(s *scratch, n int, out []Feature) []Feature {
	sen := &s.sentences[n]
	clear(s.fired)
	for i := sen.from; i < sen.to; i++ {
		t := &s.tokens[i]
		for bits := t.class & c.rules.first; bits != 0; bits &= bits - 1 {
			for _, r := range c.rules.byFirst[lowest(bits)] {
				last, ok := c.rules.rules[r].match(s.tokens, i)
				if !ok {
					continue
				}
				slot := uint32(r)*uint32(manners) + uint32(s.mannerOf(n, i, last))
				if !s.fired[slot] {
					s.fired[slot] = true
					out = append(out, Feature{slotRules + slot, 1})
				}
			}
		}
	}
	return out
}

// mannerOf tells how what stands from token i to last is meant.
func (s *scratch) mannerOf(n, i, last int) manner {
	t := &s.tokens[i]
	switch {
	case (t.flags|s.tokens[last].flags)&quoted != 0 && s.excused(n):
		return inQuotes
	case t.flags&negated != 0:
		return isNegated
	case t.flags&reported != 0:
		return isToldOf
	case t.flags&question != 0:
		return isAsked
	}
	return plain
}

// IsRule tells whether a place among the weights is a rule's, or says something of a sentence as a
// whole: those begin with weights of their own.
func IsRule(slot uint32) bool { return slot < firstHashed }

// IsOrder tells whether a place among the weights is a rule's, for orders to the reader.
func IsOrder(slot uint32) bool {
	return slot >= slotRules && slot < firstHashed && (slot-slotRules)%uint32(manners) == uint32(plain)
}
