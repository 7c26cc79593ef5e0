package identity

import (
	"bytes"
	"regexp"
)

// keyShape is what NewKey makes. A key within a longer word of the same letters is none.
var keyShape = regexp.MustCompile(regexp.QuoteMeta(KeyPrefix) + `[A-Za-z0-9_-]{43}`)

// maxKeysIn bounds the keys that are looked for in one content.
const maxKeysIn = 20

// KeysIn lists what has the shape of a bearer key in a content.
func KeysIn(content []byte) []string {
	var keys []string
	if !bytes.Contains(content, []byte(KeyPrefix)) {
		return nil
	}
	for _, found := range keyShape.FindAll(content, maxKeysIn) {
		keys = append(keys, string(found))
	}
	return keys
}
