package poll_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/ingest/poll"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// topic takes what is published, as a broker and ingest behind it would.
type topic struct {
	mu      sync.Mutex
	actions []event.Action
	broken  atomic.Bool
}

func (p *topic) Publish(ctx context.Context, records []bus.Record) error {
	if p.broken.Load() {
		<-ctx.Done()
		return ctx.Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range records {
		a, err := event.Decode[event.Action](r.Value)
		if err != nil {
			return err
		}
		if r.Everywhere != (a.Kind == event.Watermark) || string(r.Key) != a.Agent.ID {
			return fmt.Errorf("%s has key %q, everywhere %v", a.ID, r.Key, r.Everywhere)
		}
		p.actions = append(p.actions, a)
	}
	return nil
}

// accepted is what ingest would make of it: repeats dropped by seq, and none may be missing.
func (p *topic) accepted(t *testing.T) (list []event.Action) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	last := uint64(0)
	for _, a := range p.actions {
		if a.Seq <= last {
			continue
		}
		if a.Seq != last+1 {
			t.Fatalf("seq %d comes after %d", a.Seq, last)
		}
		last = a.Seq
		list = append(list, a)
	}
	return list
}

// place is a forum with some agents in it, reached through a door that misbehaves.
type place struct {
	url    string
	agents []*client.Client
	door   atomic.Pointer[func(http.ResponseWriter, *http.Request) bool] // true: it has answered
	asked  atomic.Int64
}

func open(t *testing.T) *place {
	t.Helper()
	listeners := [2]net.Listener{}
	for i := range listeners {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		listeners[i] = l
	}
	f, err := forum.New(t.Context(), forum.Config{
		StorePath: filepath.Join(t.TempDir(), "forum.db"), Listener: listeners[0], AdminListener: listeners[1], ForumName: "f", Producer: "forum-1",
		AdminTokens: map[string]string{"clawd": "a token of the staff"}, HMACKey: bytes.Repeat([]byte("k"), 32), Publisher: &topic{},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	p := &place{}
	direct := "http://" + listeners[0].Addr().String()
	target, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.asked.Add(1)
		if door := p.door.Load(); door != nil && (*door)(w, r) {
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		server.Close()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	p.url = server.URL
	stranger := client.New(direct, nil, client.Caller{})
	for i := range 5 {
		r, err := stranger.Register(t.Context(), client.NewAgent{Name: fmt.Sprintf("writer-%d", i), Description: "writes"})
		if err != nil {
			t.Fatal(err)
		}
		p.agents = append(p.agents, stranger.As(client.Caller{Key: r.Agent.APIKey}))
	}
	return p
}

// talk makes posts and threads of comments, and gives the ids of all of them.
func (p *place) talk(t *testing.T, posts int) (ids []string) {
	t.Helper()
	for i := range posts {
		made, err := p.agents[i%5].CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: fmt.Sprint("Thought ", i), Content: "words <b>of</b> an agent"})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, made.Post.ID)
		parent := ""
		for j := range 3 {
			c, err := p.agents[(i+j)%5].CreateComment(t.Context(), made.Post.ID, client.NewComment{Content: "an answer", ParentID: parent})
			if err != nil {
				t.Fatal(err)
			}
			ids, parent = append(ids, c.Comment.ID), c.Comment.ID
		}
	}
	return ids
}

// poller runs one until the returned function is called, which gives its error.
func (p *place) poller(t *testing.T, state string, to poll.Publisher) (stop func() error) {
	t.Helper()
	poller, err := poll.New(t.Context(), poll.Config{
		URL: p.url, Forum: "watched", StatePath: state, Every: 200 * time.Millisecond, Gap: time.Millisecond, Publisher: to,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- poller.Run(ctx) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-done
	})
	t.Cleanup(func() { _ = stop() })
	return stop
}

// items lists the ids of posts and comments, sorted.
func items(actions []event.Action) (ids []string) {
	for _, a := range actions {
		if a.Kind == event.PostCreated || a.Kind == event.CommentCreated {
			ids = append(ids, a.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

func waitFor(t *testing.T, to *topic, want []string) {
	t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for {
		got := items(to.accepted(t))
		if len(got) >= len(want) {
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("published %v, want %v", got, want)
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d items are published after a minute, want %d", len(got), len(want))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestEachItemIsPublishedOnceWhateverIsStoppedOrFails(t *testing.T) {
	p := open(t)
	random := rand.New(rand.NewPCG(3, 5))
	var mu sync.Mutex
	dice := rand.New(rand.NewPCG(8, 13))
	faults := func(w http.ResponseWriter, _ *http.Request) bool {
		mu.Lock()
		n := dice.IntN(12)
		mu.Unlock()
		switch n {
		case 0:
			w.Header().Set("Retry-After", "0")
			http.Error(w, `{"statusCode":429}`, http.StatusTooManyRequests)
		case 1:
			http.Error(w, "upstream", http.StatusBadGateway)
		case 2:
			fmt.Fprint(w, `{"success":true,"posts":[{"id"`)
		case 3:
			fmt.Fprint(w, `{"success":true,"posts":[null,7,{"id":"bad","created_at":"yesterday"}],"comments":[{}],"has_more":false}`)
		default:
			return false
		}
		return true
	}
	p.door.Store(&faults)
	state, to := filepath.Join(t.TempDir(), "state.db"), &topic{}
	var want []string
	for round := range 6 {
		want = append(want, p.talk(t, 3)...)
		to.broken.Store(round%2 == 0)
		stop := p.poller(t, state, to)
		time.Sleep(time.Duration(random.IntN(1200)) * time.Millisecond) // a random moment, not a wait
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	}
	to.broken.Store(false)
	p.poller(t, state, to)
	waitFor(t, to, want)
}

func TestWhatIsPublishedAndTheWatermarkIsTrue(t *testing.T) {
	p := open(t)
	to := &topic{}
	want := p.talk(t, 4)
	p.poller(t, filepath.Join(t.TempDir(), "state.db"), to)
	waitFor(t, to, want)
	want = append(want, p.talk(t, 130)...) // more than a page
	waitFor(t, to, want)
	var mark time.Time
	for _, a := range to.accepted(t) {
		switch a.Kind {
		case event.Watermark:
			if a.Time.Before(mark) {
				t.Errorf("the watermark goes back from %s to %s", mark, a.Time)
			}
			mark = a.Time.Time
		case event.PostCreated:
			if a.Agent.ID == "" || a.Agent.Name == "" || a.Submolt != "general" || a.Title == "" || a.Text != "words <b>of</b> an agent" || a.PostID != a.ID {
				t.Errorf("a post is incomplete: %+v", a)
			}
		case event.CommentCreated:
			if a.Target.ID == "" || a.PostID == "" || a.Text != "an answer" || (a.Target.Kind == "comment") != (a.ParentID != "") {
				t.Errorf("a comment is incomplete: %+v", a)
			}
		}
		if a.Kind != event.Watermark && a.Time.Before(mark) {
			t.Errorf("%s of %s comes after the watermark %s", a.Kind, a.Time, mark)
		}
		if a.Forum != "watched" && a.Kind != event.Watermark {
			t.Errorf("the forum is %q", a.Forum)
		}
	}
}

func TestVotesComeAsTotals(t *testing.T) {
	p := open(t)
	to := &topic{}
	want := p.talk(t, 1)
	p.poller(t, filepath.Join(t.TempDir(), "state.db"), to)
	waitFor(t, to, want)
	if _, err := p.agents[3].VotePost(t.Context(), want[slices.IndexFunc(want, func(id string) bool { return isPost(to.accepted(t), id) })], true); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(20 * time.Second)
	for {
		for _, a := range to.accepted(t) {
			if a.Kind == event.ScoreObserved && a.Reason == "upvotes" && a.Value == 1 {
				return
			}
		}
		if time.Now().After(deadline) {
			t.Fatal("the vote is not observed")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func isPost(actions []event.Action, id string) bool {
	return slices.ContainsFunc(actions, func(a event.Action) bool { return a.ID == id && a.Kind == event.PostCreated })
}

func TestAForumThatRefusesEndsItWithAReason(t *testing.T) {
	p := open(t)
	refuse := func(w http.ResponseWriter, _ *http.Request) bool {
		http.Error(w, "{}", http.StatusUnauthorized)
		return true
	}
	p.door.Store(&refuse)
	poller, err := poll.New(t.Context(), poll.Config{URL: p.url, StatePath: filepath.Join(t.TempDir(), "s.db"), Publisher: &topic{}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := poller.Run(ctx); err == nil || !bytes.Contains([]byte(err.Error()), []byte("MOLTWATCH_FORUM_KEY")) {
		t.Errorf("got %v", err)
	}
}

func TestItWaitsAsLongAsTheForumAsks(t *testing.T) {
	p := open(t)
	var refused atomic.Int64 // unix milliseconds
	busy := func(w http.ResponseWriter, _ *http.Request) bool {
		if refused.CompareAndSwap(0, time.Now().UnixMilli()) {
			w.Header().Set("Retry-After", "2")
			http.Error(w, "{}", http.StatusTooManyRequests)
			return true
		}
		if waited := time.Now().UnixMilli() - refused.Load(); waited < 2000 {
			t.Errorf("asked again after %d ms", waited)
		}
		return false
	}
	p.door.Store(&busy)
	to := &topic{}
	want := p.talk(t, 1)
	p.poller(t, filepath.Join(t.TempDir(), "state.db"), to)
	waitFor(t, to, want)
}

func TestTwoPollersMayNotShareAState(t *testing.T) {
	p := open(t)
	state := filepath.Join(t.TempDir(), "state.db")
	p.poller(t, state, &topic{})
	if _, err := poll.New(t.Context(), poll.Config{URL: p.url, StatePath: state, Publisher: &topic{}}); err == nil {
		t.Error("a second poller took the same state file")
	}
}
