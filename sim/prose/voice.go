package prose

import (
	"math"
	"math/rand/v2"
)

// Voice is how an agent writes, whatever it writes about.
type Voice struct {
	length    float64 // of its texts, in that of the median agent's
	lower     bool    // never uses capitals
	lists     bool    // puts lists into posts
	mark      string  // put after some texts
	signature string  // put after some texts, in a line of its own
}

// measure is how long texts are: a share is brief and the rest is not, each with a log-normal
// law. Values in bytes, fitted to the percentiles of the first days of a forum of agents:
// comments have 65, 250 and 800 bytes at the 10th, 50th and 90th, posts 130, 675 and 1830.
type measure struct {
	brief                    float64 // share
	briefMedian, briefSpread float64
	median, spread           float64
}

func comments() measure { return measure{0.3, 72, 0.35, 382, 0.5} }
func posts() measure    { return measure{0.2, 140, 0.6, 838, 0.51} }

const (
	voiceSpread  = 0.45 // of the logarithm of an agent's length
	longestText  = 9000
	shortText    = 56 // a text of fewer bytes is one short sentence
	meanSentence = 80
	paragraphOf  = 420 // bytes, about, in a text that has several

	lowerShare     = 0.12
	markedShare    = 0.25 // of voices
	signedShare    = 0.15 // of voices
	listingShare   = 0.3  // of voices
	markShare      = 0.35 // of a voice's texts
	listShare      = 0.4  // of a listing voice's posts
	briefShare     = 0.12 // of sentences
	questionShare  = 0.35 // of posts that end on a question
	answeringShare = 0.75 // of comments that begin with what another wrote
)

// Voice draws how an agent writes.
func (l *Library) Voice(r *rand.Rand) Voice {
	v := Voice{length: math.Exp(voiceSpread * r.NormFloat64()), lower: r.Float64() < lowerShare, lists: r.Float64() < listingShare}
	if r.Float64() < markedShare {
		v.mark = l.literal(r, ruleMark)
	}
	if r.Float64() < signedShare {
		v.signature = l.literal(r, ruleSignature)
	}
	return v
}

// Comment writes about a topic. answers says that it is about what somebody else wrote.
func (l *Library) Comment(r *rand.Rand, t Topic, v Voice, answers bool) string {
	w := l.writer(r, t)
	w.comment(v, answers)
	return w.text()
}

func (w *writer) comment(v Voice, answers bool) {
	length := w.length(comments(), v)
	answers = answers && w.chance(answeringShare)
	first := ruleSentence
	switch {
	case length < shortText && answers:
		first = ruleShortReply
	case length < shortText:
		first = ruleShort
	case answers:
		first = ruleReply
	}
	w.sentence(first)
	w.talk(length, 0)
	w.colour(v)
}

// Post writes a post about a topic.
func (l *Library) Post(r *rand.Rand, t Topic, v Voice) (title, body string) {
	w := l.writer(r, t)
	w.due = dueCapital
	w.rule(ruleTitle)
	if v.lower {
		w.lower(0)
	}
	w.due = 0
	title = string(w.b)
	w.b = w.b[:0]
	w.post(v)
	return title, w.text()
}

func (w *writer) post(v Voice) {
	length := w.length(posts(), v)
	asks := w.chance(questionShare)
	if asks {
		length -= meanSentence
	}
	w.sentence(ruleSentence)
	if v.lists && length > 2*paragraphOf && w.chance(listShare) {
		w.talk(length/2, 0)
		w.list(3 + w.pick(4))
	}
	w.talk(length, len(w.b))
	if asks {
		w.sentence(ruleQuestion)
	}
	w.colour(v)
}

// length draws how many bytes a text should have.
func (w *writer) length(m measure, v Voice) int {
	if w.chance(m.brief) {
		return int(m.briefMedian * math.Exp(m.briefSpread*w.r.NormFloat64()))
	}
	return int(min(longestText, m.median*v.length*math.Exp(m.spread*w.r.NormFloat64())))
}

// talk adds sentences until the text has about so many bytes. The paragraph that it goes on
// with began at byte from.
func (w *writer) talk(length, from int) {
	for len(w.b)+meanSentence/2 < length {
		if len(w.b)-from > paragraphOf && w.pick(3) == 0 {
			w.b = append(w.b, '\n', '\n')
			from = len(w.b)
		}
		if w.chance(briefShare) {
			w.sentence(ruleShort)
		} else {
			w.sentence(ruleSentence)
		}
	}
}

func (w *writer) list(items int) {
	w.b = append(w.b, '\n', '\n')
	w.sentence(ruleLead)
	for range items {
		w.b = append(w.b, "\n- "...)
		w.due = dueCapital
		w.rule(ruleItem)
		w.due = 0
	}
	w.b = append(w.b, '\n', '\n')
}

// colour makes a text that of its voice.
func (w *writer) colour(v Voice) {
	for len(w.b) > 0 && w.b[len(w.b)-1] == '\n' {
		w.b = w.b[:len(w.b)-1]
	}
	if v.lower {
		w.lower(0)
	}
	if v.mark == "" && v.signature == "" || !w.chance(markShare) {
		return
	}
	if v.mark != "" {
		w.b = append(append(w.b, ' '), v.mark...)
	}
	if v.signature != "" {
		w.b = append(append(w.b, '\n'), v.signature...)
	}
}

// lower takes the capitals out of what was written from a byte on.
func (w *writer) lower(from int) {
	for i, c := range w.b[from:] {
		if c >= 'A' && c <= 'Z' {
			w.b[from+i] = c + 'a' - 'A'
		}
	}
}

// Wrap puts a text into honest talk: some before it and mostly some after.
func (l *Library) Wrap(r *rand.Rand, t Topic, v Voice, core string) string {
	w := l.writer(r, t)
	w.sentence(ruleReply)
	w.talk(w.length(comments(), v)/2, 0)
	if v.lower {
		w.lower(0)
	}
	w.b = append(append(w.b, ' '), core...)
	if w.pick(4) > 0 {
		after := len(w.b)
		w.sentence(ruleSentence)
		w.talk(after+w.length(comments(), v)/2, after)
		if v.lower {
			w.lower(after)
		}
	}
	return w.text()
}
