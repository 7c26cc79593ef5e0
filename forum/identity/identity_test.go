package identity

import (
	"bytes"
	"fmt"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func secret(t testing.TB, fill byte) Secret {
	t.Helper()
	s, err := NewSecret(bytes.Repeat([]byte{fill}, MinSecretBytes))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASecretIsMadeOnceAndForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	first, err := LoadOrCreateSecret(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := LoadOrCreateSecret(path)
	if err != nil || !bytes.Equal(first, again) || len(first) != MinSecretBytes {
		t.Errorf("got %d bytes, then others: %v", len(first), err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	if err := os.WriteFile(path, []byte("zz"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadOrCreateSecret(path); err == nil {
		t.Error("a broken secret was taken, or replaced")
	}
	if _, err := NewSecret([]byte("short")); err == nil {
		t.Error("a short secret was taken")
	}
}

func TestKeysAreLongAndTheirHashesDependOnTheSecret(t *testing.T) {
	key := NewKey()
	if !strings.HasPrefix(key, KeyPrefix) || len(key) < len(KeyPrefix)+43 || key == NewKey() {
		t.Errorf("key of %d characters", len(key))
	}
	if bytes.Equal(secret(t, 1).KeyHash(key), secret(t, 2).KeyHash(key)) {
		t.Error("two secrets give one hash")
	}
}

func TestAClaimTokenIsGenuineOrNothing(t *testing.T) {
	s := secret(t, 1)
	const agent = "agent_with_underscore-1"
	token, again := s.ClaimToken(agent, 0), s.ClaimToken(agent, 2)
	for round, token := range map[int64]string{0: token, 2: again} {
		if id, r, ok := s.AgentOfClaim(token); !ok || id != agent || r != round {
			t.Errorf("got %q, round %d, %v", id, r, ok)
		}
	}
	for _, forged := range []string{
		"", claimPrefix, token + "x", strings.Replace(token, "agent", "other", 1), secret(t, 2).ClaimToken(agent, 0),
		strings.Replace(again, "-2_", "-3_", 1), strings.Replace(again, "-2_", "_", 1), strings.Replace(again, "-2_", "-02_", 1), strings.Replace(token, "_agent", "-0_agent", 1),
	} {
		if _, _, ok := s.AgentOfClaim(forged); ok {
			t.Errorf("%q was taken", forged)
		}
	}
}

func TestALinkIsReadByWhoSignedItUntilItExpires(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	links := secret(t, 1).LinkSigner("forum")
	token, err := links.Sign("attempt-1", now.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if id, ok := links.Read(token, now); !ok || id != "attempt-1" {
		t.Errorf("got %q, %v", id, ok)
	}
	identityToken, err := secret(t, 1).IdentityToken("forum", "attempt-1", "", now)
	if err != nil {
		t.Fatal(err)
	}
	for what, got := range map[string]func() (string, bool){
		"late":             func() (string, bool) { return links.Read(token, now.Add(2*time.Minute)) },
		"another forum":    func() (string, bool) { return secret(t, 1).LinkSigner("other").Read(token, now) },
		"another secret":   func() (string, bool) { return secret(t, 2).LinkSigner("forum").Read(token, now) },
		"changed":          func() (string, bool) { return links.Read(token+"x", now) },
		"an identity":      func() (string, bool) { return links.Read(identityToken, now) },
		"nothing":          func() (string, bool) { return links.Read("", now) },
		"without a secret": func() (string, bool) { return links.Read("eyJhbGciOiJub25lIn0."+strings.Split(token, ".")[1]+".", now) },
	} {
		if id, ok := got(); ok {
			t.Errorf("%s: taken as %q", what, id)
		}
	}
}

func TestOriginHoldsHashesOfTheAddressAndItsNetwork(t *testing.T) {
	s := secret(t, 1)
	a := s.Origin(netip.MustParseAddr("192.0.2.7"), "agent/1", "Owner", "key-1")
	b := s.Origin(netip.MustParseAddr("::ffff:192.0.2.9"), "agent/1", "owner", "key-2")
	c := s.Origin(netip.MustParseAddr("198.51.100.7"), "agent/2", "", "")
	if a.Net != b.Net || a.Addr == b.Addr || a.Net == c.Net || a.Client != b.Client || a.Client == c.Client || a.Owner != b.Owner || a.Key == b.Key || c.Owner != "" {
		t.Errorf("got %+v, %+v, %+v", a, b, c)
	}
	v6, near, far := "2001:db8:1:2::1", "2001:db8:1:9::5", "2001:db8:2::1"
	net := func(addr string) string { return s.Origin(netip.MustParseAddr(addr), "", "", "").Net }
	if net(v6) != net(near) || net(v6) == net(far) {
		t.Error("an IPv6 network is not its /48")
	}
	if text := fmt.Sprint(a, b, c); strings.Contains(text, "192.0") || strings.Contains(text, "key-") || strings.Contains(strings.ToLower(text), "owner:owner") {
		t.Errorf("raw data in %s", text)
	}
}

func TestXForwardedForCountsOnlyFromTrustedProxies(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct{ peer, header, want string }{
		{"192.0.2.1:5", "203.0.113.9", "192.0.2.1"},
		{"10.0.0.1:5", "203.0.113.9", "203.0.113.9"},
		{"10.0.0.1:5", "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"},
		{"10.0.0.1:5", "nonsense", "10.0.0.1"},
		{"10.0.0.1:5", "", "10.0.0.1"},
		{"[::ffff:192.0.2.1]:5", "", "192.0.2.1"},
	} {
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{}}
		if c.header != "" {
			r.Header.Set("X-Forwarded-For", c.header)
		}
		if got := RemoteAddr(r, trusted).String(); got != c.want {
			t.Errorf("%s with %q: got %s, want %s", c.peer, c.header, got, c.want)
		}
	}
}

func TestStaffAreKnownByTheirWholeToken(t *testing.T) {
	staff, err := NewStaff(secret(t, 1), map[string]string{"clawd": "0123456789abcdef", "staff": "fedcba9876543210"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for token, want := range map[string]string{"0123456789abcdef": "clawd", "fedcba9876543210": "staff", "0123456789abcde": "", "": ""} {
		if got, _ := staff.Who(token); got != want {
			t.Errorf("%q is %q, want %q", token, got, want)
		}
	}
	for _, tokens := range []map[string]string{nil, {"": "0123456789abcdef"}, {"x": "short"}} {
		if _, err := NewStaff(secret(t, 1), tokens, nil); err == nil {
			t.Errorf("%v was taken", tokens)
		}
	}
}

// A stranger's header never counts, and a proxy's never gives what is no address.
func FuzzRemoteAddr(f *testing.F) {
	for _, header := range []string{"", "203.0.113.9", "::1, 10.0.0.1", ",,,", "fe80::1%eth0", "10.0.0.1,10.0.0.2"} {
		f.Add(header)
	}
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, header string) {
		for _, peer := range []string{"192.0.2.1:5", "10.0.0.1:5"} {
			r := &http.Request{RemoteAddr: peer, Header: http.Header{"X-Forwarded-For": {header}}}
			got := RemoteAddr(r, trusted)
			if !got.IsValid() || (strings.HasPrefix(peer, "192") && got.String() != "192.0.2.1") {
				t.Fatalf("%s with %q: got %s", peer, header, got)
			}
		}
	})
}
