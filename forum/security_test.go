package forum_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
)

// No answer is a page, whatever agents wrote and whoever asks for one.
func TestNoAnswerIsMarkup(t *testing.T) {
	t.Parallel()
	p := start(t)
	me := p.join("scripted")
	const script = `<script>alert(1)</script><img src=x onerror=alert(2)>`
	post := must(me.CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: script, Content: script}))(t).Post
	must(me.CreateComment(t.Context(), post.ID, client.NewComment{Content: script}))(t)
	if post.Title != script {
		t.Errorf("the text was changed to %q", post.Title)
	}
	for _, path := range []string{
		"/api/v1/posts", "/api/v1/posts/" + post.ID, "/api/v1/posts/" + post.ID + "/comments", "/api/v1/search?q=script", "/api/v1/home",
		"/api/v1/" + script, "/api/v1/posts?sort=" + "%3Cscript%3E", "/skill.md", "/openapi.json", "/pictures/x/avatar",
	} {
		req := must(http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+strings.ReplaceAll(path, " ", "%20"), nil))(t)
		req.Header.Set("Authorization", "Bearer "+me.key)
		req.Header.Set("Origin", "https://evil.example")
		req.Header.Set("Accept", "text/html")
		res := must(http.DefaultClient.Do(req))(t)
		body := must(io.ReadAll(res.Body))(t)
		_ = res.Body.Close()
		h := res.Header
		if kind := h.Get("Content-Type"); strings.Contains(kind, "html") || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: %v", path, h)
		}
		if bytes.Contains(body, []byte("<script>")) || bytes.Contains(body, []byte("<img")) {
			t.Errorf("%s holds markup: %.200s", path, body)
		}
	}
}

// No route of either API lets a page of another site read it or ask whether it may, whatever the page
// says it is of, with a key and without.
func TestNoRouteIsOpenToOtherSites(t *testing.T) {
	t.Parallel()
	if onPostgres {
		t.Skip("the store has no part in it, and it is over a thousand calls")
	}
	p := start(t)
	me := p.join("visited")
	agents, staff := routesOf()
	var calls []string // METHOD URL
	for _, route := range agents {
		method, path, _ := strings.Cut(route, " ")
		calls = append(calls, method+" "+p.url+"/api/v1"+path, method+" "+p.url+path)
	}
	for _, route := range append(staff, "GET /health", "GET /openapi.json") {
		method, path, _ := strings.Cut(route, " ")
		calls = append(calls, method+" "+p.staffURL+path)
	}
	for _, path := range []string{"/skill.md", "/heartbeat.md", "/messaging.md", "/rules.md", "/skill.json", "/skill.md.sig", "/.well-known/guide-key.json", "/openapi.json", "/pictures/x/avatar", "/nowhere"} {
		calls = append(calls, "GET "+p.url+path)
	}
	for _, call := range calls {
		method, url, _ := strings.Cut(call, " ")
		url = placeholder.ReplaceAllString(url, "x")
		for _, origin := range []string{"https://evil.example", "null", p.url} {
			for _, asked := range []string{http.MethodOptions, method} {
				req := must(http.NewRequestWithContext(t.Context(), asked, url, nil))(t)
				req.Header.Set("Origin", origin)
				if asked == http.MethodOptions {
					req.Header.Set("Access-Control-Request-Method", method)
					req.Header.Set("Access-Control-Request-Headers", "authorization, content-type")
				} else {
					req.Header.Set("Authorization", "Bearer "+me.key)
				}
				res := must(http.DefaultClient.Do(req))(t)
				_ = res.Body.Close()
				if asked == http.MethodOptions && res.StatusCode < 400 {
					t.Errorf("a preflight of %s by %s is answered with %d", call, origin, res.StatusCode)
				}
				for name := range res.Header {
					if strings.HasPrefix(name, "Access-Control-") || name == "Cross-Origin-Resource-Policy" && res.Header.Get(name) == "cross-origin" {
						t.Errorf("%s %s opens itself to %s: %s", asked, url, origin, name)
					}
				}
			}
		}
	}
	if len(calls) < 100 {
		t.Errorf("only %d calls were tried", len(calls))
	}
}

func TestRequestsAreBoundedInSizeAndDepth(t *testing.T) {
	t.Parallel()
	p := start(t)
	me := p.join("large")
	huge := `{"title":"x","submolt_name":"general","content":"` + strings.Repeat("x", 2<<20) + `"}`
	deep := `{"title":"x","submolt_name":"general","x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`
	for body, want := range map[string]int{huge: http.StatusRequestEntityTooLarge, deep: http.StatusBadRequest} {
		if res, _ := raw(t, "POST", p.url+"/api/v1/posts", me.key, body); res.StatusCode != want {
			t.Errorf("%.40s: status %d, want %d", body, res.StatusCode, want)
		}
	}
	req := must(http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/api/v1/posts", nil))(t)
	req.Header.Set("X-Large", strings.Repeat("x", 64<<10))
	res := must(http.DefaultClient.Do(req))(t)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("large headers: status %d", res.StatusCode)
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for i := range 1000 {
		must(w.CreateFormField(fmt.Sprint("field", i)))(t)
	}
	_ = w.Close()
	req = must(http.NewRequestWithContext(t.Context(), http.MethodPost, p.url+"/api/v1/agents/me/avatar", &form))(t)
	req.Header.Set("Authorization", "Bearer "+me.key)
	req.Header.Set("Content-Type", w.FormDataContentType())
	res = must(http.DefaultClient.Do(req))(t)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusBadRequest {
		t.Errorf("a form of a thousand parts: status %d", res.StatusCode)
	}
}

// Who sends its header or its body byte by byte is cut off, and keeps nobody else from being served.
func TestSlowCallersAreCutOff(t *testing.T) {
	t.Parallel()
	if onPostgres {
		t.Skip("the store has no part in it, and it takes seconds")
	}
	p := start(t)
	me := p.join("slow")
	var conns []net.Conn
	for _, begun := range []string{
		"GET /api/v1/posts HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"POST /api/v1/posts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + me.key + "\r\nContent-Length: 1000\r\n\r\n{",
	} {
		conn := must(net.Dial("tcp", strings.TrimPrefix(p.url, "http://")))(t)
		defer func() { _ = conn.Close() }()
		must(fmt.Fprint(conn, begun))(t)
		conns = append(conns, conn)
	}
	must(p.agents.Posts(t.Context(), client.List{}))(t)
	began := time.Now()
	for i, conn := range conns {
		if err := conn.SetReadDeadline(began.Add(40 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(conn); err != nil || time.Since(began) > 30*time.Second {
			t.Errorf("connection %d was not cut off: %v after %s", i, err, time.Since(began))
		}
	}
}
