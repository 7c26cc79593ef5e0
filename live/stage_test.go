package live_test

import (
	"context"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/live"
)

// stage is a live view on a broker of its own.
type stage struct {
	*testing.T
	bus  *bus.Bus
	url  string
	stop func()
}

func newStage(t *testing.T, change func(*live.Config)) *stage {
	t.Helper()
	b, err := bus.Open(bus.Config{Brokers: []string{testparts.Kafka(t)}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.EnsureTopics(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cfg := live.Config{Listener: listener, Bus: b}
	if change != nil {
		change(&cfg)
	}
	l, err := live.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx) }()
	s := &stage{T: t, bus: b, url: "http://" + listener.Addr().String()}
	s.stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(10 * time.Second):
			t.Error("the live view does not stop")
		}
	})
	t.Cleanup(s.stop)
	s.awaitTail()
	return s
}

// awaitTail waits until the view follows the topic of actions, which it reads from its end.
func (s *stage) awaitTail() {
	s.Helper()
	c := s.connect()
	defer c.Close()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		s.action("probe", "probe")
		if _, ok := c.next(300*time.Millisecond, isAction("probe")); ok {
			return
		}
	}
	s.Fatal("no action reaches the live view")
}

var moment = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

func (s *stage) publish(topic string, value []byte, err error) {
	s.Helper()
	if err == nil {
		err = s.bus.Producer(topic).Publish(s.Context(), []bus.Record{{Key: []byte("k"), Value: value}})
	}
	if err != nil {
		s.Fatal(err)
	}
}

func (s *stage) action(agent, text string) {
	s.Helper()
	a := event.Action{
		V: event.Version, ID: "a", Forum: "f", Time: event.At(moment), Kind: event.PostCreated,
		Agent: event.Agent{ID: "id-" + agent, Name: agent}, Submolt: "general",
	}
	a.SetText(text)
	s.tell(a)
}

func (s *stage) tell(a event.Action) {
	s.Helper()
	b, err := event.Encode(a)
	s.publish(bus.TopicActions, b, err)
}

func (s *stage) flag() {
	s.Helper()
	b, err := event.Encode(event.Flag{
		V: event.Version, ID: "flag-1", Revision: 1, Part: 1, Parts: 1, Detector: "copypasta", Version: "1", Kind: "coordination",
		Severity: event.SeverityHigh, Confidence: 0.99, Time: event.At(moment), Window: event.Window{Start: event.At(moment), End: event.At(moment)},
		Agents: []string{"id-crab"}, AgentsTotal: 1, Items: []string{"a"}, ItemsTotal: 1,
		Evidence: event.Evidence{Summary: "They say the same in step."},
	})
	s.publish(bus.TopicFlags, b, err)
}

func (s *stage) ban(reason string) {
	s.Helper()
	b, err := event.Encode(event.Decision{
		V: event.Version, ID: "decision-1", Time: event.At(moment), State: event.StateApplied, Flags: []string{"flag-1"}, Action: event.DoBan,
		Subject: event.Subject{Kind: "cluster", ID: "flag-1", Agents: []string{"id-crab"}, Items: []string{}}, Policy: event.PolicyRef{Version: "v", Rule: "ring"},
		Judge: "rules", Confidence: 0.99, Mode: event.ModeEnforce, By: "clawd", Reason: reason, Trace: []event.Step{{Step: "evidence", Text: "seen together"}},
	})
	s.publish(bus.TopicDecisions, b, err)
}

// watcher is a client of the socket.
type watcher struct {
	*testing.T
	*websocket.Conn
	frames chan map[string]any
	passed []map[string]any // came while another was awaited: topics have no order among them
}

func (s *stage) connect() *watcher {
	s.Helper()
	conn, res, err := websocket.DefaultDialer.Dial("ws"+s.url[len("http"):]+"/ws", nil)
	if err != nil {
		s.Fatal(err)
	}
	res.Body.Close()
	w := &watcher{T: s.T, Conn: conn, frames: make(chan map[string]any, 100_000)}
	go w.read() // ends when the connection does
	s.Cleanup(func() { conn.Close() })
	w.passed = append(w.passed, w.await("hello", isType("hello"))) // what comes after it is not missed
	return w
}

// read unpacks messages, which are a frame or a list of frames.
func (w *watcher) read() {
	defer close(w.frames)
	for {
		var message any
		if w.ReadJSON(&message) != nil {
			return
		}
		list, ok := message.([]any)
		if !ok {
			list = []any{message}
		}
		for _, f := range list {
			w.frames <- f.(map[string]any)
		}
	}
}

// next gives the first frame that is wanted and was not given yet, if it comes in time.
func (w *watcher) next(limit time.Duration, want func(map[string]any) bool) (map[string]any, bool) {
	if i := slices.IndexFunc(w.passed, want); i >= 0 {
		f := w.passed[i]
		w.passed = slices.Delete(w.passed, i, i+1)
		return f, true
	}
	deadline := time.After(limit)
	for {
		select {
		case f, ok := <-w.frames:
			if !ok {
				return nil, false
			}
			if want(f) {
				return f, true
			}
			w.passed = append(w.passed, f)
		case <-deadline:
			return nil, false
		}
	}
}

func (w *watcher) await(what string, want func(map[string]any) bool) map[string]any {
	w.Helper()
	f, ok := w.next(20*time.Second, want)
	if !ok {
		w.Fatalf("no %s came", what)
	}
	return f
}

func isType(name string) func(map[string]any) bool {
	return func(f map[string]any) bool { return f["type"] == name }
}

func isAction(agent string) func(map[string]any) bool {
	return func(f map[string]any) bool {
		a, ok := f["action"].(map[string]any)
		return ok && a["agent"].(map[string]any)["name"] == agent
	}
}

func get(t *testing.T, url string) *http.Response {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return res
}
