package identity

import (
	"bytes"
	"regexp"
	"slices"
)

// What ClaimToken makes of the id of one who registered: what stands before the last underscore, and the id.
var (
	claimSum = regexp.MustCompile(`[0-9a-f]{32}(-[0-9]{1,19})?$`)
	claimID  = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
)

const (
	longestSum = 32 + 1 + 19
	idLength   = 36
)

// claimsIn adds to a list what has the shape of a claim link's token in a text, also without its prefix.
func claimsIn(list []string, text []byte) []string {
	for at := 0; len(list) < maxKeysIn; at++ {
		n := bytes.IndexByte(text[at:], '_')
		if n < 0 {
			break
		}
		at += n
		id := claimID.Find(text[at+1 : min(len(text), at+1+idLength)])
		if id == nil {
			continue
		}
		sum := claimSum.Find(text[max(0, at-longestSum):at])
		if token := claimPrefix + string(sum) + "_" + string(id); sum != nil && !slices.Contains(list, token) {
			list = append(list, token)
		}
	}
	return list
}
