package forum_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum/admin"
	"github.com/moltwatch/moltwatch/forum/api"
	"github.com/moltwatch/moltwatch/forum/client"
)

// hostile sends one call as a stranger made it and checks what any answer must be: no fault of the
// forum's own, JSON, no page, and soon.
func hostile(t *testing.T, method, base, path, at, query, authorization string, body []byte) *http.Response {
	t.Helper()
	target, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	target.Path = placeholder.ReplaceAllLiteralString(path, at)
	target.RawPath = placeholder.ReplaceAllLiteralString(path, url.PathEscape(at))
	target.RawQuery = strings.Map(func(r rune) rune {
		if r <= ' ' || r == '#' || r >= 0x7f {
			return '+'
		}
		return r
	}, query)
	if strings.ContainsFunc(authorization, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		t.Skip("no client can send it")
	}
	began := time.Now()
	req, err := http.NewRequestWithContext(t.Context(), method, target.String(), strings.NewReader(string(body)))
	if err != nil {
		t.Skip("no client can send it")
	}
	req.Header.Set("Authorization", authorization)
	req.Header.Set("Idempotency-Key", "k"+fmt.Sprint(len(body)))
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, target, err)
	}
	answer, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	switch {
	case err != nil, res.StatusCode >= 500, res.StatusCode >= 300 && res.StatusCode < 400:
		t.Errorf("%s %s answers %d %v: %.300s", method, target, res.StatusCode, err, answer)
	case strings.Contains(res.Header.Get("Content-Type"), "html"), !json.Valid(answer):
		t.Errorf("%s %s answers what is no JSON: %.300s", method, target, answer)
	case time.Since(began) > 10*time.Second:
		t.Errorf("%s %s took %s", method, target, time.Since(began))
	}
	return res
}

// FuzzAgentsAPI: whatever is sent to a route of the agents' API, in its path, query, key or body.
func FuzzAgentsAPI(f *testing.F) {
	p := start(f)
	me, other := p.join("me-myself"), p.join("other")
	post := p.post(me, "stage")
	comment := must(other.CreateComment(f.Context(), post.ID, client.NewComment{Content: "below"}))(f).Comment
	talk := must(other.RequestConversation(f.Context(), client.MessageRequest{To: me.name, Message: "May I talk with you about the reef?"}))(f)
	routes := (&api.Server{}).Routes()
	for i, r := range routes {
		empty := []byte("{}")
		if r.Body != nil {
			empty = must(json.Marshal(r.Body))(f)
		}
		for _, at := range []string{post.ID, comment.ID, talk.ConversationID, "other", "general", "..", "%2e", "\x00"} {
			f.Add(uint8(i), at, "sort=new&limit=2&cursor=bmV3LjAuMA&offset=1&q=reef&name=other&author=other&submolt=general&filter=all&type=all", "", empty)
		}
		f.Add(uint8(i), post.ID, "limit=-1&cursor=%ff&offset=99999999999999999999&sort=", "Bearer eyJhbGciOiJub25lIn0.e30.", []byte(`{"title":"t","content":"c","submolt":"general","confidence":2,"rationale":7}`))
		f.Add(uint8(i), "a/b", "a=%zz&;", "Basic !!", []byte(`{"to":"me-myself","message":"`+strings.Repeat("x", 50)+`","name":"Ａ\u202e","verdict":null,"metadata":{"a":[[[]]]}}`))
	}
	var mu sync.Mutex
	f.Fuzz(func(t *testing.T, route uint8, at, query, authorization string, body []byte) {
		r := routes[int(route)%len(routes)]
		prefix := "/api/v1"
		if len(at)%2 == 1 {
			prefix = ""
		}
		mu.Lock()
		key := me.key
		mu.Unlock()
		mine := authorization == ""
		if mine {
			authorization = "Bearer " + key
		}
		res := hostile(t, r.Method, p.url, prefix+r.Path, at, query, authorization, body)
		if mine && res.StatusCode == http.StatusUnauthorized { // it has given its key away, or forbidden it
			mu.Lock()
			defer mu.Unlock()
			p.t = t
			me = p.join(fmt.Sprint("me-", time.Now().UnixNano()))
		}
	})
}

// FuzzStaffAPI: whatever is sent to a route of the admin API.
func FuzzStaffAPI(f *testing.F) {
	p := start(f)
	me := p.join("me-myself")
	post := p.post(me, "stage")
	calls := admin.Calls()
	for i, c := range calls {
		empty := []byte("{}")
		if c.Body != nil {
			empty = must(json.Marshal(c.Body))(f)
		}
		f.Add(uint8(i), post.ID, "after=1&limit=2&from=a", "", empty)
		f.Add(uint8(i), "\x00", "after=%00&limit=0", "Bearer "+me.key, []byte(`{"items":[{"kind":"post","id":"`+post.ID+`"}],"agents":["`+me.id+`"],"kind":"suspend","until":"9999-12-31T23:59:59Z","verdict":"release","reason":"r","all":false}`))
	}
	f.Fuzz(func(t *testing.T, call uint8, at, query, authorization string, body []byte) {
		c := calls[int(call)%len(calls)]
		if authorization == "" {
			authorization = "Bearer " + staffToken
		}
		hostile(t, c.Method, p.staffURL, "/admin/v1"+c.Path, at, query, authorization, body)
	})
}
