package live_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/live"
)

func TestMain(m *testing.M) { testparts.Main(m) }

func TestEachTypeArrivesAndIsRemembered(t *testing.T) {
	s := newStage(t, nil)
	early := s.connect()
	s.action("crab", "hello there")
	s.flag()
	s.ban("copied in step")
	early.await("action", isAction("crab"))
	early.await("flag", isType("flag"))
	early.await("decision", isType("decision"))
	hello := s.connect().await("hello", isType("hello"))
	got := map[string]bool{}
	for _, f := range hello["frames"].([]any) {
		got[f.(map[string]any)["type"].(string)] = true
	}
	if len(got) != 3 {
		t.Errorf("who comes later is told of %v", got)
	}
	early.await("count of one flag and one ban", func(f map[string]any) bool {
		totals, ok := f["totals"].(map[string]any)
		return ok && totals["bans"].(float64) == 1 && totals["flags"].(float64) == 1
	})
}

func TestTextIsCutAndOriginsStay(t *testing.T) {
	s := newStage(t, nil)
	w := s.connect()
	s.action("crab", strings.Repeat("é", 4000))
	a := w.await("action", isAction("crab"))["action"].(map[string]any)
	if text := a["text"].(string); len(text) > 510 || !strings.HasSuffix(text, "…") {
		t.Errorf("a text of %d bytes is sent", len(text))
	}
}

func TestFilterHoldsBack(t *testing.T) {
	s := newStage(t, nil)
	w := s.connect()
	if err := w.WriteJSON(map[string]any{"filter": live.Filter{Agents: []string{"crab"}}}); err != nil {
		t.Fatal(err)
	}
	w.await("answer to the filter", func(f map[string]any) bool {
		return f["type"] == "hello" && f["filter"].(map[string]any)["agents"] != nil
	})
	s.action("shrimp", "not wanted")
	s.action("crab", "wanted")
	got := w.await("action", isType("action"))
	if !isAction("crab")(got) {
		t.Errorf("the filter let through %v", got)
	}
}

func TestBadFilterIsAnsweredAndChangesNothing(t *testing.T) {
	s := newStage(t, nil)
	w := s.connect()
	for message, part := range map[string]string{
		`{"filter":{"types":["thing"]}}`: "filter.types", `{"filter":{"colour":"red"}}`: "colour", `nonsense`: "want", `{}`: "missing",
	} {
		if err := w.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
			t.Fatal(err)
		}
		if got := w.await("error", isType("error"))["error"].(string); !strings.Contains(got, part) {
			t.Errorf("%s is answered with %q, want something about %q", message, got, part)
		}
	}
	s.action("crab", "still here")
	w.await("action", isAction("crab"))
}

// A peer that takes nothing must neither hold up the others nor make memory grow: it misses.
func TestStalledPeerHindersNobody(t *testing.T) {
	s := newStage(t, func(c *live.Config) { c.History = 64 })
	stalled, res, err := websocket.DefaultDialer.Dial("ws"+s.url[len("http"):]+"/ws", nil)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	defer stalled.Close()
	w := s.connect()
	for i := range 400 {
		s.action(fmt.Sprint("crab-", i), strings.Repeat("text ", 90))
	}
	w.await("last action", isAction("crab-399"))
}

func TestTooManyAreTurnedAway(t *testing.T) {
	s := newStage(t, func(c *live.Config) { c.MaxClients = 1 })
	var held *websocket.Conn
	for deadline := time.Now().Add(10 * time.Second); held == nil && time.Now().Before(deadline); { // the probe's place is given back soon
		conn, res, err := websocket.DefaultDialer.Dial("ws"+s.url[len("http"):]+"/ws", nil)
		if err == nil {
			held = conn
		}
		if res != nil {
			res.Body.Close()
		}
	}
	if held == nil {
		t.Fatal("nobody gets in")
	}
	defer held.Close()
	_, res, err := websocket.DefaultDialer.Dial("ws"+s.url[len("http"):]+"/ws", nil)
	if err == nil || res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("one too many gets %v", err)
	}
	if res != nil {
		res.Body.Close()
	}
}

func TestOtherOriginsAreRefused(t *testing.T) {
	s := newStage(t, nil)
	_, res, err := websocket.DefaultDialer.Dial("ws"+s.url[len("http"):]+"/ws", http.Header{"Origin": {"https://elsewhere.example"}})
	if err == nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("another site's page gets %v", err)
	}
	res.Body.Close()
}

func TestPageAndItsFiles(t *testing.T) {
	s := newStage(t, nil)
	for path, part := range map[string]string{"/": "<title>Moltwatch live", "/app.js": "WebSocket", "/style.css": "--ground", "/health": "ok", "/api/recent": "totals"} {
		res := get(t, s.url+path)
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(body), part) {
			t.Errorf("%s answers %s, %v", path, res.Status, err)
		}
		if csp := res.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s has the policy %q", path, csp)
		}
	}
	res, err := http.Post(s.url+"/", "text/plain", strings.NewReader("x"))
	if err != nil || res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a write is answered with %v, %v", res.Status, err)
	}
	res.Body.Close()
}

func FuzzParseFilter(f *testing.F) {
	for _, seed := range []string{`{"filter":{}}`, `{"filter":{"types":["flag"],"text":"a"}}`, `{"filter":null}`, `[]`, ``, `{"filter":{"kinds":[1]}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		filter, err := live.ParseFilter(message)
		if err == nil && (len(filter.Types) > 100 || len(filter.Text) > 1000) {
			t.Errorf("a filter without bounds is taken: %d types", len(filter.Types))
		}
	})
}

// Whoever comes while it stops is served to the end, or not at all: when Run is over nobody is left.
func TestItStopsWhilePeopleCome(t *testing.T) {
	s := newStage(t, nil)
	var people sync.WaitGroup
	came := make(chan struct{}, 1)
	for range 8 {
		people.Go(func() {
			for {
				conn, res, err := websocket.DefaultDialer.Dial("ws"+s.url[len("http"):]+"/ws", nil)
				if res != nil {
					_ = res.Body.Close()
				}
				if conn == nil {
					if res == nil && err != nil { // nobody listens any more
						return
					}
					continue
				}
				select {
				case came <- struct{}{}:
				default:
				}
				for err == nil {
					_, _, err = conn.ReadMessage()
				}
				_ = conn.Close()
			}
		})
	}
	<-came
	s.stop()
	people.Wait()
}
