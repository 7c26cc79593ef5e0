package injection

import "bytes"

// sentence is a run of tokens that are judged together.
type sentence struct {
	from, to int  // tokens
	cues     bool // it speaks of what others say, or of attacks
}

// longestSentence is how many tokens are judged together at most: what never stops is cut.
const longestSentence = 64

// arrange splits the tokens into sentences and says of each what surrounds it.
func (s *scratch) arrange(l *lexicon) {
	s.sentences = s.sentences[:0]
	from := 0
	for i := range s.tokens {
		t := &s.tokens[i]
		if i == from || s.tokens[i-1].flags&(comma|breaks) != 0 || s.tokens[i-1].class&l.lead != 0 && s.tokens[i-1].flags&negated == 0 ||
			s.tokens[i-1].hash == hashTo && i-from >= 2 && s.tokens[i-2].class&l.must != 0 {
			t.flags |= opens
		}
		for back := max(from, i-3); back < i; back++ {
			if s.tokens[back].class&l.not != 0 {
				t.flags |= negated
			}
		}
		if s.isReported(l, from, i) {
			t.flags |= reported
		}
		if t.flags&closes != 0 || i+1-from >= longestSentence || i+1 == len(s.tokens) {
			s.sentences = append(s.sentences, s.sentence(l, from, i+1))
			from = i + 1
		}
	}
}

var hashTo = hashOf([]byte("to"))

// isReported tells whether a word is somebody's who is spoken of: before it stands who did it,
// or that it was said, and no order to the reader after that.
func (s *scratch) isReported(l *lexicon, from, i int) bool {
	for back := i - 1; back >= max(from, i-7); back-- {
		t := &s.tokens[back]
		switch {
		case t.class&l.spoken != 0 && t.flags&opens == 0:
			return true
		case t.class&(l.you|l.must|l.lead) != 0 && t.class&l.others == 0:
			return s.saidBefore(l, from, back)
		case t.class&l.others != 0:
			return true
		}
	}
	return false
}

// saidBefore tells whether somebody said what begins at a "you".
func (s *scratch) saidBefore(l *lexicon, from, i int) bool {
	for back := i - 1; back >= max(from, i-5); back-- {
		if s.tokens[back].class&l.spoken != 0 && s.tokens[back].flags&opens == 0 {
			return true
		}
	}
	return false
}

func (s *scratch) sentence(l *lexicon, from, to int) sentence {
	out := sentence{from: from, to: to}
	asked := s.tokens[to-1].flags & question
	for i := from; i < to; i++ {
		s.tokens[i].flags |= asked
		if s.tokens[i].flags&quoted == 0 && s.tokens[i].class&(l.spoken|l.security) != 0 {
			out.cues = true
		}
	}
	return out
}

// quotes marks the tokens within quotes, code and quoted lines, if there is a text around them
// that they are quoted in.
func (s *scratch) quotes(v *view) {
	s.spans = s.spans[:0]
	quotedBytes := 0
	add := func(from, to int) {
		s.spans = append(s.spans, [2]int{from, to})
		quotedBytes += to - from
	}
	b := v.b
	for i := 0; i < len(b); {
		if !beginsQuote[b[i]] {
			i++
			continue
		}
		if to, ok := quoteAt(b, i); ok {
			add(i, to)
			i = to
			continue
		}
		i++
	}
	if len(b)-quotedBytes < 24 {
		return
	}
	n := 0
	for i := range s.tokens {
		t := &s.tokens[i]
		for n < len(s.spans) && s.spans[n][1] <= int(t.start) {
			n++
		}
		if n < len(s.spans) && s.spans[n][0] <= int(t.start) {
			t.flags |= quoted
		}
	}
}

// beginsQuote has the first bytes of what quoteAt knows; those of « “ 「 are the last three.
var beginsQuote = [256]bool{'"': true, '`': true, '*': true, '>': true, '\'': true, 0xc2: true, 0xe2: true, 0xe3: true}

// longestQuote bounds how far the end of a quote is looked for.
const longestQuote = 1500

// quoteAt gives the end of a quote that begins at i.
func quoteAt(b []byte, i int) (int, bool) {
	lineStart := i == 0 || b[i-1] == '\n'
	window := b[i:min(len(b), i+longestQuote)]
	closed := func(open, end string) (int, bool) {
		if n := bytes.Index(window[len(open):], []byte(end)); n > 0 {
			return i + len(open) + n + len(end), true
		}
		return 0, false
	}
	switch {
	case b[i] == '"':
		if i > 0 && wordByte(b[i-1]) {
			return 0, false
		}
		return closed(`"`, `"`)
	case b[i] == '`' && hasPrefix(window, "```"):
		return closed("```", "```")
	case b[i] == '`':
		return closed("`", "`")
	case b[i] == '*' && (i == 0 || b[i-1] == ' ' || b[i-1] == '\n') && i+1 < len(b) && wordByte(b[i+1]):
		if to, ok := closed("*", "*"); ok && bytes.IndexByte(b[i:to], '\n') < 0 {
			return to, true
		}
	case b[i] == '>' && lineStart:
		if n := bytes.IndexByte(window, '\n'); n > 0 {
			return i + n, true
		}
		return i + len(window), len(window) > 1
	case b[i] == '\'' && (i == 0 || !wordByte(b[i-1])) && i+1 < len(b) && wordByte(b[i+1]):
		for n := 1; n < len(window); n++ {
			if window[n] == '\n' {
				return 0, false
			}
			if window[n] == '\'' && (n+1 >= len(window) || !wordByte(window[n+1])) {
				return i + n + 1, true
			}
		}
	case hasPrefix(window, "“"), hasPrefix(window, "„"):
		if to, ok := closed("“", "”"); ok {
			return to, ok
		}
		return closed("“", "“")
	case hasPrefix(window, "«"):
		return closed("«", "»")
	case hasPrefix(window, "»"):
		return closed("»", "«")
	case hasPrefix(window, "「"):
		return closed("「", "」")
	}
	return 0, false
}
