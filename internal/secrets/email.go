package secrets

import "strings"

// reserved are the domains of RFC 2606 and RFC 6761: nobody's address ends with them.
var reserved = []string{"example.com", "example.org", "example.net", ".example", ".test", ".invalid", ".localhost", ".local"}

// email gives the address around an @ at i that begins no earlier than floor: the local part of RFC 5321 without quotes, a domain
// with a dot and a last label of letters. `git@host:path` is the way to a repository, and what
// follows @ or / is part of something else.
func email(text string, i, floor int) (start, end int, ok bool) {
	start = i
	for start > floor && i-start < 64 && localByte(text[start-1]) {
		start--
	}
	for start < i && (text[start] == '.' || text[start] == '-' || text[start] == '+') {
		start++
	}
	if start == i || text[i-1] == '.' || start > floor && (localByte(text[start-1]) && text[start-1] != '.' && text[start-1] != '-' && text[start-1] != '+' || text[start-1] == '@' || text[start-1] == '/') {
		return 0, 0, false
	}
	end = i + 1
	label, dots := end, 0
	for end < len(text) && end-i < 254 {
		c := text[end]
		if c == '.' {
			if end == label || end+1 >= len(text) || !alnum.has(text[end+1]) {
				break
			}
			dots++
			label = end + 1
		} else if !alnum.has(c) && c != '-' {
			break
		}
		end++
	}
	last := text[label:end]
	if dots == 0 || len(last) < 2 || len(last) > 24 || strings.ContainsAny(last, "0123456789-") {
		return 0, 0, false
	}
	if text[start:i] == "git" && end < len(text) && text[end] == ':' {
		return 0, 0, false
	}
	domain := strings.ToLower(text[i+1 : end])
	for _, r := range reserved {
		if domain == r || strings.HasSuffix(domain, r) && (r[0] == '.' || strings.HasSuffix(domain, "."+r)) {
			return 0, 0, false
		}
	}
	return start, end, true
}

func localByte(c byte) bool {
	return alnum.has(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%'
}
