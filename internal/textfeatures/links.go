package textfeatures

import (
	"net"
	"slices"
	"strings"
)

// maxLinks bounds what is kept of a text that is nothing but links; maxHost is DNS's own limit.
const (
	maxLinks = 100
	maxHost  = 253
)

// Links are the step that finds to which hosts a text links.
func Links() Step {
	return Step{Name: "links", New: func() func(Text, *Features) {
		return func(t Text, into *Features) {
			rest := t.Raw
			for len(into.Links) < maxLinks {
				at := strings.Index(rest, "://")
				if at < 0 {
					return
				}
				scheme := rest[:at]
				rest = rest[at+len("://"):]
				if host := hostOf(rest); host != "" && isWeb(scheme) && !slices.Contains(into.Links, host) {
					into.Links = append(into.Links, host)
				}
			}
		}
	}}
}

// isWeb reports whether what stands before "://" ends in http or https.
func isWeb(before string) bool {
	for _, scheme := range []string{"http", "https"} {
		if n := len(before) - len(scheme); n >= 0 && strings.EqualFold(before[n:], scheme) {
			return true
		}
	}
	return false
}

// hostOf gives the host that an authority begins with, in lower case, without user, port and
// trailing dot.
func hostOf(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return r <= ' ' || strings.ContainsRune("/?#\\<>\"'`()[]{}|^,;*", r) && r != '[' && r != ']'
	})
	if end >= 0 {
		s = s[:end]
	}
	s = s[strings.LastIndexByte(s, '@')+1:]
	if host, _, err := net.SplitHostPort(s); err == nil {
		s = host
	}
	s = strings.ToLower(strings.Trim(s, ".[]:!"))
	if len(s) > maxHost || !strings.ContainsAny(s, ".:") {
		return ""
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
