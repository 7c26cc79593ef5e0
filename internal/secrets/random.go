package secrets

import (
	"math"
	"strings"
)

// placeholders are what writers put where a key would stand.
var placeholders = []string{"example", "your", "placeholder", "redacted", "changeme", "dummy", "insert", "sample",
	"fake", "xxxx", "secret", "token", "apikey", "api_key", "abcdefgh", "12345678", "notreal", "here", "goes", "deadbeef"}

// random tells whether a string looks drawn at random and not written: digits, capitals and
// small letters mixed, no placeholder, nearly as many different characters as chance gives.
//
// The entropy is Shannon's, of the counts of bytes. n bytes drawn from an alphabet of k have
// about log2(min(n, k)) of it less the little that repeats cost; three quarters of that is what
// fewer than one of a thousand random strings of twenty fall short of, and words, sequences and
// repeated letters mostly do.
func random(s string) bool {
	if len(s) < 8 || longestRun(s) >= 5 || !changes(s) {
		return false
	}
	alphabet := 62.0
	if isHex(s) {
		alphabet = 16
	}
	return entropy(s) >= 0.75*math.Log2(math.Min(float64(len(s)), alphabet)) && !placeholder(s)
}

func placeholder(s string) bool {
	lower := strings.ToLower(s)
	for _, p := range placeholders {
		if strings.Contains(lower, p) {
			return true
		}
	}
	return false
}

// entropy is Shannon's, in bits a byte.
func entropy(s string) float64 {
	var counts [256]int
	for i := range len(s) {
		counts[s[i]]++
	}
	sum := 0.0
	for _, n := range counts {
		if n > 0 {
			p := float64(n) / float64(len(s))
			sum -= p * math.Log2(p)
		}
	}
	return sum
}

// changes tells whether a string goes from letters to digits or from one case to the other as
// often as chance would have it, and not only between words. Without digits it must do so more
// often: Words.Like.These have capitals too.
func changes(s string) bool {
	if mixed(s) {
		return turns(s) >= max(2, len(s)/8)
	}
	return turns(s) >= max(6, len(s)/3)
}

// turns is how often two bytes side by side are of different classes.
func turns(s string) int {
	n := 0
	for i := 1; i < len(s); i++ {
		if class(s[i]) != class(s[i-1]) {
			n++
		}
	}
	return n
}

func class(c byte) byte { return classes[c] }

// classes is what each byte is: a small letter, a capital, a digit, or a sign.
var classes = func() (all [256]byte) {
	for c := range all {
		switch {
		case c >= '0' && c <= '9':
			all[c] = '0'
		case c >= 'a' && c <= 'z':
			all[c] = 'a'
		case c >= 'A' && c <= 'Z':
			all[c] = 'A'
		default:
			all[c] = '-'
		}
	}
	return all
}()

// mixed tells whether there are letters and digits.
func mixed(s string) bool {
	letters, digits := false, false
	for i := 0; i < len(s) && !(letters && digits); i++ {
		switch class(s[i]) {
		case '0':
			digits = true
		case 'a', 'A':
			letters = true
		}
	}
	return letters && digits
}

func longestRun(s string) int {
	longest, run := 0, 0
	for i := range len(s) {
		if i > 0 && s[i] == s[i-1] {
			run++
		} else {
			run = 1
		}
		longest = max(longest, run)
	}
	return longest
}

func isHex(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
			return false
		}
	}
	return true
}

// isUUID tells whether a string has the form of a UUID.
func isUUID(s string) bool {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return false
	}
	return isHex(s[:8]) && isHex(s[9:13]) && isHex(s[14:18]) && isHex(s[19:23]) && isHex(s[24:])
}
