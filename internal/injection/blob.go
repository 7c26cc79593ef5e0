package injection

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

func runOfBlob(text string, i int) int {
	for i < len(text) && blobByte(text[i]) {
		i++
	}
	return i
}

func blobByte(c byte) bool { return sextets[c] < 64 || c == '=' }

// unblob decodes hex or Base64, if that gives a text.
func unblob(s string) (string, bool) {
	if len(s)%2 == 0 {
		if b, err := hex.DecodeString(strings.TrimPrefix(s, "0x")); err == nil && readable(b) {
			return string(b), true
		}
	}
	plain := strings.TrimRight(s, "=")
	for _, e := range [...]*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if b, err := e.DecodeString(plain[:len(plain)-b2i(len(plain)%4 == 1)]); err == nil && readable(b) {
			return string(b), true
		}
	}
	return "", false
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// readable tells whether bytes are a text of words: UTF-8, nearly all letters and blanks.
func readable(b []byte) bool {
	if len(b) < 8 || !utf8.Valid(b) {
		return false
	}
	if len(b) >= shortestBlob && isBlobText(b) {
		return true // encoded once more
	}
	good, blanks, total := 0, 0, 0
	for _, r := range string(b) {
		total++
		if r == ' ' || r == '\n' {
			blanks++
		}
		if legible(r) {
			good++
		}
	}
	return good*20 >= total*19 && (blanks > 0 || total < 40)
}

// legible: what a text of words is nearly all of.
func legible(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" \n.,:;!?'\"-_/~@()[]{}<>#$=*", r)
}

func isBlobText(b []byte) bool {
	for _, c := range b {
		if !blobByte(c) {
			return false
		}
	}
	return true
}

func isHexByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
