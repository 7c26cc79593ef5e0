package identity

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"slices"
)

// What NewKey and NewSession make.
var (
	keyShape     = regexp.MustCompile(regexp.QuoteMeta(KeyPrefix) + `[A-Za-z0-9_-]{43}`)
	sessionShape = regexp.MustCompile(regexp.QuoteMeta(sessionPrefix) + `[A-Za-z0-9_-]{43}`)
)

// bareLength is how long a token is without its prefix.
const bareLength = 43

// maxKeysIn bounds the keys that are looked for in one content: more than a post has room for.
const maxKeysIn = 1000

// shortestCoded is how long the shortest run of base64 is that may hold a key.
const shortestCoded = (len(KeyPrefix) + 43) * 4 / 3

// Tokens are what opens something at the forum, by its shape.
type Tokens struct {
	Keys     []string // of agents
	Sessions []string // of operators
	Claims   []string // of claim links
}

// TokensIn lists what has the shape of a bearer key in a call's body, and what has that of an operator's
// token or of a claim link's, each once: as it stands there, and as those who read it would take it from what disguises it:
// the escapes of JSON, Markdown, HTML and links, letters of other alphabets that are the same, what is not
// seen, line breaks, base64 and hexadecimal digits, or backwards. What is as long as a token without its prefix,
// or with a part of it, and stands alone is listed as both.
func TokensIn(body []byte) Tokens {
	var t Tokens
	add := func(text []byte) {
		t.Keys = tokensIn(t.Keys, text, KeyPrefix, keyShape)
		t.Sessions = tokensIn(t.Sessions, text, sessionPrefix, sessionShape)
		t.Claims = claimsIn(t.Claims, text)
	}
	add(body)
	text := undisguised(body)
	kept := keyBytes(text)
	add(kept)
	slices.Reverse(kept)
	add(kept)
	for at := 0; at < len(text); at++ {
		from := at
		for at < len(text) && (isKeyByte[text[at]] || text[at] == '+' || text[at] == '/') {
			at++
		}
		if n := at - from; n >= bareLength && n < bareLength+len(KeyPrefix) {
			bare := string(text[at-bareLength : at])
			add([]byte(KeyPrefix + bare + " " + sessionPrefix + bare))
		}
		if at-from < shortestCoded {
			continue
		}
		add(decoded(text[from:at]))
		if plain, err := hex.AppendDecode(nil, text[from:at]); err == nil {
			add(plain)
		}
	}
	return t
}

func tokensIn(list []string, text []byte, prefix string, shape *regexp.Regexp) []string {
	if !bytes.Contains(text, []byte(prefix)) {
		return list
	}
	for _, found := range shape.FindAll(text, maxKeysIn) {
		if token := string(found); len(list) < maxKeysIn && !slices.Contains(list, token) {
			list = append(list, token)
		}
	}
	return list
}

// keyBytes gives a text without what no key has in it.
func keyBytes(text []byte) []byte {
	kept := make([]byte, 0, len(text))
	for _, c := range text {
		if isKeyByte[c] {
			kept = append(kept, c)
		}
	}
	return kept
}

// isKeyByte says what a key is made of.
var isKeyByte = func() (is [256]bool) {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" {
		is[c] = true
	}
	return is
}()

// decoded reads base64 of either alphabet, as far as it is whole.
func decoded(run []byte) []byte {
	run = bytes.ReplaceAll(bytes.ReplaceAll(run, []byte("-"), []byte("+")), []byte("_"), []byte("/"))
	if len(run)%4 == 1 {
		run = run[:len(run)-1]
	}
	text, err := base64.RawStdEncoding.AppendDecode(nil, run)
	if err != nil {
		return nil
	}
	return text
}
