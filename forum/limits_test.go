package forum_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/limits"
	"github.com/moltwatch/moltwatch/internal/event"
)

// handClock is a clock that a test moves.
type handClock struct{ micros atomic.Int64 }

func newHandClock() *handClock {
	c := &handClock{}
	c.micros.Store(time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC).UnixMicro())
	return c
}

func (c *handClock) now() time.Time          { return time.UnixMicro(c.micros.Load()).UTC() }
func (c *handClock) advance(d time.Duration) { c.micros.Add(d.Microseconds()) }

// limited runs a forum under a preset.
func limited(t testing.TB, name string, clock *handClock, more ...func(*forum.Config)) func(*forum.Config) {
	t.Helper()
	preset := must(limits.Named(name))(t)
	return func(cfg *forum.Config) {
		cfg.Limits, cfg.Clock = preset, clock.now
		for _, change := range more {
			change(cfg)
		}
	}
}

// raw makes a call and gives what came back.
func raw(t testing.TB, method, url, key string, body string) (*http.Response, map[string]any) {
	t.Helper()
	req := must(http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body)))(t)
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	res := must(http.DefaultClient.Do(req))(t)
	text := must(io.ReadAll(res.Body))(t)
	_ = res.Body.Close()
	var answer map[string]any
	_ = json.Unmarshal(text, &answer) // what is no JSON is nil
	return res, answer
}

// limitOf gives how long a refusal for being too fast asks to wait.
func limitOf(t testing.TB, err error) time.Duration {
	t.Helper()
	var refused *client.Error
	if !errors.As(err, &refused) || refused.Status != http.StatusTooManyRequests || refused.Code != "RATE_LIMITED" {
		t.Fatalf("got %v, want a 429", err)
	}
	// The forum's times rise with each action, so they are a little ahead of a clock that stands.
	return refused.RetryAfter.Truncate(10 * time.Second)
}

func TestLaunchLimitsPostsAndComments(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	p := start(t, limited(t, limits.Launch, clock))
	me, other := p.join("author"), p.join("other")
	post := p.post(me, "first")
	clock.advance(10 * time.Minute)
	again := client.NewPost{Submolt: "general", Title: "too soon"}
	_, err := me.CreatePost(t.Context(), again)
	if wait := limitOf(t, err); wait != 20*time.Minute {
		t.Errorf("wait %s, want 20 minutes", wait)
	}
	p.post(other, "of another")
	clock.advance(20*time.Minute + time.Second)
	must(me.CreatePost(t.Context(), again))(t)
	for i := range 50 {
		clock.advance(30 * time.Second)
		must(me.CreateComment(t.Context(), post.ID, client.NewComment{Content: fmt.Sprint("comment ", i)}))(t)
	}
	_, err = me.CreateComment(t.Context(), post.ID, client.NewComment{Content: "one too many"})
	if wait := limitOf(t, err); wait != (time.Hour - 49*30*time.Second).Truncate(10*time.Second) {
		t.Errorf("wait %s, want until the first is an hour old", wait)
	}
	eventually(t, "actions that tell of it", func() bool { return len(p.rec.of(event.RateLimited)) >= 2 })
}

func TestEstablishedIsStricterOnTheFirstDay(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	p := start(t, limited(t, limits.Established, clock))
	me := p.join("author")
	post := p.post(me, "first")
	clock.advance(time.Hour)
	_, err := me.CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: "too soon"})
	if wait := limitOf(t, err); wait != time.Hour {
		t.Errorf("wait %s, want an hour more", wait)
	}
	comment := client.NewComment{Content: "hm"}
	must(me.CreateComment(t.Context(), post.ID, comment))(t)
	clock.advance(30*time.Second + time.Second/2)
	res, body := raw(t, "POST", p.url+"/api/v1/posts/"+post.ID+"/comments", me.key, `{"content":"hm"}`)
	if res.StatusCode != 429 || res.Header.Get("Retry-After") != "30" || res.Header.Get("X-RateLimit-Remaining") != "0" {
		t.Errorf("status %d, %v", res.StatusCode, res.Header)
	}
	for field, want := range map[string]any{
		"success": false, "statusCode": 429.0, "remaining": 0.0, "retry_after_seconds": 30.0, "daily_remaining": 19.0,
		"retryAfter": 30.0, "retryAfterMinutes": 1.0, "retry_after_minutes": 1.0, "code": "RATE_LIMITED", "message": body["error"],
	} {
		if body[field] != want {
			t.Errorf("%s is %v, want %v", field, body[field], want)
		}
	}
	must(me.CreateSubmolt(t.Context(), client.NewSubmolt{Name: "mine"}))(t)
	clock.advance(2 * time.Hour)
	_, err = me.CreateSubmolt(t.Context(), client.NewSubmolt{Name: "mine-too"})
	limitOf(t, err)
	clock.advance(24 * time.Hour) // grown up
	must(me.CreateSubmolt(t.Context(), client.NewSubmolt{Name: "mine-too"}))(t)
	p.post(me, "second")
	clock.advance(30*time.Minute + time.Second)
	p.post(me, "third")
	must(me.CreateComment(t.Context(), post.ID, comment))(t)
	clock.advance(21 * time.Second)
	must(me.CreateComment(t.Context(), post.ID, comment))(t)
}

func TestEveryAnswerSaysHowTheLimitStands(t *testing.T) {
	t.Parallel()
	p := start(t, limited(t, limits.Launch, newHandClock()))
	me := p.join("reader")
	for i, c := range []struct {
		method, path, key string
		status            int
	}{
		{"GET", "/skill.md", me.key, 200},
		{"GET", "/openapi.json", me.key, 200},
		{"GET", "/api/v1/agents/me", me.key, 200},
		{"GET", "/api/v1/posts/none", me.key, 404},
		{"POST", "/api/v1/posts", me.key, 400},
		{"GET", "/api/v1/none", me.key, 404},
		{"PUT", "/api/v1/posts", me.key, 404},
		{"GET", "//posts", me.key, 404},
		{"POST", "/api/v1/../v1/posts", me.key, 404},
		{"GET", "/api/v1/posts/%00", me.key, 404},
	} {
		res, _ := raw(t, c.method, p.url+c.path, c.key, "")
		if got, want := res.Header.Get("X-RateLimit-Remaining"), fmt.Sprint(99-i); res.StatusCode != c.status || got != want || res.Header.Get("X-RateLimit-Limit") != "100" || res.Header.Get("X-RateLimit-Reset") == "" {
			t.Errorf("%s %s: status %d, %q remain, want %d, %s", c.method, c.path, res.StatusCode, got, c.status, want)
		}
	}
	for range 90 {
		_, _ = raw(t, "GET", p.url+"/api/v1/none", me.key, "")
	}
	// A page's pictures count by themselves.
	for i := range 100 {
		if res, _ := raw(t, "GET", p.url+"/pictures/none/avatar", me.key, ""); res.StatusCode != 404 || res.Header.Get("X-RateLimit-Remaining") != fmt.Sprint(2499-i) {
			t.Fatalf("picture %d: status %d, %s remain", i, res.StatusCode, res.Header.Get("X-RateLimit-Remaining"))
		}
	}
	if res, _ := raw(t, "GET", p.url+"/skill.md", me.key, ""); res.StatusCode != 429 || res.Header.Get("Retry-After") != "60" {
		t.Errorf("one too many: status %d, Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
}

func TestRequestsAreCountedAndARestartForgivesNothing(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	at := newHome(t)
	p := startAt(t, at, limited(t, limits.Launch, clock))
	me := p.join("reader")
	for i := range 60 {
		res, _ := raw(t, "GET", p.url+"/api/v1/agents/me", me.key, "")
		if got, want := res.Header.Get("X-RateLimit-Remaining"), fmt.Sprint(99-i); res.StatusCode != 200 || got != want || res.Header.Get("X-RateLimit-Limit") != "100" {
			t.Fatalf("call %d: status %d, %s remain, want %s", i, res.StatusCode, got, want)
		}
		if reset := res.Header.Get("X-RateLimit-Reset"); reset != fmt.Sprint(clock.now().Add(time.Minute).Unix()) {
			t.Fatalf("reset at %s", reset)
		}
	}
	beats := len(p.rec.of(event.Watermark))
	eventually(t, "the counts to be kept", func() bool { return len(p.rec.of(event.Watermark)) > beats+2 })
	p.stop()
	p = startAt(t, at, limited(t, limits.Launch, clock))
	for range 40 {
		must(p.agents.As(me.Caller()).Me(t.Context()))(t)
	}
	_, err := p.agents.As(me.Caller()).Me(t.Context())
	limitOf(t, err)
	if _, err := p.agents.Posts(t.Context(), client.List{}); err != nil {
		t.Errorf("a stranger is refused for what the agent did: %v", err)
	}
	clock.advance(time.Minute)
	must(p.agents.As(me.Caller()).Me(t.Context()))(t)
}

func TestRegistrationIsLimitedByAddressBlockAndOperator(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	trust := func(cfg *forum.Config) { cfg.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }
	at := newHome(t)
	p := startAt(t, at, limited(t, limits.Launch, clock, trust))
	register := func(i int, addr string) (client.Registration, error) {
		return p.agents.As(client.Caller{ForwardedFor: addr}).Register(t.Context(), client.NewAgent{Name: fmt.Sprintf("agent-%d", i), Description: "one"})
	}
	for i := range 10 {
		must(register(i, fmt.Sprintf("203.0.113.%d", i)))(t)
	}
	p.stop()
	p = startAt(t, at, limited(t, limits.Launch, clock, trust))
	_, err := register(10, "203.0.113.99")
	if wait := limitOf(t, err); wait != time.Hour {
		t.Errorf("wait %s, want an hour", wait)
	}
	var tokens []string
	for i := range 21 {
		r := must(register(100+i, fmt.Sprintf("198.51.%d.7", i)))(t)
		tokens = append(tokens, filepath.Base(r.ClaimURL))
	}
	for i, token := range tokens {
		_, err := p.agents.As(client.Caller{ForwardedFor: fmt.Sprintf("192.0.%d.1", i)}).Claim(t.Context(), token, client.NewClaim{XHandle: "busy"})
		if i < 20 && err != nil {
			t.Fatal(err)
		}
		if i == 20 {
			limitOf(t, err)
		}
	}
}

// Whoever tries keys is held back as a stranger, and an action tells of it once.
func TestWrongKeysAreCountedAndTold(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	p := start(t, limited(t, limits.Launch, clock))
	refusals := map[int]int{}
	for range 110 {
		res, _ := raw(t, "GET", p.url+"/api/v1/agents/me", "moltbook_sk_guess", "")
		refusals[res.StatusCode]++
	}
	if refusals[401] != 100 || refusals[429] != 10 {
		t.Errorf("got %v", refusals)
	}
	eventually(t, "the actions", func() bool { return len(p.rec.of(event.AuthFailed)) == 1 && len(p.rec.of(event.RateLimited)) == 1 })
	for _, a := range p.rec.of(event.AuthFailed) {
		if !strings.HasPrefix(a.Agent.ID, "stranger-") || strings.Contains(a.Agent.ID, "127.0.0.1") {
			t.Errorf("it is told of %q", a.Agent.ID)
		}
	}
}
