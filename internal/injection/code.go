package injection

import (
	"bytes"
	"slices"
)

// codeSigns stand within lines of code, and hardly in prose.
var codeSigns = [][]byte{[]byte(" = "), []byte(":="), []byte("=="), []byte("+="), []byte("::"), []byte("();"), []byte("[]")}

// codeBegins begin a line of code.
var codeBegins = [][]byte{[]byte("#include"), []byte("import "), []byte("from "), []byte("return "), []byte("func "), []byte("fn "), []byte("def "), []byte("class "), []byte("const "), []byte("let "), []byte("var "),
	[]byte("public "), []byte("private "), []byte("static "), []byte("void "), []byte("export "), []byte("package "), []byte("using "), []byte("@"), []byte("drop table "), []byte("alter table "),
	[]byte("create table "), []byte("delete from "), []byte("insert into "), []byte("truncate "), []byte("else"), []byte("try")}

// isCode tells a line of code from a line of prose, of a view.
func isCode(line []byte) bool {
	line = bytes.Trim(line, " ")
	if len(line) == 0 {
		return false
	}
	begins := func(word []byte) bool { return bytes.HasPrefix(line, word) }
	switch line[len(line)-1] {
	case '{', '}', ';':
		return true
	case '.', '!', '?':
		return false
	case ')', ':', ',':
		if calls(line) || slices.ContainsFunc(codeBegins, begins) {
			return true
		}
	}
	return slices.ContainsFunc(codeSigns, func(sign []byte) bool { return bytes.Contains(line, sign) }) ||
		slices.ContainsFunc(codeBegins, begins) && bytes.Count(line, []byte(" ")) < mostWordsOfCode
}

// mostWordsOfCode is how many words a line has at most that is code by its first word alone.
const mostWordsOfCode = 5

// calls tells whether a bracket follows a name at once: clear(, as in prose (it) does not.
func calls(line []byte) bool {
	n := bytes.IndexByte(line, '(')
	return n > 0 && wordByte(line[n-1])
}
