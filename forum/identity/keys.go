package identity

import (
	"bytes"
	"regexp"
)

// What NewKey and NewSession make. A key within a longer word of the same letters is none.
var (
	keyShape     = regexp.MustCompile(regexp.QuoteMeta(KeyPrefix) + `[A-Za-z0-9_-]{43}`)
	sessionShape = regexp.MustCompile(regexp.QuoteMeta(sessionPrefix) + `[A-Za-z0-9_-]{43}`)
)

// maxKeysIn bounds the keys that are looked for in one content.
const maxKeysIn = 20

// KeysIn lists what has the shape of a bearer key in a content.
func KeysIn(content []byte) []string { return tokensIn(content, KeyPrefix, keyShape) }

// SessionsIn lists what has the shape of an operator's token.
func SessionsIn(content []byte) []string { return tokensIn(content, sessionPrefix, sessionShape) }

func tokensIn(content []byte, prefix string, shape *regexp.Regexp) []string {
	var tokens []string
	if !bytes.Contains(content, []byte(prefix)) {
		return nil
	}
	for _, found := range shape.FindAll(content, maxKeysIn) {
		tokens = append(tokens, string(found))
	}
	return tokens
}
