package identity

import (
	"bytes"
	"encoding/hex"
	"html"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// undisguised gives the words of a call's body as those who read them would take them: without the
// escapes of JSON, HTML and links, and with letters that are the same (NFKC) as one.
func undisguised(body []byte) []byte {
	if bytes.IndexByte(body, '\\') >= 0 {
		body = unescaped(body)
	}
	if bytes.IndexByte(body, '&') >= 0 {
		body = []byte(html.UnescapeString(string(body)))
	}
	if bytes.IndexByte(body, '%') >= 0 {
		body = unquoted(body)
	}
	if !isASCII(body) && utf8.Valid(body) { // a picture is no text
		body = norm.NFKC.Bytes(body)
	}
	return body
}

// unescaped reads the escapes of a JSON text's strings.
func unescaped(body []byte) []byte {
	read := make([]byte, 0, len(body))
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' || i+1 == len(body) {
			read = append(read, body[i])
			continue
		}
		i++
		switch body[i] {
		case 'u':
			r := unit(body[i+1:])
			if pair := utf16.DecodeRune(r, unit(bytes.TrimPrefix(body[min(i+5, len(body)):], []byte(`\u`)))); pair != utf8.RuneError {
				r, i = pair, i+6
			}
			read = utf8.AppendRune(read, r)
			i += 4
		case 'b', 'f', 'n', 'r', 't':
			read = append(read, '\n')
		default:
			read = append(read, body[i])
		}
	}
	return read
}

// unit reads the four digits of an escape; what are none are a rune that is in no key.
func unit(digits []byte) rune {
	var b [2]byte
	if _, err := hex.Decode(b[:], digits[:min(4, len(digits))]); err != nil {
		return utf8.RuneError
	}
	return rune(b[0])<<8 | rune(b[1])
}

// unquoted gives what a text is with each %XX read as a byte, as in links; what is none stays.
func unquoted(text []byte) []byte {
	read := make([]byte, 0, len(text))
	var one [1]byte
	for i := 0; i < len(text); i++ {
		b := text[i]
		if b == '%' && i+2 < len(text) {
			if _, err := hex.Decode(one[:], text[i+1:i+3]); err == nil {
				b, i = one[0], i+2
			}
		}
		read = append(read, b)
	}
	return read
}

func isASCII(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
