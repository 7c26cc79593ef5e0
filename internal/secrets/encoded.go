package secrets

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// shortestEncoded is how long a key in Base64 is at least.
const shortestEncoded = 24

// wrapsAt is how long the lines of a text in Base64 are at least, if it is broken into lines.
const wrapsAt = 56

// findEncoded adds the texts in Base64 or hex that hold a secret, each as a whole. What they say is not
// decoded once more, and pages and images in data: are left alone.
func findEncoded(text string, all []Finding) []Finding {
	for i := 0; i < len(text); {
		if !encodedByte(text[i]) {
			i++
			continue
		}
		start, end, said := encoded(text, i)
		if kind, ok := holds(said); ok && !strings.HasSuffix(text[:start], ";base64,") {
			all = append(all, Finding{kind, start, end})
		}
		i = end
	}
	return all
}

// holds tells what kind of secret stands in what was decoded: one that is known by its form. What only a name
// calls a key is mostly code, and an address no secret in there.
func holds(said string) (kind string, ok bool) {
	if len(said) < shortest {
		return "", false
	}
	s := scanner{text: said, formOnly: true}
	for _, f := range findSeedPhrases(said, s.scan(nil)) {
		if f.Kind != KindEmail && f.Kind != KindURLPassword {
			return f.Kind, true
		}
	}
	return "", false
}

func encodedByte(c byte) bool { return alnum.has(c) || c == '+' || c == '/' || c == '-' || c == '_' }

// encoded gives where the run of letters and digits at i ends, whole lines of them after it included, and what
// it says decoded, if that is a text.
func encoded(text string, i int) (start, end int, said string) {
	start = i
	var joined strings.Builder
	for {
		from := i
		for i < len(text) && encodedByte(text[i]) {
			i++
		}
		line := text[from:i]
		next := i
		if next < len(text) && text[next] == '\r' {
			next++
		}
		if len(line) < wrapsAt || len(line)%4 != 0 || next+1 >= len(text) || text[next] != '\n' || !encodedByte(text[next+1]) {
			if joined.Len() > 0 {
				joined.WriteString(line)
				line = joined.String()
			}
			if len(line) >= shortestEncoded {
				said = decoded(line)
			}
			for n := 0; n < 2 && i < len(text) && text[i] == '='; n++ {
				i++
			}
			return start, i, said
		}
		joined.WriteString(line)
		i = next + 1
	}
}

// decoded reads Base64 or hex. It gives nothing if that is no text.
func decoded(s string) string {
	if len(s)%2 == 0 && isHex(s) {
		if b, err := hex.DecodeString(s); err == nil && written(b) {
			return string(b)
		}
	}
	encoding := base64.RawStdEncoding
	if strings.ContainsAny(s, "-_") {
		encoding = base64.RawURLEncoding
	}
	b, err := encoding.DecodeString(s)
	if err != nil || !written(b) {
		return ""
	}
	return string(b)
}

// written tells whether bytes are a text: UTF-8 without control characters.
func written(b []byte) bool {
	if !utf8.Valid(b) {
		return false
	}
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}
