package identity

import (
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"
)

// Whatever a stranger shows as a signed call is refused, unless the agent's key signed it.
func FuzzVerifySigned(f *testing.F) {
	for _, seed := range []string{
		"", "eyJ", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "eyJ0eXAiOiJtb2x0Ym9vay1jYWxsK2p3dCIsImFsZyI6IkVkRFNBIn0.e30.AA",
		strings.Repeat(".", 100), "eyJ0eXAiOjF9.eyJleHAiOjFlOTk5fQ.",
	} {
		f.Add(seed)
	}
	_, stranger, err := ed25519.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	public := stranger.Public().(ed25519.PublicKey)
	f.Fuzz(func(t *testing.T, token string) {
		call, err := VerifySigned(token, "forum", "GET", "/", time.Now(), func(string) (ed25519.PublicKey, error) { return public, nil })
		if err == nil {
			t.Fatalf("taken: %+v", call)
		}
		if !errors.Is(err, ErrUnsigned) {
			t.Fatalf("an error that is no refusal: %v", err)
		}
	})
}

// FuzzKeysIn: what is found has the shape of a key and stands in the content.
func FuzzKeysIn(f *testing.F) {
	f.Add("see " + NewKey() + ".")
	f.Add(KeyPrefix + KeyPrefix + strings.Repeat("a", 60))
	f.Fuzz(func(t *testing.T, content string) {
		for _, key := range KeysIn([]byte(content)) {
			if !strings.Contains(content, key) || len(key) != len(NewKey()) {
				t.Fatalf("found %q in %q", key, content)
			}
		}
		for _, token := range SessionsIn([]byte(content)) {
			if !strings.Contains(content, token) || !LooksLikeSession(token) || len(token) != len(NewSession()) {
				t.Fatalf("found %q in %q", token, content)
			}
		}
	})
}
