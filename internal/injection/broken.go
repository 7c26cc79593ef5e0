package injection

import (
	"strings"
	"unicode/utf8"
)

// blobReader reads texts in Base64 that stand behind another word (payload=…, /path/…, id-…), or are broken by
// blanks, line breaks, quotes and what cannot be seen.
type blobReader struct {
	until int // what begins before this was looked at, and says nothing
	blob  blob
}

// in adds what the run of letters and digits from i to end says, and what goes on behind it, and gives where that
// ends.
func (r *blobReader) in(text string, i, end, budget int, add func(said string, start, end int)) (to int) {
	if end-i >= shortestBlob {
		if said, ok := unblob(text[i:end]); ok {
			add(said, i, end)
			if more, last := r.joined(text, i, budget-len(said)); last > end {
				add(more, i, last)
				return last
			}
			return end
		}
	}
	for at := i; at < end; {
		if said, last := r.joined(text, at, budget); last > 0 {
			add(said, at, last)
			budget -= len(said)
			at, to = last, last
			continue
		}
		for at < end && !splits(text[at]) {
			at++
		}
		for at < end && splits(text[at]) {
			at++
		}
	}
	return to
}

// splits tells whether a byte may stand between a blob and another word; all but the equals sign may be part of it too.
func splits(c byte) bool { return c == '=' || c == '/' || c == '-' || c == '_' || c == '+' }

// sextets are what the bytes of Base64 stand for, of either alphabet; what is none is 64 or more.
var sextets = func() (all [256]byte) {
	for c := range all {
		all[c] = 64
	}
	for n := range byte(26) {
		all['A'+n], all['a'+n] = n, 26+n
	}
	for n := range byte(10) {
		all['0'+n] = 52 + n
	}
	all['+'], all['-'], all['/'], all['_'] = 62, 62, 63, 63
	return all
}()

// longestInBlob is how much may stand between two parts of a blob.
const longestInBlob = 12

// pastGap gives the end of what may stand between two parts of a blob.
func pastGap(text string, i int) int {
	for limit := min(len(text), i+longestInBlob); i < limit; {
		if c := text[i]; c < utf8.RuneSelf {
			if strings.IndexByte(" \t\r\n\"'`>|,\\", c) < 0 {
				break
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unseen(r) && r != 0xa0 {
			break
		}
		i += size
	}
	return i
}

// begins tells whether the first three bytes of what begins at i may be those of a text. Words seldom are, so most cost
// no more than this.
func begins(text string, i int) bool {
	bits, n := uint32(0), 0
	for ; n < 4 && i < len(text); n++ {
		v := sextets[text[i]]
		if v >= 64 {
			break
		}
		bits = bits<<6 | uint32(v)
		i++
		if n < 3 && i < len(text) && sextets[text[i]] >= 64 {
			i = pastGap(text, i)
		}
	}
	if n < 4 {
		return false
	}
	first, second, third := byte(bits>>16), byte(bits>>8), byte(bits)
	return first >= 0xc2 && second >= 0x80 || shown(first) && shown(second) && shown(third) ||
		shown(first) && (second >= 0xc2 && third >= 0x80 || shown(second) && third >= 0xc2)
}

func shown(c byte) bool { return c >= ' ' && c < 0x7f || c == '\n' }

// longVain is how much is read in vain before what follows is not read once more from each of its words: it keeps time
// linear.
const longVain = 256

// joined decodes what begins at i, over gaps, as far as it is a text, and gives where that ends.
func (r *blobReader) joined(text string, i, budget int) (said string, end int) {
	if i < r.until || !begins(text, i) {
		return "", 0
	}
	d := &r.blob
	d.bytes, d.parts = d.bytes[:0], d.parts[:0]
	at := d.read(text, i, budget)
	d.trim(text)
	if d.letters < shortestBlob || !readable(d.bytes) {
		if at-i > longVain {
			r.until = at - longVain
		}
		return "", 0
	}
	return string(d.bytes), d.end
}
