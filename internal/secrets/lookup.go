package secrets

import (
	"slices"
	"strings"
)

// What a key or a token finds something by is no secret, and looks as random as one.
var (
	lookups = strings.Fields(`cache object partition sort sorting shard sharding clustering routing grouping dedup dedupe deduplication
		idempotency idempotence lookup join composite surrogate page pagination continuation cursor sync delta resume fencing cancellation`)
	// ranks say so only of a number or a hash: a primary key of Azure is none, and is one in Base64.
	ranks = strings.Fields("primary secondary foreign unique candidate natural next previous prev index row group hash range")
)

// calledPublic tells whether the word before a name from i to stop, or the one before its last part,
// says that the value is for everybody, or finds something.
func calledPublic(text string, i, stop int, value string) bool {
	if strings.EqualFold(lastPart(text[:i]), "public") {
		return true
	}
	for _, name := range []string{"key", "token"} {
		begin := stop - len(name)
		if begin < i || !strings.EqualFold(text[begin:stop], name) {
			continue
		}
		before := strings.ToLower(lastPart(text[:begin]))
		return slices.Contains(lookups, before) || isHex(value) && slices.Contains(ranks, before)
	}
	return false
}

// longestLead is longer than any word of the lists.
const longestLead = 24

// lastPart gives the last word of a text, of those that a name is made of: nextPage, next_page, next page.
func lastPart(text string) string {
	end := len(strings.TrimRight(text[max(0, len(text)-4):], " _-")) + max(0, len(text)-4)
	start := end
	for start > 0 && end-start < longestLead && (lowerCase(text[start-1]) || class(text[start-1]) == 'A') {
		start--
		if class(text[start]) == 'A' && start > 0 && lowerCase(text[start-1]) {
			break
		}
	}
	return text[start:end]
}

// isPath tells a path of words, dates and numbers from a key in Base64 that has slashes.
func isPath(v string) bool {
	return strings.IndexByte(v, '/') >= 0 && ofWords(v)
}

// ofWords tells whether what stands between the signs of a name or a path is words and numbers: no key is that.
func ofWords(v string) bool {
	begin := 0
	for i := 0; i <= len(v); i++ {
		if i < len(v) && strings.IndexByte("/._-:", v[i]) < 0 {
			continue
		}
		if !plainPart(v[begin:i]) {
			return false
		}
		begin = i + 1
	}
	return true
}

// plainPart tells whether a part of a path is a word, a number, or a word with one: v2, Backup, 2026, db01.
func plainPart(part string) bool {
	if len(part) > 0 && class(part[0]) == 'A' && len(part) > 1 && lowerCase(part[1]) {
		part = part[1:]
	}
	return turns(part) == 0 && !strings.ContainsFunc(part, func(r rune) bool { return r == '+' || r == '=' }) ||
		turns(part) == 1 && len(part) <= 12 && class(part[0]) != '-' && class(part[len(part)-1]) == '0'
}
