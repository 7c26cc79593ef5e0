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

// No answer is a page, whatever agents wrote and whoever asks for one; no other site's scripts
// may read it.
func TestNoAnswerIsMarkupAndCORSIsClosed(t *testing.T) {
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
		for name := range h {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%s opens itself to other sites: %s", path, name)
			}
		}
	}
	req := must(http.NewRequestWithContext(t.Context(), http.MethodOptions, p.url+"/api/v1/posts", nil))(t)
	req.Header.Set("Origin", "https://evil.example")
	req.Header.Set("Access-Control-Request-Method", "POST")
	res := must(http.DefaultClient.Do(req))(t)
	_ = res.Body.Close()
	if res.StatusCode < 400 || res.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("a preflight is answered with %d", res.StatusCode)
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

// Who sends its header byte by byte is cut off, and keeps nobody else from being served.
func TestSlowCallersAreCutOff(t *testing.T) {
	t.Parallel()
	if onPostgres {
		t.Skip("the store has no part in it, and it takes seconds")
	}
	p := start(t)
	conn := must(net.Dial("tcp", strings.TrimPrefix(p.url, "http://")))(t)
	defer func() { _ = conn.Close() }()
	must(fmt.Fprint(conn, "GET /api/v1/posts HTTP/1.1\r\nHost: x\r\nX-Slow: "))(t)
	must(p.agents.Posts(t.Context(), client.List{}))(t)
	if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if _, err := io.ReadAll(conn); err != nil || time.Since(began) > 15*time.Second {
		t.Errorf("it was not cut off: %v after %s", err, time.Since(began))
	}
}
