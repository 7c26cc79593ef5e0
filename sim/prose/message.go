package prose

import "math/rand/v2"

// Message is one meaning that can be said in many ways: the grammar has a rule for it whose
// alternatives all say the same, each in words and in an order of its own.
type Message struct {
	library *Library
	rule    int32
}

// NewMessage draws a meaning.
func (l *Library) NewMessage(r *rand.Rand) Message {
	return Message{l, l.messages[r.IntN(len(l.messages))]}
}

// Say says it once more.
func (m Message) Say(r *rand.Rand) string {
	return m.library.sentence(r, m.library.anyTopic(r), m.rule)
}
