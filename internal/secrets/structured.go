package secrets

import "strings"

// structured gives the key at i whose parts are told apart by a dot, a colon or a slash.
func (s *scanner) structured(i int) (kind string, start, end int) {
	text := s.text
	switch c := text[i]; {
	case c == 'e' && strings.HasPrefix(text[i:], "eyJ"):
		if end, ok := jwt(text, i); ok {
			return "jwt", i, end
		}
	case c == 'M' || c == 'N' || c == 'O':
		if end, ok := parts(text, i, '.', 23, 28, 6, 7, 27, 40); ok {
			return "discord_token", i, end
		}
	case c == 'S' && strings.HasPrefix(text[i:], "SG."):
		if end, ok := halves(text, i+3, urlSafe, 22, urlSafe, 43); ok {
			return "sendgrid_key", i, end
		}
	case c == 'm' && strings.HasPrefix(text[i:], claimLead):
		// Whose link it is stands behind what was drawn, and may follow a number.
		if from := i + len(claimLead); run(text, from, hexa, 33)-from == 32 {
			return "moltbook_claim", i, run(text, from, urlSafe, 512)
		}
	case c == 'p' && strings.HasPrefix(text[i:], "pat"):
		if end, ok := halves(text, i+3, alnum, 14, hexa, 64); ok {
			return "airtable_token", i, end
		}
	case c >= '0' && c <= '9':
		if end, ok := telegram(text, i); ok {
			return "telegram_token", i, end
		}
	case c == 'b' && strings.HasPrefix(text[i:], "bot"):
		if i+3 < len(text) && text[i+3] >= '0' && text[i+3] <= '9' {
			if end, ok := telegram(text, i+3); ok {
				return "telegram_token", i + 3, end
			}
		}
	case c == 'h' || c == 'd':
		for _, hook := range webhooks {
			if !strings.HasPrefix(text[i:], hook.host) {
				continue
			}
			from := i + len(hook.host)
			end := from
			for end < len(text) && end-from < 128 && (urlSafe.has(text[end]) || text[end] == '/') {
				end++
			}
			// The parts before the last are numbers that the issuer gave.
			if last := text[from+strings.LastIndexByte(text[from:end], '/')+1 : end]; end-from >= 40 && len(last) >= 20 && random(last) {
				return hook.kind, from, end
			}
		}
	}
	return "", i, i
}

// claimLead begins the last part of the link by which an agent is claimed.
const claimLead = "moltbook_claim_"

// webhooks are addresses whose path is a secret: whoever knows it can post.
var webhooks = []struct{ host, kind string }{
	{"hooks.slack.com/services/", "slack_webhook"},
	{"hooks.slack.com/workflows/", "slack_webhook"},
	{"hooks.slack.com/triggers/", "slack_webhook"},
	{"discord.com/api/webhooks/", "discord_webhook"},
	{"discordapp.com/api/webhooks/", "discord_webhook"},
}

// longestKey bounds how far a key is followed, which keeps time linear: a token of JSON may be
// that long, nothing else is.
const longestKey = 4096

// run gives the end of the bytes of an alphabet that begin at i, at most so many.
func run(text string, i int, a alphabet, most int) int {
	end := i
	for limit := min(len(text), i+most); end < limit && a.has(text[end]); {
		end++
	}
	return end
}

// parts gives the end of three runs with a byte between them; limits are the least and the most
// bytes of each.
func parts(text string, i int, between byte, limits ...int) (end int, ok bool) {
	from := i
	for n := 0; n < len(limits); n += 2 {
		end = run(text, i, urlSafe, limits[n+1]+1)
		if end-i < limits[n] || end-i > limits[n+1] {
			return 0, false
		}
		if n+2 < len(limits) {
			if end >= len(text) || text[end] != between {
				return 0, false
			}
			i = end + 1
		}
	}
	return end, random(text[from:end])
}

// halves gives the end of two runs of exactly so many bytes with a dot between them, the second
// drawn at random.
func halves(text string, i int, first alphabet, head int, second alphabet, tail int) (end int, ok bool) {
	dot := run(text, i, first, head+1)
	if dot-i != head || dot >= len(text) || text[dot] != '.' {
		return 0, false
	}
	end = run(text, dot+1, second, tail+1)
	return end, end-dot-1 == tail && random(text[dot+1:end])
}

// jwt gives the end of a JSON Web Token (RFC 7519): a header and a body, both of JSON in
// Base64, and a signature. Cut off within the body it is still one that opens nothing, so the
// signature must be there.
func jwt(text string, i int) (end int, ok bool) {
	header := run(text, i, urlSafe, 512)
	if header-i < 12 || header >= len(text) || text[header] != '.' {
		return 0, false
	}
	body := run(text, header+1, urlSafe, longestKey)
	if body-header < 12 || body >= len(text) || text[body] != '.' {
		return 0, false
	}
	end = run(text, body+1, urlSafe, 1024)
	return end, end-body > 16 && random(text[body+1:end])
}

// telegram gives the end of a bot's token: its number, a colon and 35 bytes.
func telegram(text string, i int) (end int, ok bool) {
	colon := i
	for colon < len(text) && colon-i < 12 && text[colon] >= '0' && text[colon] <= '9' {
		colon++
	}
	if n := colon - i; n < 8 || n > 11 || colon >= len(text) || text[colon] != ':' {
		return 0, false
	}
	end = run(text, colon+1, urlSafe, 40)
	return end, end-colon-1 >= 34 && end-colon-1 <= 36 && random(text[colon+1:end])
}

// urlPassword gives the password in scheme://user:password@host; i is after the slashes.
func urlPassword(text string, i int) (start, end int, ok bool) {
	limit := min(len(text), i+200)
	colon := -1
	for at := i; at < limit; at++ {
		switch c := text[at]; {
		case c == '@':
			if colon < 0 || at == colon+1 || !secretish(text[colon+1:at]) {
				return 0, 0, false
			}
			return colon + 1, at, true
		case c == ':' && colon < 0:
			colon = at
		case c <= ' ' || strings.IndexByte("/?#\"'<>()[]{}", c) >= 0:
			return 0, 0, false
		}
	}
	return 0, 0, false
}

// secretish tells whether a password is one and no placeholder.
func secretish(s string) bool {
	lower := strings.ToLower(s)
	for _, p := range append([]string{"password", "passwd", "pass", "***", "..."}, placeholders...) {
		if strings.Contains(lower, p) {
			return false
		}
	}
	return len(s) >= 6 && longestRun(s) < 5 && entropy(s) >= 2
}
