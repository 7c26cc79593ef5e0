package event

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// SetText stores text cut to MaxTextBytes on a rune boundary, with the length and hash
// of the whole. Bytes that are not UTF-8 become U+FFFD, as any JSON reader would see them.
func (a *Action) SetText(text string) {
	sum := sha256.Sum256([]byte(text))
	a.TextLen = uint32(len(text))
	a.TextSHA256 = hex.EncodeToString(sum[:])
	a.Text = cut(strings.ToValidUTF8(text, "\uFFFD"), MaxTextBytes)
}

// Line cuts a title, URL or reason to MaxLineBytes on a rune boundary, as SetText cuts texts.
func Line(s string) string { return cut(strings.ToValidUTF8(s, "\uFFFD"), MaxLineBytes) }

// cut gives the longest prefix of s of at most limit bytes that ends on a rune boundary.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}
