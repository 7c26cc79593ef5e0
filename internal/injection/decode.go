package injection

import (
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// segment is what a part of a text says when it is decoded.
type segment struct {
	text       string
	start, end int  // of the text that it was decoded from
	same       bool // each byte stands where it stood
	backwards  bool // each byte stands as far from the end as it stood from the begin
}

// Bounds of what is decoded. The bytes are counted, not the parts: many harmless ones must not hide the one
// that is not. No post of 40,000 letters says more, twice encoded; in a longer one the last may be missed.
const (
	shortestBlob = 16
	mostDecoded  = 128 << 10 // bytes of one text in all
)

// decodings adds what parts of a text say in Base64, hex, rows of numbers, percent signs, entities, escapes
// and spaced letters, of so many bytes at most, and gives how many are left.
func (l *lexicon) decodings(text string, budget int, out []segment) ([]segment, int) {
	add := func(said string, start, end int) {
		if said = strings.TrimSpace(said); len(said) > budget {
			said = strings.ToValidUTF8(said[:budget], "")
		}
		if len(said) > 0 {
			budget -= len(said)
			out = append(out, segment{text: said, start: start, end: end})
		}
	}
	var blobs blobReader
	tried := 0 // the words before this are not escaped
	for i := 0; i < len(text) && budget > 0; {
		c := text[i]
		switch {
		case blobByte(c):
			end := runOfBlob(text, i)
			end = max(end, blobs.in(text, i, end, budget, add))
			if said, to, ok := spaced(text, i); ok && to > end {
				add(l.segmented(said), i, to)
				end = to
			} else {
				end = max(end, rows(text, i, add))
			}
			i = end
		case i >= tried && (c == '%' || c == '&' || c == '\\'):
			end := runOfWords(text, i)
			if said, ok := unescaped(text[i:end]); ok {
				add(said, i, end)
				i = end
				continue
			}
			any := false
			for at := i; at < end; {
				word := wordEnd(text, at)
				if said, ok := unescaped(text[at:word]); ok {
					add(said, at, word)
					any = true
				}
				at = pastBlanks(text, word)
			}
			tried = end
			if any {
				i = end
			}
		default:
			i++
		}
	}
	return out, budget
}

// runOfWords gives the end of the words from i on that begin with the same byte: a text may be
// escaped word by word, or letter by letter.
func runOfWords(text string, i int) int {
	end := wordEnd(text, i)
	for next := pastBlanks(text, end); next < len(text) && text[next] == text[i]; next = pastBlanks(text, end) {
		end = wordEnd(text, next)
	}
	return end
}

func wordEnd(text string, i int) int {
	for i < len(text) && text[i] > ' ' {
		i++
	}
	return i
}

func pastBlanks(text string, i int) int {
	for i < len(text) && text[i] == ' ' {
		i++
	}
	return i
}

// unescaped decodes words of %69, &#105;, \x69 or \u0069, if they are mostly that.
func unescaped(words string) (string, bool) {
	if len(words) > 16<<10 {
		return "", false
	}
	switch {
	case strings.Count(words, "%") >= 4:
		said, err := url.QueryUnescape(words)
		return said, err == nil && readable([]byte(said))
	case strings.Count(words, "&#") >= 4:
		said := html.UnescapeString(words)
		return said, readable([]byte(said))
	case strings.Count(words, `\x`)+strings.Count(words, `\u`) >= 4:
		said, err := strconv.Unquote(`"` + strings.ReplaceAll(strings.Trim(words, `"'.,`), `"`, `\"`) + `"`)
		return said, err == nil && readable([]byte(said))
	}
	return "", false
}

// fewestSpaced is how many letters with a blank or sign between each make a hidden text.
const fewestSpaced = 10

// spaced reads letters that are set apart: i g n o r e. More than one blank is one between
// words.
func spaced(text string, i int) (string, int, bool) {
	var b strings.Builder
	letters, end := 0, i
	for at := i; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		next := at + size
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) || next < len(text) && wordRune(text[next:]) {
			break
		}
		b.WriteRune(r)
		letters++
		end = next
		wide := 0
		for at = next; at < len(text) && strings.IndexByte(" .-_*|,", text[at]) >= 0; at++ {
			wide++
		}
		if wide == 0 {
			break
		}
		if wide > 1 {
			b.WriteByte(' ')
		}
	}
	return b.String(), end, letters >= fewestSpaced
}

// small words that stand between those of the lexicon.
var small = strings.Fields("a an the that to of in and is are be my it on for with from at by this as not no do")

// segmented puts blanks between the words of a text that has lost them, so that as many letters
// as can be are those of words that are known. Texts of more than a few words are not looked at.
func (l *lexicon) segmented(s string) string {
	const longest, longestWord = 400, 16
	s = strings.ToLower(s)
	if len(s) > longest || strings.ContainsRune(s, ' ') {
		return s
	}
	best := make([]int, len(s)+1) // letters of known words, less one for each word
	from := make([]int, len(s)+1)
	for end := 1; end <= len(s); end++ {
		best[end], from[end] = best[end-1], end-1
		for begin := max(0, end-longestWord); begin < end; begin++ {
			if _, known := l.spelled[s[begin:end]]; known && best[begin]+end-begin-1 > best[end] {
				best[end], from[end] = best[begin]+end-begin-1, begin
			}
		}
	}
	if best[len(s)]*2 < len(s) {
		return s
	}
	var words []string
	for end, last := len(s), len(s); end > 0; end = from[end] {
		if begin := from[end]; end-begin > 1 || begin == 0 {
			if last > end {
				words = append(words, s[end:last])
			}
			words = append(words, s[begin:end])
			last = begin
		}
	}
	slices.Reverse(words)
	return strings.Join(words, " ")
}

func wordRune(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// rot13 turns letters by half the alphabet.
func rot13(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 'a' + (r-'a'+13)%26
		case r >= 'A' && r <= 'Z':
			return 'A' + (r-'A'+13)%26
		}
		return r
	}, s)
}

// reversed turns a text of ASCII around.
func reversed(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// disguises are the words of orders as they look turned by rot13, or backwards.
type disguises struct{ rot13, backwards map[uint32]bool }

// shortestDisguise is how many letters a word must have so that its disguise is no word by chance.
const shortestDisguise = 5

func (l *lexicon) disguises(of classes) disguises {
	d := disguises{map[uint32]bool{}, map[uint32]bool{}}
	for word, class := range l.spelled {
		if class&of == 0 || len(word) < shortestDisguise {
			continue
		}
		for form, set := range map[string]map[uint32]bool{rot13(word): d.rot13, reversed(word): d.backwards} {
			if hash := hashOf([]byte(form)); l.words[hash] == 0 {
				set[hash] = true
			}
		}
	}
	return d
}

// fewestDisguised is how many words of orders must be disguised alike.
const fewestDisguised = 2

// turned adds the text turned by rot13 or backwards, if words of orders stand in it like that.
func (d *disguises) turned(text string, tokens []token, out []segment) []segment {
	rot, back := 0, 0
	for i := range tokens {
		if d.rot13[tokens[i].hash] {
			rot++
		}
		if d.backwards[tokens[i].hash] {
			back++
		}
	}
	if rot >= fewestDisguised && len(text) <= mostDecoded {
		out = append(out, segment{text: rot13(text), end: len(text), same: true})
	}
	if back >= fewestDisguised && len(text) <= mostDecoded {
		out = append(out, segment{text: reversed(text), end: len(text), backwards: true})
	}
	return out
}
