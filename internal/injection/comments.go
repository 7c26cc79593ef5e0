package injection

import (
	"bytes"
	"slices"
)

// promptWords are those of what a reader is told: no comment drops them from its code.
var promptWords = hashesOf("instruction instructions prompt prompts directive directives guideline guidelines guardrail guardrails context conversation training anweisung anweisungen instrucciones consignes instrucoes istruzioni инструкции")

// namesInCode are words of the lexicon that are mostly others in code and beside it.
var namesInCode = hashesOf("i config")

// talkOfCode tells whether a sentence is a comment beside code: "Drop all prior settings" there is said of the code and
// orders nobody. What names its reader, a prompt, a secret or somewhere else is no such talk.
func (c *Classifier) talkOfCode(s *scratch, n int) bool {
	sen := &s.sentences[n]
	b := s.view.b
	first := int(s.tokens[sen.from].start)
	begin := lineStart(b, first)
	if commentLine(lineAt(b, begin)) {
		if !codeBeside(b, begin) {
			return false
		}
	} else if lead, ok := beforeComment(b[begin:first]); !ok || !isCode(lead) {
		return false
	}
	line, code := begin, false
	for i := sen.from; i < sen.to; i++ {
		t := &s.tokens[i]
		if at := lineStart(b, int(t.start)); at != line {
			line, code = at, isCode(lineAt(b, at))
		}
		named := t.class&c.reader != 0 || !code && t.class&c.elsewhere != 0
		if named && !slices.Contains(namesInCode, t.hash) || slices.Contains(promptWords, t.hash) {
			return false
		}
	}
	return true
}

func lineStart(b []byte, i int) int { return bytes.LastIndexByte(b[:i], '\n') + 1 }

func lineAt(b []byte, i int) []byte {
	if n := bytes.IndexByte(b[i:], '\n'); n >= 0 {
		return b[i : i+n]
	}
	return b[i:]
}

// commentSigns begin a comment.
var commentSigns = [][]byte{[]byte("//"), []byte("/*"), []byte("*"), []byte("#"), []byte("--"), []byte(`"""`), []byte("'''")}

func commentLine(line []byte) bool {
	line = bytes.TrimLeft(line, " ")
	return slices.ContainsFunc(commentSigns, func(sign []byte) bool { return bytes.HasPrefix(line, sign) })
}

// beforeComment gives what stands before the comment at the end of a line.
func beforeComment(lead []byte) ([]byte, bool) {
	lead = bytes.TrimRight(lead, " ")
	for _, sign := range commentSigns {
		if before, ok := bytes.CutSuffix(lead, sign); ok {
			return before, true
		}
	}
	return nil, false
}

// farthestCode is how many lines of comment are passed over in search of code.
const farthestCode = 12

// codeBeside tells whether the next line that is no comment, or the one before, is code.
func codeBeside(b []byte, begin int) bool {
	at := begin
	for range farthestCode {
		n := bytes.IndexByte(b[at:], '\n')
		if n < 0 {
			break
		}
		at += n + 1
		if line := lineAt(b, at); !commentLine(line) {
			if isCode(line) {
				return true
			}
			break
		}
	}
	at = begin
	for range farthestCode {
		if at == 0 {
			break
		}
		at = lineStart(b, at-1)
		if line := lineAt(b, at); !commentLine(line) {
			return isCode(line)
		}
	}
	return false
}
