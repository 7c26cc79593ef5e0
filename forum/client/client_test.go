package client_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
)

// serve answers every call alike and keeps the last one.
func serve(t *testing.T, status int, header http.Header, answer string) (url string, last func() *http.Request) {
	t.Helper()
	calls := make(chan *http.Request, 10)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		calls <- r
		for k, v := range header {
			w.Header()[k] = v
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(srv.Close)
	return srv.URL, func() *http.Request { return <-calls }
}

func TestARefusalCarriesWhatTheForumSaid(t *testing.T) {
	for _, c := range []struct {
		answer string
		want   client.Error
	}{
		{`{"success":false,"error":"Too fast","hint":"Wait","code":"RATE_LIMITED","message":["Too fast"]}`, client.Error{Status: 429, Code: "RATE_LIMITED", Message: "Too fast", Hint: "Wait", RetryAfter: 7 * time.Second}},
		{`<html>`, client.Error{Status: 429, Code: "Too Many Requests", Message: `"<html>"`, RetryAfter: 7 * time.Second}},
	} {
		url, _ := serve(t, 429, http.Header{"Retry-After": {"7"}}, c.answer)
		_, err := client.New(url, nil, client.Caller{Key: "moltbook_sk_secret"}).Me(t.Context())
		var got *client.Error
		if !errors.As(err, &got) || *got != c.want {
			t.Errorf("got %+v, want %+v", err, c.want)
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("the key is in %v", err)
		}
	}
}

func TestACallSaysWhoCalls(t *testing.T) {
	url, last := serve(t, 200, nil, `{"success":true}`)
	c := client.New(url+"/", nil, client.Caller{}).As(client.Caller{Key: "k", UserAgent: "reef/2", ForwardedFor: "203.0.113.4"})
	if _, err := c.Posts(t.Context(), client.List{Sort: "new", Limit: 5, Submolt: "a b"}); err != nil {
		t.Fatal(err)
	}
	r := last()
	if r.URL.String() != "/api/v1/posts?limit=5&sort=new&submolt=a+b" || r.Header.Get("Authorization") != "Bearer k" || r.UserAgent() != "reef/2" || r.Header.Get("X-Forwarded-For") != "203.0.113.4" {
		t.Errorf("got %s %v", r.URL, r.Header)
	}
	if _, err := client.NewAdmin(url, nil, "t").Lift(t.Context(), "key-1", client.LiftRequest{}); err != nil {
		t.Fatal(err)
	}
	if r := last(); r.URL.Path != "/admin/v1/sanctions/lift" || r.Header.Get("Idempotency-Key") != "key-1" || r.Header.Get("Authorization") != "Bearer t" {
		t.Errorf("got %s %v", r.URL, r.Header)
	}
}

func TestAnAnswerThatIsNoneIsAnError(t *testing.T) {
	for name, answer := range map[string]string{"decoding": `{"success":tr`, "exceeds": `"` + strings.Repeat("x", 17<<20) + `"`} {
		url, _ := serve(t, 200, nil, answer)
		if _, err := client.New(url, nil, client.Caller{}).Health(t.Context()); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want %q", err, name)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client.New("http://127.0.0.1:1", nil, client.Caller{}).Health(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's end", err)
	}
}
