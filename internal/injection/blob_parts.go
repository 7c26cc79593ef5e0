package injection

import "unicode/utf8"

// blob is what was decoded of Base64 so far.
type blob struct {
	bytes   []byte
	parts   []blobPart // those that are a text
	letters int        // of these
	end     int        // of the last
}

// blobPart is a part of a blob: between gaps, or signs that may stand between words.
type blobPart struct {
	from, to int // in the text
	bytes    int // decoded with it, in all
	letters  int
}

// read decodes from i on until what comes is no text, and gives where it stopped.
func (d *blob) read(text string, i, budget int) int {
	bits, have, letters, checked, odd := uint32(0), 0, 0, 0, 0
	from := i
	part := func(to int) bool {
		whole := len(d.bytes)
		for n := whole - 1; n >= max(checked, whole-3); n-- { // a letter of which not all has come
			if utf8.RuneStart(d.bytes[n]) {
				if !utf8.FullRune(d.bytes[n:]) {
					whole = n
				}
				break
			}
		}
		for checked < whole {
			r, size := utf8.DecodeRune(d.bytes[checked:])
			if r == utf8.RuneError && size <= 1 {
				return false
			}
			if !legible(r) {
				odd++
			}
			checked += size
		}
		if to > from {
			d.parts = append(d.parts, blobPart{from, to, whole, letters})
		}
		return odd*20 <= max(whole, 20)
	}
	for i < len(text) && len(d.bytes) < budget {
		c := text[i]
		v := sextets[c]
		if v >= 64 {
			if !part(i) || c == '=' {
				break
			}
			next := pastGap(text, i)
			if next == i || next == len(text) || sextets[text[next]] >= 64 {
				break
			}
			i, from = next, next
			continue
		}
		if splits(c) && i > from {
			if !part(i) {
				break
			}
			from = i
		}
		bits, have, letters, i = bits<<6|uint32(v), have+6, letters+1, i+1
		if have < 8 {
			continue
		}
		have -= 8
		next := byte(bits >> have)
		if next < ' ' && next != '\n' && next != '\r' && next != '\t' || next == 0x7f {
			return i
		}
		d.bytes = append(d.bytes, next)
	}
	if i == len(text) || len(d.bytes) >= budget {
		part(i)
	}
	return i
}

// trim leaves out the words behind a blob that happened to be decoded as one: their bytes are no part of the text.
func (d *blob) trim(text string) {
	for len(d.parts) > 0 && isWord(text[d.parts[len(d.parts)-1].from:d.parts[len(d.parts)-1].to]) {
		d.parts = d.parts[:len(d.parts)-1]
	}
	if len(d.parts) == 0 {
		d.bytes = d.bytes[:0]
		return
	}
	last := d.parts[len(d.parts)-1]
	d.bytes, d.letters, d.end = d.bytes[:last.bytes], last.letters, last.to
}

// isWord tells a word of prose, small letters behind at most one sign and one capital, from a part of Base64.
func isWord(part string) bool {
	if splits(part[0]) {
		part = part[1:]
	}
	for n := range len(part) {
		if c := part[n]; !(c >= 'a' && c <= 'z' || n == 0 && c >= 'A' && c <= 'Z') {
			return false
		}
	}
	return true
}
