package forum_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

// movable is a clock that a test moves on.
type movable struct{ ahead atomic.Int64 }

func (m *movable) now() time.Time            { return time.Now().Add(time.Duration(m.ahead.Load())) }
func (m *movable) pass(d time.Duration)      { m.ahead.Add(int64(d)) }
func (m *movable) configure(c *forum.Config) { c.Clock = m.now }

func TestAKeyIsRotatedAndEndsAfterTheOverlap(t *testing.T) {
	t.Parallel()
	clock := &movable{}
	p := start(t, clock.configure, func(c *forum.Config) { c.KeyLife, c.KeyOverlap = 24*time.Hour, time.Hour })
	ctx := t.Context()
	ann := p.join("ann")
	began := clock.now()
	reg := must(p.agents.Register(ctx, client.NewAgent{Name: "bob", Description: "I am bob"}))(t)
	ends := func(what string, at *time.Time) {
		t.Helper()
		if at == nil || at.Sub(began).Round(time.Minute) != 24*time.Hour {
			t.Errorf("%s says that the key ends at %v", what, at)
		}
	}
	ends("registration", reg.ExpiresAt)
	ends("the agent in it", reg.Agent.ExpiresAt)
	ends("the status", must(ann.Status(ctx))(t).ExpiresAt)
	if _, told := fetch(t, p.url+"/skill.md"); !strings.Contains(string(told), "good for 24 hours") || !strings.Contains(string(told), "good for an hour more") {
		t.Errorf("agents are not told that their keys end:\n%s", told)
	}
	clock.pass(23 * time.Hour)
	made := must(ann.RotateKey(ctx, client.KeyRotation{}))(t)
	again := p.agents.As(client.Caller{Key: made.APIKey})
	must(again.Me(ctx))(t)
	must(ann.Me(ctx))(t) // for the overlap
	clock.pass(time.Hour + time.Minute)
	_, err := ann.Me(ctx)
	refused(t, err, 401, "expired")
	must(again.Me(ctx))(t)
	third := must(again.RotateKey(ctx, client.KeyRotation{RevokeNow: true}))(t)
	_, err = again.Me(ctx)
	refused(t, err, 401, "Invalid API key")
	clock.pass(25 * time.Hour)
	_, err = p.agents.As(client.Caller{Key: third.APIKey}).Me(ctx)
	refused(t, err, 401, "expired")
	eventually(t, "two rotations", func() bool { return len(p.rec.of(event.KeyRotated)) == 2 })
}

func TestAKeyThatDoesNotEndIsSaidToBeGood(t *testing.T) {
	t.Parallel()
	p := start(t)
	reg := must(p.agents.Register(t.Context(), client.NewAgent{Name: "ann", Description: "I am ann"}))(t)
	status := must(p.agents.As(client.Caller{Key: reg.APIKey}).Status(t.Context()))(t)
	if reg.ExpiresAt != nil || reg.Agent.ExpiresAt != nil || status.ExpiresAt != nil {
		t.Errorf("it ends: %+v, %+v", reg, status)
	}
	if _, told := fetch(t, p.url+"/skill.md"); strings.Contains(string(told), "expires_at") || !strings.Contains(string(told), "public_key") {
		t.Errorf("agents are told\n%s", told)
	}
}

func TestALeakedKeyIsRevokedAndItsOwnerTold(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann, bob, eve := p.join("ann"), p.join("bob"), p.join("eve")
	second := p.agents.As(client.Caller{Key: must(bob.RotateKey(ctx, client.KeyRotation{}))(t).APIKey})
	post := must(eve.CreatePost(ctx, client.NewPost{Submolt: "general", Title: "look", Content: "use " + bob.key + ", it works"}))(t).Post
	_, err := bob.Me(ctx)
	leaked := refused(t, err, 401, "Invalid API key: it was revoked")
	if !regexp.MustCompile(`sent here at \d{4}-\d\d-\d\dT`).MatchString(leaked.Hint) || strings.Contains(leaked.Hint, "bob") {
		t.Errorf("who shows it is told %q", leaked.Hint)
	}
	_, err = p.agents.As(client.Caller{Key: bob.key + "x"}).Me(ctx) // what never was a key is told nothing
	if e := refused(t, err, 401, "Invalid API key"); strings.Contains(e.Error()+e.Hint, "revoked") {
		t.Errorf("who shows no key is told %v, %q", e, e.Hint)
	}
	must(second.Me(ctx))(t)
	must(ann.Me(ctx))(t)
	if got := must(ann.Post(ctx, post.ID))(t).Post.Content; strings.Contains(got, bob.key) {
		t.Errorf("the key is shown: %s", got)
	}
	told := must(second.Notifications(ctx, client.List{}))(t)
	if len(told.Notifications) != 1 || told.Notifications[0].Type != "key_revoked" {
		t.Errorf("its owner reads %+v", told.Notifications)
	}
	eventually(t, "the revocation", func() bool { return len(p.rec.of(event.KeyRevoked)) == 1 })
	if a := p.rec.of(event.KeyRevoked)[0]; a.Agent.ID != bob.id || strings.Contains(a.Reason+a.Text, bob.key) {
		t.Errorf("got %+v", a)
	}
}

// A human whose agent cannot call any more reads why, until the agent has another key.
func TestAnOperatorIsToldThatAKeyOfItsAgentLeaked(t *testing.T) {
	t.Parallel()
	box, operators := withOperators(t)
	p := start(t, operators)
	ctx := t.Context()
	ann, bob, eve := p.join("ann"), p.join("bob"), p.join("eve")
	o := p.claimed(box, "ann@example.org", "keeper", ann)
	leaked := func() *time.Time { return must(o.Operator(ctx, ""))(t).Agents[0].KeyLeakedAt }
	p.post(eve, "see "+bob.key)
	if at := leaked(); at != nil {
		t.Errorf("another's key leaked at %v", at)
	}
	post := p.post(eve, "see "+ann.key)
	if at := leaked(); at == nil || at.Before(post.CreatedAt.Add(-time.Minute)) {
		t.Errorf("its key leaked at %v", at)
	}
	made := must(o.RotateKeyOf(ctx, "ann", client.KeyRotation{}))(t)
	must(p.agents.As(client.Caller{Key: made.APIKey}).Me(ctx))(t)
	if at := leaked(); at != nil {
		t.Errorf("after it has another: %v", at)
	}
}

// What the staff writes others read too: a key that it quotes in a reason or announces is nobody's any more.
func TestAKeyInWhatTheStaffWritesIsRevoked(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann, bob, eve := p.join("ann"), p.join("bob"), p.join("eve")
	must(p.staff.Sanction(ctx, "leak-1", client.SanctionRequest{Kind: client.Shadowban, Agents: []string{eve.id}, Reason: "It posted " + ann.key}))(t)
	must(p.staff.Announce(ctx, "leak-2", client.Announcement{Title: "Beware", Content: "Of " + bob.key}))(t)
	for _, m := range []member{ann, bob} {
		_, err := m.Me(ctx)
		refused(t, err, 401, "Invalid API key")
	}
}

// Whoever reads a claim link could claim the agent by it: what was posted is masked and opens nothing.
func TestALeakedClaimLinkIsRenewedAndItsAgentTold(t *testing.T) {
	t.Parallel()
	box, operators := withOperators(t)
	for name, change := range map[string]func(*forum.Config){"open": func(*forum.Config) {}, "link": operators} {
		t.Run(name, func(t *testing.T) {
			p := start(t, change)
			ctx := t.Context()
			ann, eve := p.join("ann"), p.join("eve")
			link := must(ann.Status(ctx))(t).ClaimURL
			token := claimToken(t, ann)
			claim := client.NewClaim{XHandle: "eve"}
			if name == "link" {
				claim.Email = "eve@example.org"
				must(p.agents.Claim(ctx, token, claim))(t)
			}
			post := must(ann.CreatePost(ctx, client.NewPost{Submolt: "general", Title: "claim me", Content: "Who wants me? " + link}))(t).Post
			if got := must(eve.Post(ctx, post.ID))(t).Post.Content; strings.Contains(got, token) || !strings.Contains(got, "[secret:moltbook_claim]") {
				t.Errorf("others read %s", got)
			}
			_, err := p.agents.Claim(ctx, token, claim)
			refused(t, err, 404, "Claim link")
			if name == "link" { // the proof that was asked for before is as good as the link
				_, err := p.agents.SignIn(ctx, client.NewSession{Proof: box.take("eve@example.org")})
				refused(t, err, 404, "Link")
			}
			told := must(ann.Notifications(ctx, client.List{}))(t)
			if len(told.Notifications) != 1 || told.Notifications[0].Type != "claim_link_renewed" || !strings.Contains(told.Notifications[0].Content, "/agents/status") {
				t.Errorf("the agent reads %+v", told.Notifications)
			}
			// Also the second one, in a disguise; and one that is void tells nobody anything.
			must(eve.CreatePost(ctx, client.NewPost{Submolt: "general", Title: "see", Content: token + " " + hex.EncodeToString([]byte(claimToken(t, ann)))}))(t)
			if told := must(ann.Notifications(ctx, client.List{}))(t); len(told.Notifications) != 2 {
				t.Errorf("the agent reads %+v", told.Notifications)
			}
			if name == "link" {
				p.claimed(box, "keeper@example.org", "keeper", ann)
			} else {
				must(p.agents.Claim(ctx, claimToken(t, ann), client.NewClaim{XHandle: "keeper"}))(t)
			}
			if s := must(ann.Status(ctx))(t); s.Agent.Owner == nil || s.Agent.Owner.XHandle != "keeper" {
				t.Errorf("got %+v", s)
			}
			eventually(t, "the renewals", func() bool {
				list := p.rec.of(event.AgentUpdated)
				return len(list) == 2 && list[0].Agent.ID == ann.id && list[0].Reason != ""
			})
		})
	}
}

func TestALeakedKeyIsRecognisedInDisguise(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	eve := p.join("eve")
	everywhere := func(key string, disguise func(c byte) string) string {
		var b strings.Builder
		for _, c := range []byte(key) {
			b.WriteString(disguise(c))
		}
		return b.String()
	}
	backwards := func(key string) string {
		letters := []byte(key)
		slices.Reverse(letters)
		return string(letters)
	}
	decoys := func() string {
		return strings.Repeat(" moltbook_sk_0123456789012345678901234567890123456789012", 300)
	}
	for name, disguise := range map[string]func(key string) (body string){
		"an escape of JSON": func(key string) string { return strings.ReplaceAll(key, "_", `\u005f`) },
		"escapes of JSON": func(key string) string {
			return everywhere(key, func(c byte) string { return fmt.Sprintf(`\u%04x`, c) })
		},
		"Markdown": func(key string) string { return strings.ReplaceAll(key, "_", `\\_`) },
		"HTML":     func(key string) string { return strings.ReplaceAll(key, "_", "&#95;") },
		"a link":   func(key string) string { return "https://x.example/?k=" + strings.ReplaceAll(key, "_", "%5F") },
		"percent": func(key string) string {
			return everywhere(key, func(c byte) string { return fmt.Sprintf("%%%02x", c) })
		},
		"what is not seen": func(key string) string {
			return everywhere(key, func(c byte) string { return string(rune(c)) + "\u200b" })
		},
		"full width": func(key string) string {
			return everywhere(key, func(c byte) string { return string(rune(c) + 0xfee0) })
		},
		"two lines":         func(key string) string { return key[:30] + `\n` + key[30:] },
		"spaces":            func(key string) string { return everywhere(key, func(c byte) string { return string(rune(c)) + " " }) },
		"base64":            func(key string) string { return "it is " + base64.StdEncoding.EncodeToString([]byte(key)) + "." },
		"base64 of a login": func(key string) string { return base64.URLEncoding.EncodeToString([]byte("agent:" + key)) },
		"hexadecimal":       func(key string) string { return hex.EncodeToString([]byte(key)) },
		"backwards":         backwards,
		"no prefix":         func(key string) string { return "the key is " + strings.TrimPrefix(key, "moltbook_sk_") + ", mine" },
		"half a prefix":     func(key string) string { return "key=" + strings.TrimPrefix(key, "moltbook_") },
		"a crowd":           func(key string) string { return decoys() + " " + key },
	} {
		ann := p.join("ann-" + strings.ReplaceAll(strings.ToLower(name), " ", "-"))
		second := p.agents.As(client.Caller{Key: must(ann.RotateKey(ctx, client.KeyRotation{}))(t).APIKey})
		req := must(http.NewRequestWithContext(ctx, "POST", p.url+"/api/v1/posts", strings.NewReader(`{"submolt":"general","title":"look","content":"`+disguise(ann.key)+`"}`)))(t)
		req.Header.Set("Authorization", "Bearer "+eve.key)
		res := must(http.DefaultClient.Do(req))(t)
		if said := must(io.ReadAll(res.Body))(t); res.StatusCode != 201 {
			t.Fatalf("%s: %d %s", name, res.StatusCode, said)
		}
		_ = res.Body.Close()
		if _, err := ann.Me(ctx); err == nil {
			t.Errorf("%s: the key is good", name)
		}
		if told := must(second.Notifications(ctx, client.List{}))(t); len(told.Notifications) != 1 || told.Notifications[0].Type != "key_revoked" {
			t.Errorf("%s: its owner reads %+v", name, told.Notifications)
		}
	}
	must(eve.Me(ctx))(t)
}

func TestAnAgentSignsItsCallsAndNobodyRepeatsOrChangesThem(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	reg := must(p.agents.Register(ctx, client.NewAgent{Name: "ann", PublicKey: base64.StdEncoding.EncodeToString(public)}))(t)
	if reg.APIKey != "" || reg.Agent.APIKey != "" {
		t.Errorf("it got a bearer key besides: %+v", reg)
	}
	signer := &client.Signer{AgentID: reg.Agent.ID, Forum: "moltbook", Key: private}
	ann := p.agents.As(client.Caller{Signer: signer})
	must(ann.CreatePost(ctx, client.NewPost{Submolt: "general", Title: "signed"}))(t)
	must(ann.Posts(ctx, client.List{Sort: "new"}))(t)

	call := func(method, path, body, token string) (int, string) {
		req := must(http.NewRequestWithContext(ctx, method, p.url+path, strings.NewReader(body)))(t)
		req.Header.Set("Authorization", "Bearer "+token)
		res := must(http.DefaultClient.Do(req))(t)
		defer func() { _ = res.Body.Close() }()
		return res.StatusCode, string(must(io.ReadAll(res.Body))(t))
	}
	const path, body = "/api/v1/posts", `{"submolt":"general","title":"once"}`
	now := time.Now()
	sign := func(s *client.Signer, at time.Time) string { return must(s.Sign("POST", path, []byte(body), at))(t) }
	other := must(func() (ed25519.PrivateKey, error) { _, k, err := ed25519.GenerateKey(nil); return k, err }())(t)
	token := sign(signer, now)
	half, _, _ := strings.Cut(token, ".")
	for what, c := range map[string]struct {
		method, path, body, token, words string
	}{
		"another body":   {"POST", path, strings.Replace(body, "once", "twice", 1), sign(signer, now), "another body"},
		"another path":   {"POST", "/posts", body, sign(signer, now), "htm and htu"},
		"another method": {"GET", path, "", sign(signer, now), "htm and htu"},
		"a query":        {"POST", path + "?a=b", body, sign(signer, now), "htm and htu"},
		"long ago":       {"POST", path, body, sign(signer, now.Add(-10*time.Minute)), "expired"},
		"in the future":  {"POST", path, body, sign(signer, now.Add(10*time.Minute)), "before issued"},
		"another key":    {"POST", path, body, sign(&client.Signer{AgentID: signer.AgentID, Forum: "moltbook", Key: other}, now), "signature"},
		"another forum":  {"POST", path, body, sign(&client.Signer{AgentID: signer.AgentID, Forum: "elsewhere", Key: private}, now), "audience"},
		"nobody":         {"POST", path, body, sign(&client.Signer{AgentID: "nobody", Forum: "moltbook", Key: private}, now), "signature"},
		"no signature":   {"POST", path, body, half, "signature"},
		"the alg none":   {"POST", path, body, base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"moltbook-call+jwt"}`)) + token[strings.IndexByte(token, '.'):], "signature"},
	} {
		if status, said := call(c.method, c.path, c.body, c.token); status != 401 || !strings.Contains(said, c.words) {
			t.Errorf("%s: %d %s", what, status, said)
		}
	}
	if status, said := call("POST", path, body, token); status != 201 {
		t.Errorf("as it was signed: %d %s", status, said)
	}
	if status, said := call("POST", path, body, token); status != 401 || !strings.Contains(said, "used before") {
		t.Errorf("the same again: %d %s", status, said)
	}
	p.stop()
	p = startAt(t, p.home)
	if status, said := call("POST", path, body, token); status != 401 || !strings.Contains(said, "used before") {
		t.Errorf("after a restart: %d %s", status, said)
	}
}

// A clock that jumps ahead, also over a restart, and goes back opens no call a second time.
func TestAClockThatJumpsLetsNoSignedCallBeRepeated(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	set := func(cfg *forum.Config) { cfg.Clock = clock.now }
	h := newHome(t)
	p := startAt(t, h, set)
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	made := must(p.agents.Register(t.Context(), client.NewAgent{Name: "signer", PublicKey: base64.StdEncoding.EncodeToString(public)}))(t)
	signer := &client.Signer{AgentID: made.Agent.ID, Forum: "moltbook", Key: private}
	const path, body = "/api/v1/posts", `{"submolt":"general","title":"once"}`
	token := must(signer.Sign("POST", path, []byte(body), clock.now()))(t)
	if res, said := raw(t, "POST", p.url+path, token, body); res.StatusCode != 201 {
		t.Fatalf("%d %v", res.StatusCode, said)
	}
	beats := func() {
		t.Helper()
		before := len(p.rec.of(event.Watermark))
		eventually(t, "beats", func() bool { return len(p.rec.of(event.Watermark)) > before+2 })
	}
	clock.advance(time.Hour)
	beats()
	p.stop()
	p = startAt(t, h, set)
	beats()
	clock.advance(-time.Hour)
	if res, said := raw(t, "POST", p.url+path, token, body); res.StatusCode != 401 || !strings.Contains(fmt.Sprint(said), "used before") {
		t.Errorf("after the clock went back: %d %v", res.StatusCode, said)
	}
}

func TestAnAgentWithAKeyPairForbidsItsBearerKeys(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann := p.join("ann")
	pair := func() (string, *client.Signer) {
		public, private, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString(public), &client.Signer{AgentID: ann.id, Forum: "moltbook", Key: private}
	}
	public, signer := pair()
	_, err := ann.SetSigningKey(ctx, client.SigningKey{PublicKey: "short"})
	refused(t, err, 400, "32 bytes")
	must(ann.SetSigningKey(ctx, client.SigningKey{PublicKey: public}))(t)
	must(ann.Me(ctx))(t)
	thief, _ := pair()
	_, err = ann.SetSigningKey(ctx, client.SigningKey{PublicKey: thief})
	refused(t, err, 403, "Sign this call")
	signed := p.agents.As(client.Caller{Signer: signer})
	must(signed.SetSigningKey(ctx, client.SigningKey{PublicKey: public, OnlySigned: true}))(t)
	_, err = ann.Me(ctx)
	refused(t, err, 401, "signs its calls")
	must(signed.Me(ctx))(t)
}

func TestAnIdentityTokenTellsWhoItIsAndOpensNothing(t *testing.T) {
	t.Parallel()
	clock := &movable{}
	p := start(t, clock.configure)
	ctx := t.Context()
	ann := p.join("ann")
	made := must(ann.IdentityToken(ctx, client.IdentityTokenRequest{Audience: "shop"}))(t)
	check := func(token, audience string) client.CheckedIdentity {
		return must(p.agents.VerifyIdentity(ctx, client.IdentityCheck{Token: token, Audience: audience}))(t)
	}
	if got := check(made.IdentityToken, "shop"); !got.Valid || got.Agent == nil || got.Agent.ID != ann.id {
		t.Errorf("got %+v", got)
	}
	stop := client.HaltRequest{Agents: []string{ann.id}, Reason: "we look into it"}
	must(p.staff.Halt(ctx, "3", stop))(t)
	if got := check(made.IdentityToken, "shop"); got.Valid || got.Agent != nil {
		t.Errorf("who is stopped goes on elsewhere: %+v", got)
	}
	_, err := ann.IdentityToken(ctx, client.IdentityTokenRequest{})
	refused(t, err, 403, "Stopped by the staff")
	must(p.staff.Unhalt(ctx, "4", stop))(t)
	must(p.staff.Halt(ctx, "5", client.HaltRequest{All: true, Reason: "an attack"}))(t)
	if got := check(must(ann.IdentityToken(ctx, client.IdentityTokenRequest{}))(t).IdentityToken, ""); !got.Valid {
		t.Error("that nobody writes stops who they are")
	}
	must(p.staff.Unhalt(ctx, "6", client.HaltRequest{All: true, Reason: "it is over"}))(t)
	for what, got := range map[string]client.CheckedIdentity{
		"another audience": check(made.IdentityToken, "bank"), "changed": check(made.IdentityToken+"x", "shop"), "nothing": check("", "shop"), "a key": check(ann.key, "shop"),
	} {
		if got.Valid || got.Agent != nil {
			t.Errorf("%s: %+v", what, got)
		}
	}
	_, err = p.agents.As(client.Caller{Key: made.IdentityToken}).Me(ctx)
	refused(t, err, 401, "Invalid API key")
	must(p.staff.Sanction(ctx, "1", client.SanctionRequest{Kind: client.Ban, Agents: []string{ann.id}, Reason: "spam"}))(t)
	if got := check(made.IdentityToken, "shop"); got.Valid || got.Agent != nil {
		t.Errorf("who is banned goes on elsewhere: %+v", got)
	}
	must(p.staff.Lift(ctx, "2", client.LiftRequest{Agents: []string{ann.id}, Reason: "a mistake"}))(t)
	if got := check(made.IdentityToken, "shop"); !got.Valid {
		t.Error("it is not good again")
	}
	clock.pass(2 * time.Hour)
	if got := check(made.IdentityToken, "shop"); got.Valid {
		t.Error("it is good for ever")
	}
}
