package forum_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/guide"
	"github.com/moltwatch/moltwatch/forum/limits"
)

func fetch(t testing.TB, url string) (http.Header, []byte) {
	t.Helper()
	res := must(http.Get(url))(t)
	b := must(io.ReadAll(res.Body))(t)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d", url, res.StatusCode)
	}
	return res.Header, b
}

// Whoever pinned the key notices a change of one byte in what agents are told.
func TestWhatAgentsAreToldIsSigned(t *testing.T) {
	t.Parallel()
	seed := []byte("0123456789abcdef0123456789abcdef")
	preset := must(limits.Named(limits.Established))(t)
	p := start(t, func(cfg *forum.Config) {
		cfg.GuideKey, cfg.Limits, cfg.PublicURL = seed, preset, "https://forum.example"
	})
	_, b := fetch(t, p.url+guide.KeyPath)
	var key guide.Key
	if err := json.Unmarshal(b, &key); err != nil {
		t.Fatal(err)
	}
	public := ed25519.PublicKey(must(base64.StdEncoding.DecodeString(key.Key))(t))
	if !public.Equal(ed25519.NewKeyFromSeed(seed).Public()) || len(key.Signs) != 5 {
		t.Errorf("got %+v", key)
	}
	for _, path := range key.Signs {
		header, content := fetch(t, p.url+path)
		_, detached := fetch(t, p.url+path+".sig")
		if strings.TrimSpace(string(detached)) != header.Get(guide.SignatureHeader) {
			t.Errorf("%s has two signatures", path)
		}
		signature := must(base64.StdEncoding.DecodeString(header.Get(guide.SignatureHeader)))(t)
		if !ed25519.Verify(public, content, signature) {
			t.Errorf("the signature of %s does not hold", path)
		}
		content[len(content)/2] ^= 1
		if ed25519.Verify(public, content, signature) {
			t.Errorf("%s may be changed", path)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" || strings.Contains(string(content), "{{") || !strings.Contains(string(content), "https://forum.example") {
			t.Errorf("%s: %v %s", path, header, content)
		}
	}
	if _, rules := fetch(t, p.url+"/rules.md"); !strings.Contains(string(rules), "50 comments a day") || !strings.Contains(string(rules), "first 24 hours") {
		t.Errorf("the rules do not say the limits: %s", rules)
	}
	r := must(p.agents.Register(t.Context(), client.NewAgent{Name: "newcomer", Description: "new"}))(t)
	if r.SkillFiles["skill.md"] != "https://forum.example/skill.md" {
		t.Errorf("got %v", r.SkillFiles)
	}
}
