package secrets

import (
	"strings"
	"unicode/utf8"
)

// scanner goes over a text once. It looks at each place where a word begins, and at the bytes
// that private keys, addresses and assignments are known by.
type scanner struct {
	text     string
	formOnly bool // what is only called a secret is left alone
}

// wordByte is what words, keys and names are made of.
func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

func (s *scanner) scan(all []Finding) []Finding {
	text := s.text
	begins := true // a word may begin here
	floor := 0     // the end of the last finding
	for i := 0; i < len(text); {
		c := text[i]
		if c == '@' || c == '%' || c == '&' {
			if start, end, ok := address(text, i, floor); ok {
				all = append(all, Finding{KindEmail, start, end})
				i, floor, begins = end, end, true
				continue
			}
		}
		if !wordByte(c) {
			if c == ':' && strings.HasPrefix(text[i:], "://") {
				if start, end, ok := urlPassword(text, i+3); ok {
					all = append(all, Finding{KindURLPassword, start, end})
					i, floor, begins = end, end, true
					continue
				}
			}
			if c >= utf8.RuneSelf && begins && !s.formOnly {
				if kind, start, end := s.assigned(i); kind != "" {
					all = append(all, Finding{kind, start, end})
					i, floor = end, end
					continue
				}
			}
			begins = true
			i++
			continue
		}
		if c == '-' && strings.HasPrefix(text[i:], "-----BEGIN ") {
			if end, ok := pem(text, i); ok {
				all = append(all, Finding{KindPrivateKey, i, end})
				i, floor, begins = end, end, true
				continue
			}
		}
		if !begins {
			if c == '_' || c == '-' {
				if f, ok := s.gluedTo(i, floor); ok {
					all = append(all, f)
					i, floor, begins = f.End, f.End, true
					continue
				}
			}
			if c == '-' { // a key may follow the dashes of a rule or an option
				begins = true
			}
			i++
			continue
		}
		if end, ok := dataURI(text, i); ok {
			i = end
			continue
		}
		if f, ok := s.at(i); ok {
			all = append(all, f)
			i, floor, begins = f.End, f.End, true
			continue
		}
		begins = c == '-' || c == '_'
		i++
	}
	return all
}

// at looks for what begins with a word at i.
func (s *scanner) at(i int) (Finding, bool) {
	if kind, end := s.known(i); kind != "" {
		return Finding{kind, i, end}, true
	}
	if kind, start, end := s.structured(i); kind != "" {
		return Finding{kind, start, end}, true
	}
	if kind, start, end := s.walletKey(i); kind != "" {
		return Finding{kind, start, end}, true
	}
	if s.formOnly {
		return Finding{}, false
	}
	if kind, start, end := s.assigned(i); kind != "" {
		return Finding{kind, start, end}, true
	}
	return Finding{}, false
}

// dataURI gives the end of an image or the like that stands in the text in Base64.
func dataURI(text string, i int) (end int, ok bool) {
	if text[i] != 'd' || !strings.HasPrefix(text[i:], "data:") {
		return 0, false
	}
	head := text[i:min(len(text), i+80)]
	n := strings.Index(head, ";base64,")
	if n < 0 {
		return 0, false
	}
	end = i + n + len(";base64,")
	for end < len(text) && base64Byte(text[end]) {
		end++
	}
	return end, true
}

func base64Byte(c byte) bool {
	return alnum.has(c) || c == '+' || c == '/' || c == '='
}
