package injection

import "bytes"

// Parts of paths of files that hold secrets, and names of such files, with an ending.
var (
	secretPaths = split(".ssh .aws .gnupg .env credential secret .netrc .npmrc .pypirc .kube/config id_rsa id_ed25519 wallet keystore .pem token auth.json passw .git-cred")
	secretNames = split("credentials credential secrets secret wallet keystore passwords auth tokens service-account")
	secretEnds  = split(".json .yaml .yml .txt .toml .ini .csv .pem .key .db")
	// ownNames are those of files in which agents keep who they are.
	ownNames = split("soul memory identity claude agents heartbeat")
	keyNames = split("rsa ed25519 ecdsa dsa")
)

func split(words string) [][]byte { return bytes.Fields([]byte(words)) }

// aboutFile are words that make of the file before them what is said of it, or a form of it without the secrets.
var aboutFile = hashesOf("template templates example examples sample samples guide guides tips format docs tutorial tutorials plugin parser loader schema")

// files marks the tokens that name a file with secrets, or one of an agent's own.
func (s *scratch) files(b []byte) {
	for i := range s.tokens {
		t := &s.tokens[i]
		// Most words stand between blanks, and are no name of a file.
		if t.class&isPath == 0 && (int(t.end) == len(b) || b[t.end] != '.') && (t.start == 0 || b[t.start-1] != '.' && b[t.start-1] != '_' && b[t.start-1] != '/') {
			continue
		}
		if next := i + 1; next < len(s.tokens) && has(aboutFile, s.tokens[next].hash) || next+1 < len(s.tokens) && has(aboutFile, s.tokens[next+1].hash) {
			continue
		}
		word, before, after := b[t.start:t.end], b[:t.start], b[t.end:]
		switch {
		case t.class&isPath != 0:
			switch {
			case bytes.HasSuffix(word, []byte(".pub")) || bytes.HasSuffix(word, []byte(".example")):
			case contains(word, secretPaths):
				t.flags |= secretFile
			case bytes.HasSuffix(word, []byte(".md")):
				t.flags |= ownFile
			}
		case len(after) > 0 && after[0] == '.' && startsWith(after, secretEnds) && equals(word, secretNames):
			t.flags |= secretFile
		case len(after) > 0 && after[0] == '.' && bytes.HasPrefix(after, []byte(".md")) && equals(word, ownNames):
			t.flags |= ownFile
		case len(before) > 0 && before[len(before)-1] == '.' && string(word) == "env":
			if n := len(before); !bytes.HasPrefix(after, []byte(".example")) && !bytes.HasPrefix(after, []byte(".sample")) && !bytes.HasPrefix(after, []byte(".template")) && (n < 2 || !wordByte(before[n-2])) {
				t.flags |= secretFile
			}
		case bytes.HasSuffix(before, []byte("id_")) && equals(word, keyNames) && !bytes.HasPrefix(after, []byte(".pub")),
			bytes.HasSuffix(before, []byte("/etc/")) && string(word) == "shadow":
			t.flags |= secretFile
		}
	}
}

func contains(word []byte, parts [][]byte) bool {
	for _, p := range parts {
		if bytes.Contains(word, p) {
			return true
		}
	}
	return false
}

func equals(word []byte, words [][]byte) bool {
	for _, w := range words {
		if bytes.Equal(word, w) {
			return true
		}
	}
	return false
}

func startsWith(text []byte, words [][]byte) bool {
	for _, w := range words {
		if bytes.HasPrefix(text, w) {
			return true
		}
	}
	return false
}
