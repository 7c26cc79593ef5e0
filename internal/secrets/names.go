package secrets

import (
	"strings"
	"unicode/utf8"
)

// names are what a text calls a secret before it gives it. A value after "token" or "key" may be
// many things that are public; it must look random.
var names = []struct {
	word string // lower case, no separators
	kind string
}{
	{"apikey", KindAssignedKey}, {"apitoken", KindAssignedKey}, {"apisecret", KindAssignedKey},
	{"accesskey", KindAssignedKey}, {"accesstoken", KindAssignedKey}, {"authtoken", KindAssignedKey},
	{"secretkey", KindAssignedKey}, {"secretaccesskey", KindAssignedKey}, {"clientsecret", KindAssignedKey},
	{"refreshtoken", KindAssignedKey}, {"sessiontoken", KindAssignedKey}, {"bearertoken", KindAssignedKey},
	{"privatekey", KindAssignedKey}, {"signingkey", KindAssignedKey}, {"encryptionkey", KindAssignedKey},
	{"bottoken", KindAssignedKey}, {"webhooksecret", KindAssignedKey},
	{"secret", KindAssignedKey}, {"token", KindAssignedKey}, {"key", KindAssignedKey},
	{"authorization", KindAssignedKey}, {"bearer", KindAssignedKey}, {"credential", KindAssignedKey}, {"credentials", KindAssignedKey},
	{"password", KindPassword}, {"passwd", KindPassword}, {"pwd", KindPassword}, {"pw", KindPassword}, {"pswd", KindPassword}, {"passphrase", KindPassword},
	{"passcode", KindPassword}, {"pass", KindPassword}, {"passwort", KindPassword}, {"kennwort", KindPassword}, {"passe", KindPassword},
	{"contrasena", KindPassword}, {"senha", KindPassword}, {"schlussel", KindAssignedKey},
}

// namesByEnd are the places in names of those that end with a letter, of either case.
var namesByEnd = func() (by [32][]int) {
	for i, name := range names {
		last := name.word[len(name.word)-1] & 0x1f
		by[last] = append(by[last], i)
	}
	return by
}()

// foreign are names of secrets in other alphabets.
var foreign = []string{"пароль", "Пароль", "ПАРОЛЬ", "密码", "密碼", "パスワード", "비밀번호"}

// longestNamed bounds the words that are looked at as names.
const longestNamed = 64

// named gives the end of a name of a secret that begins at i.
func named(text string, i int) (stop int, kind string, ok bool) {
	if text[i] >= utf8.RuneSelf {
		for _, word := range foreign {
			if strings.HasPrefix(text[i:], word) {
				return i + len(word), KindPassword, true
			}
		}
		return i, "", false
	}
	stop = i
	for stop < len(text) && wordByte(text[stop]) && stop-i < longestNamed {
		stop++
	}
	if stop+1 >= len(text) || text[stop] != latin1 {
		kind, ok = nameOf(text[i:stop])
		return stop, kind, ok
	}
	var plain [2 * longestNamed]byte
	n := copy(plain[:], text[i:stop])
	for stop < len(text) && n < longestNamed {
		if text[stop] == latin1 && stop+1 < len(text) {
			plain[n] = unaccented(text[stop+1])
			stop++
		} else if wordByte(text[stop]) {
			plain[n] = text[stop]
		} else {
			break
		}
		stop, n = stop+1, n+1
	}
	kind, ok = nameOf(string(plain[:n]))
	return stop, kind, ok
}

// latin1 is the first byte of most letters with an accent: contraseña, Schlüssel.
const latin1 = 0xc3

// unaccented gives the letter that a letter with an accent is made of, by its second byte.
func unaccented(second byte) byte {
	const letters = "aaaaaaaceeeeiiiidnooooo_ouuuuy_s"
	return letters[second&0x1f]
}

// nameOf tells which kind of secret a word names.
func nameOf(word string) (kind string, ok bool) {
	if len(word) < 3 {
		return KindPassword, strings.EqualFold(word, "pw")
	}
	ending := namesByEnd[word[len(word)-1]&0x1f]
	if len(ending) == 0 {
		return "", false
	}
	var b [64]byte
	n := 0
	for i := range len(word) {
		if c := word[i]; c != '_' && c != '-' {
			b[n] = c
			if c >= 'A' && c <= 'Z' {
				b[n] += 'a' - 'A'
			}
			n++
		}
	}
	plain := string(b[:n])
	if strings.Contains(plain, "public") || strings.HasPrefix(plain, "pub") {
		return "", false
	}
	for _, n := range ending {
		name := &names[n]
		if !strings.HasSuffix(plain, name.word) {
			continue
		}
		// "monkey" is no key: before the name stands nothing, or the end of another word.
		if head := len(word) - len(name.word); len(plain) == len(name.word) || head > 0 && separated(word, name.word) {
			return name.kind, true
		}
	}
	return "", false
}

// separated tells whether a name stands apart at the end of a word: after _ or -, or with a
// capital of its own.
func separated(word, name string) bool {
	need, i := len(name), len(word)
	for need > 0 && i > 0 {
		i--
		if word[i] != '_' && word[i] != '-' {
			need--
		}
	}
	if i == 0 {
		return true
	}
	return word[i-1] == '_' || word[i-1] == '-' || class(word[i]) == 'A' && class(word[i-1]) == 'a'
}
