package identity

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"
)

// Whatever a stranger shows as a token of the forum's own is none: of a link, of an identity, of a claim.
func FuzzTokens(f *testing.F) {
	ours, err := NewSecret([]byte(strings.Repeat("o", MinSecretBytes)))
	if err != nil {
		f.Fatal(err)
	}
	others, err := NewSecret([]byte(strings.Repeat("x", MinSecretBytes)))
	if err != nil {
		f.Fatal(err)
	}
	now := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	link, err := others.LinkSigner("forum").Sign("id", now.Add(time.Hour))
	if err != nil {
		f.Fatal(err)
	}
	shown, err := others.IdentityToken("forum", "agent", "", now)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		"", link, shown, others.ClaimToken("agent", 0), others.ClaimToken("agent", 7), "eyJhbGciOiJub25lIn0.e30.", claimPrefix + hex.EncodeToString(make([]byte, 16)) + "-9999999999999999999_agent",
		claimPrefix, claimPrefix + "_", strings.Repeat(".", 100),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if id, ok := ours.LinkSigner("forum").Read(token, now); ok {
			t.Errorf("it is a link for %q", id)
		}
		if id, ok := ours.AgentOfIdentity(token, "forum", "", now); ok {
			t.Errorf("it shows agent %q", id)
		}
		if id, _, ok := ours.AgentOfClaim(token); ok {
			t.Errorf("it claims agent %q", id)
		}
	})
}
