package identity

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
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

// claimOf gives a claim link's token of a round that a text decides.
func claimOf(t *testing.T, content string) string {
	return secret(t, 1).ClaimToken("01890a5d-ac96-774b-bcce-b302099a8057", int64(len(content)%3))
}

// FuzzTokensIn: what is found has the shape of a key, and what stands there as it is, is found.
func FuzzTokensIn(f *testing.F) {
	f.Add("see " + NewKey() + ".")
	f.Add(KeyPrefix + KeyPrefix + strings.Repeat("a", 60))
	f.Add(`{"a":"\u006d\\_%41&#65;` + "\u200b\xff" + `"}` + base64.StdEncoding.EncodeToString([]byte(NewSession())))
	f.Fuzz(func(t *testing.T, content string) {
		found := TokensIn([]byte(content))
		for _, key := range found.Keys {
			if !strings.HasPrefix(key, KeyPrefix) || len(key) != len(NewKey()) {
				t.Fatalf("found the key %q in %q", key, content)
			}
		}
		for _, token := range found.Sessions {
			if !LooksLikeSession(token) || len(token) != len(NewSession()) {
				t.Fatalf("found the token %q in %q", token, content)
			}
		}
		for _, token := range found.Claims {
			if !strings.HasPrefix(token, claimPrefix) {
				t.Fatalf("found the claim %q in %q", token, content)
			}
		}
		key, session, claim := NewKey(), NewSession(), claimOf(t, content)
		found = TokensIn([]byte(content + " " + key + " " + session + " " + claim))
		for _, have := range []struct {
			token string
			list  []string
		}{{key, found.Keys}, {session, found.Sessions}, {claim, found.Claims}} {
			if len(have.list) < maxKeysIn && !slices.Contains(have.list, have.token) {
				t.Fatalf("%q is not found after %q: %q", have.token, content, have.list)
			}
		}
	})
}

// A token that says of an extension that it must be understood is refused (RFC 7515, 4.1.11): none is known here.
func TestATokenWithACriticalExtensionIsRefused(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	for name, header := range map[string]map[string]any{
		"none": {}, "an unknown one": {"crit": []string{"x"}, "x": 1}, "a payload as it is": {"crit": []string{"b64"}, "b64": false}, "an empty list": {"crit": []string{}},
	} {
		token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims{
			"sub": "agent", "aud": "forum", "jti": "12345678", "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(), "htm": "GET", "htu": "/",
		})
		token.Header["typ"] = signedType
		maps.Copy(token.Header, header)
		signed, err := token.SignedString(private)
		if err != nil {
			t.Fatal(err)
		}
		_, err = VerifySigned(signed, "forum", "GET", "/", now, func(string) (ed25519.PublicKey, error) { return public, nil })
		if len(header) == 0 && err != nil || len(header) > 0 && !errors.Is(err, ErrUnsigned) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
