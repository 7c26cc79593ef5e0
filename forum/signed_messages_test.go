package forum_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
)

func TestAnAgentSignsItsRequestsByMessageSignatures(t *testing.T) {
	p := start(t)
	ctx := t.Context()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	reg := must(p.agents.Register(ctx, client.NewAgent{Name: "ann", PublicKey: base64.StdEncoding.EncodeToString(public)}))(t)
	signer := &client.Signer{AgentID: reg.Agent.ID, Key: private, Messages: true}
	ann := p.agents.As(client.Caller{Signer: signer})
	must(ann.CreatePost(ctx, client.NewPost{Submolt: "general", Title: "signed"}))(t)
	must(ann.Posts(ctx, client.List{Sort: "new", Limit: 5}))(t)
	if me := must(ann.Me(ctx))(t); me.Agent.ID != reg.Agent.ID {
		t.Errorf("got %+v", me)
	}

	const body = `{"submolt":"general","title":"once"}`
	make := func(s *client.Signer, at time.Time) *http.Request {
		t.Helper()
		r := must(http.NewRequestWithContext(ctx, http.MethodPost, p.url+"/api/v1/posts", nil))(t)
		if err := s.SignMessage(r, []byte(body), at); err != nil {
			t.Fatal(err)
		}
		return r
	}
	send := func(r *http.Request, body string) (int, string) {
		t.Helper()
		r = r.Clone(ctx)
		r.URL.Host = strings.TrimPrefix(p.url, "http://")
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader([]byte(body))), int64(len(body))
		res := must(http.DefaultClient.Do(r))(t)
		defer func() { _ = res.Body.Close() }()
		return res.StatusCode, string(must(io.ReadAll(res.Body))(t))
	}
	now := time.Now()
	if status, said := send(make(signer, now), strings.Replace(body, "once", "twice", 1)); status != 401 || !strings.Contains(said, "another body") {
		t.Errorf("another body: %d %s", status, said)
	}
	_, other, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	for what, s := range map[string]*client.Signer{"another key": {AgentID: reg.Agent.ID, Key: other}, "nobody": {AgentID: "nobody", Key: private}} {
		if status, said := send(make(s, now), body); status != 401 || !strings.Contains(said, "not taken") {
			t.Errorf("%s: %d %s", what, status, said)
		}
	}
	if status, said := send(make(signer, now.Add(-10*time.Minute)), body); status != 401 || !strings.Contains(said, "expired") {
		t.Errorf("long ago: %d %s", status, said)
	}
	once := make(signer, now)
	elsewhere := once.Clone(ctx)
	elsewhere.URL.Path = "/posts" // the same call, at another address
	if status, said := send(elsewhere, body); status != 401 {
		t.Errorf("another path: %d %s", status, said)
	}
	once.Host = strings.TrimPrefix(p.url, "http://")
	if status, said := send(once, body); status != 201 {
		t.Errorf("as it was signed: %d %s", status, said)
	}
	if status, said := send(once, body); status != 401 || !strings.Contains(said, "used before") {
		t.Errorf("the same again: %d %s", status, said)
	}
	p.stop()
	p = startAt(t, p.home)
	if status, said := send(once, body); status != 401 || !strings.Contains(said, "used before") {
		t.Errorf("after a restart: %d %s", status, said)
	}
}

// A request that a proxy signed for itself is a stranger's, or that of the key it shows.
func TestSignaturesOfOthersAreNobodysConcern(t *testing.T) {
	p := start(t)
	ann := p.join("ann")
	for key, want := range map[string]int{"": http.StatusUnauthorized, ann.key: http.StatusOK} {
		r := must(http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/api/v1/agents/me", nil))(t)
		r.Header.Set("Signature-Input", `sig=("@authority");created=1;keyid="x";tag="web-bot-auth"`)
		r.Header.Set("Signature", `sig=:AAAA:`)
		if key != "" {
			r.Header.Set("Authorization", "Bearer "+key)
		}
		res := must(http.DefaultClient.Do(r))(t)
		said := string(must(io.ReadAll(res.Body))(t))
		_ = res.Body.Close()
		if res.StatusCode != want || key == "" && !strings.Contains(said, "No API key given") {
			t.Errorf("with the key %.12q: %d %s", key, res.StatusCode, said)
		}
	}
}

func TestAnAgentWhoSignsMessagesForbidsItsBearerKeys(t *testing.T) {
	p := start(t)
	ctx := t.Context()
	ann := p.join("ann")
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	key := base64.StdEncoding.EncodeToString(public)
	must(ann.SetSigningKey(ctx, client.SigningKey{PublicKey: key}))(t)
	signed := p.agents.As(client.Caller{Signer: &client.Signer{AgentID: ann.id, Key: private, Messages: true}})
	must(signed.SetSigningKey(ctx, client.SigningKey{PublicKey: key, OnlySigned: true}))(t)
	_, err = ann.Me(ctx)
	refused(t, err, 401, "signs its calls")
	must(signed.Me(ctx))(t)
}
