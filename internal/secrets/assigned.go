package secrets

import "strings"

// A value that is longer than longValue is judged by the part before that: what the session tokens
// of AWS begin with is not drawn at random.
const (
	longValue = 512
	judged    = 64
)

// assigned gives the value of an assignment whose name begins at i: `api_key = …`,
// `"token": "…"`, `Authorization: Bearer …`, `OPENAI_API_KEY=…`, `the key is …`. The name is the
// end of a word, so that DB_PASSWORD is a password.
func (s *scanner) assigned(i int) (kind string, start, end int) {
	text := s.text
	stop, name, ok := named(text, i)
	if !ok || i > 0 && text[i-1] == '/' {
		return "", i, i
	}
	at, ok := sign(text, stop, name)
	if !ok {
		return "", i, i
	}
	start = at
	end = value(text, at, longValue)
	long := end-at == longValue
	if long {
		if name == KindPassword || !random(text[end-judged:end]) {
			return "", i, i
		}
		if end = value(text, end, longestKey); end-at > longestKey {
			return "", i, i
		}
	}
	for end > start && strings.IndexByte(".,:;!?", text[end-1]) >= 0 {
		end--
	}
	if name == KindPassword {
		if v := text[start:end]; plausiblePassword(v) && !calledPublic(text, i, stop, v) {
			return name, start, end
		}
		return "", i, i
	}
	if v := text[start:end]; len(v) >= 16 && !public(v) && !isUUID(v) && !isPath(v) && (long || random(strings.Trim(v, "-_"))) && !calledPublic(text, i, stop, v) {
		return name, start, end
	}
	return "", i, i
}

// sign passes over what stands between a name and its value.
func sign(text string, at int, kind string) (int, bool) {
	limit := min(len(text), at+24)
	skip := func(set string) (any bool) {
		for at < limit && strings.IndexByte(set, text[at]) >= 0 {
			at++
			any = true
		}
		return any
	}
	quoted := skip("\"'`*")
	spaced := skip(" \t\u00a0")
	equal := false
	if n := verb(text[at:]); n > 0 { // the password is: …
		at += n
		equal = true
		skip(" \t")
	}
	for _, s := range []string{"=>", ":=", "==", "=", ":", "："} {
		if strings.HasPrefix(text[at:], s) {
			at += len(s)
			equal = true
			break
		}
	}
	if !equal && !(spaced || quoted) {
		return at, false
	}
	if !equal && kind == KindPassword {
		return at, false
	}
	if kind != KindPassword {
		skip(" \t\r\n\"'`*")
	}
	skip(" \t\"'`*")
	for _, scheme := range []string{"Bearer ", "bearer ", "Basic "} {
		if strings.HasPrefix(text[at:], scheme) {
			at += len(scheme)
		}
	}
	skip("\"'`")
	return at, true
}

// verb gives the length of a verb that says what something is.
func verb(text string) int {
	if text == "" || strings.IndexByte("ilwe\xc3", text[0]) < 0 {
		return 0
	}
	for _, word := range [...]string{"is", "ist", "lautet", "was", "war", "es", "est", "é"} {
		if rest, ok := strings.CutPrefix(text, word); ok && rest != "" && (rest[0] == ' ' || rest[0] == ':' || rest[0] == '=' || strings.HasPrefix(rest, "：")) {
			return len(word)
		}
	}
	return 0
}

// value gives the end of a value that goes on at i, after at most so many bytes.
func value(text string, i, most int) int {
	end := i
	for limit := min(len(text), i+most); end < limit && valueByte(text[end]); {
		end++
	}
	return end
}

func valueByte(c byte) bool { return valueBytes[c] }

var valueBytes = func() (all [256]bool) {
	for c := '!'; c < 0x7f; c++ {
		all[c] = !strings.ContainsRune("\"'`<>()[]{},;|\\*", c)
	}
	return all
}()

// public are values that anyone may know although they look random: addresses of wallets and
// contracts, and links.
func public(v string) bool {
	if len(v) == 42 && strings.HasPrefix(v, "0x") {
		return true
	}
	if host, _, path := strings.Cut(v, "/"); path && strings.Contains(host, ".") {
		return true
	}
	if strings.Contains(v, "://") || strings.HasPrefix(v, "/") && !base64Drawn(v) || strings.HasPrefix(v, "$") || strings.Contains(v, "...") {
		return true
	}
	_, ok := base58Of(v, 32, 44, 32)
	return ok
}

// base64Drawn tells a key in Base64 that happens to begin with a slash, as one in 64 does, from a
// path: of the pairs of letters and digits that stand side by side in a key three in five are of two
// classes, in a path of words few are.
func base64Drawn(v string) bool {
	for i := range len(v) {
		if !base64Byte(v[i]) {
			return false
		}
	}
	n := 0
	for part := range strings.SplitSeq(v, "/") {
		n += turns(part)
	}
	return len(v) >= 32 && n*8 >= len(v)*3
}

// plausiblePassword tells a password from a word about passwords: ten bytes or more, with
// letters, digits and one more class.
func plausiblePassword(v string) bool {
	if len(v) < 8 || len(v) > 128 || !mixed(v) || !secretish(v) || public(v) || isUUID(v) || strings.HasPrefix(v, "$") {
		return false
	}
	lower, upper, other := false, false, false
	for i := range len(v) {
		switch class(v[i]) {
		case 'a':
			lower = true
		case 'A':
			upper = true
		case '-':
			other = true
		}
	}
	return lower && upper || other
}
