package injection

import (
	"slices"
	"strings"
)

// texts are words for what may be repeated: "copy this line", but not "copy this file".
var texts = hashesOf(`text texts message messages post posts line lines note notes prompt paragraph word words phrase
	phrases sentence sentences warning notice letter announcement quote manifesto poem mantra chant slogan story news
	link thread comment passage command commands instruction instructions skill prayer creed verse signal meme string truth
	payload routine protocol conversation discussion wisdom gospel knowledge content ritual rule template block`)

// between are words after which "this" stands for the text itself: "copy this into", "share this now".
var between = hashesOf(`a an the to of in into onto and is are be my it on for with from at by as not no do or but so if when
	before after until unless because that which who across among around through everywhere anywhere wherever exactly
	verbatim unchanged now again today immediately once twice daily widely far every all each any your you please too also
	next first without here there whenever while forever always`)

// pointers are the words of the class this that a noun may follow.
var pointers = hashesOf("this these following")

// longestName is how many words may stand between "this" and what it names: this very important message.
const longestName = 3

func hashesOf(words string) []uint32 {
	var all []uint32
	for word := range strings.FieldsSeq(words) {
		all = append(all, hashOfWord(word))
	}
	slices.Sort(all)
	return all
}

// hashOfWord is that of a word as a view has it: without accents.
func hashOfWord(word string) uint32 {
	var v view
	v.fill(word)
	return hashOf(v.b)
}

func has(sorted []uint32, hash uint32) bool {
	_, ok := slices.BinarySearch(sorted, hash)
	return ok
}

// ofThing tells whether a "this" points at a thing that is no text: what is asked of the reader is then
// done with that thing.
func ofThing(tokens []token, i int) bool {
	if !has(pointers, tokens[i].hash) {
		return false
	}
	for at := i + 1; at < len(tokens) && at <= i+longestName && tokens[at-1].flags&(closes|comma|breaks) == 0; at++ {
		if has(texts, tokens[at].hash) {
			return false
		}
		if has(between, tokens[at].hash) {
			return at > i+1
		}
	}
	return i+1 < len(tokens) && tokens[i].flags&(closes|comma|breaks) == 0
}

// things marks each "this" that points at a thing.
func (s *scratch) things(this classes) {
	for i := range s.tokens {
		if s.tokens[i].class&this != 0 && ofThing(s.tokens, i) {
			s.tokens[i].flags |= thing
		}
	}
}
