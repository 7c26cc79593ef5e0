package secrets

import "strings"

// keyLine is how long a run of Base64 must be to be part of a key and not a word.
const keyLine = 20

// pem gives the end of a private key in PEM that begins at i, whole or cut off: the header of a
// private key and at least one line of it. A header alone, or with dots in place of the key, is
// talk about keys.
func pem(text string, i int) (end int, ok bool) {
	line := text[i:min(len(text), i+64)]
	stop := strings.Index(line[5:], "-----")
	if stop < 0 || !strings.Contains(line[:5+stop], "PRIVATE KEY") {
		return 0, false
	}
	for at := i + 5 + stop + 5; at < len(text); {
		c := text[at]
		switch {
		case base64Byte(c):
			run := at
			for at < len(text) && base64Byte(text[at]) {
				at++
			}
			if at-run >= keyLine && longestRun(text[run:at]) < 8 {
				end = at
			}
			continue
		case c == '\\' && at+1 < len(text):
			at += 2 // an escaped line break, of a key in JSON
			continue
		case strings.HasPrefix(text[at:], "-----"):
			tail := text[at:min(len(text), at+64)]
			if !strings.HasPrefix(tail, "-----END ") {
				return end, end > 0
			}
			if n := strings.Index(tail[5:], "-----"); n >= 0 && end > 0 {
				end = at + 5 + n + 5
			}
			return end, end > 0
		case strings.IndexByte(" \n\r\t<>|:;,-\"'", c) < 0:
			return end, end > 0
		}
		at++
	}
	return end, end > 0
}
