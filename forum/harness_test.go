package forum_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
)

// onPostgres says where this run of the tests has its stores.
var onPostgres bool

func TestMain(m *testing.M) {
	if os.Getenv(childTopic) != "" {
		os.Exit(runChild())
	}
	testparts.MainOf(m, testparts.OnEachStore(func(postgres bool) {
		onPostgres, ready = postgres, &template{}
		// They wait for the disk, for ticks and for one another more than they compute.
		if parallel := flag.Lookup("test.parallel"); parallel != nil && parallel.Value.String() == parallel.DefValue {
			_ = parallel.Value.Set(strconv.Itoa(2 * runtime.GOMAXPROCS(0)))
		}
	}))
}

// template is a store that a forum has prepared, which the tests of a run have copies of.
type template struct {
	once sync.Once
	url  string // of a database
	file []byte // or what is in one
	err  error
}

var ready *template

// extractor is one for all forums of this process: it is large.
var extractor = sync.OnceValues(textfeatures.Standard)

// home is where a store is.
type home struct{ path, url, password string }

// newHome gives a place for a store of this test's own, which a forum has been opened on before.
func newHome(t testing.TB) (h home) {
	t.Helper()
	ready.once.Do(func() { ready.err = ready.prepare(t) })
	if ready.err != nil {
		t.Fatalf("preparing a store for all tests: %v", ready.err)
	}
	if onPostgres {
		h.url, h.password = testparts.PostgresLike(t, ready.url)
		return h
	}
	h = home{path: filepath.Join(t.TempDir(), "forum.db")}
	if err := os.WriteFile(h.path, ready.file, 0o600); err != nil {
		t.Fatal(err)
	}
	return h
}

// emptyHome gives a place where no store has been.
func emptyHome(t testing.TB) (h home) {
	t.Helper()
	if onPostgres {
		h.url, h.password = testparts.Postgres(t)
		return h
	}
	return home{path: filepath.Join(t.TempDir(), "forum.db")}
}

// prepare opens a forum and closes it again: what comes after finds its schema, its own agent and
// its submolts there.
func (p *template) prepare(t testing.TB) error {
	h := emptyHome(t)
	cfg := config(h, listen(t), listen(t))
	defer func() { _ = cfg.Listener.Close(); _ = cfg.AdminListener.Close() }()
	cfg.Publisher = &recorder{}
	f, err := forum.New(context.WithoutCancel(t.Context()), cfg)
	if err == nil {
		err = f.Close()
	}
	if p.url = h.url; err == nil && !onPostgres {
		p.file, err = os.ReadFile(h.path)
	}
	return err
}

// open opens the store itself, which no forum may have open then.
func (h home) open(t testing.TB) *store.Store {
	t.Helper()
	return must(store.Open(t.Context(), store.Config{Path: h.path, URL: h.url, Password: h.password, Forum: "moltbook", Producer: "forum-1"}))(t)
}

const staffToken = "a token that only the staff has"

// recorder keeps what is published, as a broker would.
type recorder struct {
	mu      sync.Mutex
	actions []event.Action
}

func (r *recorder) Publish(_ context.Context, records []bus.Record) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, record := range records {
		a, err := event.Decode[event.Action](record.Value)
		if err != nil {
			return err
		}
		if record.Everywhere != (a.Kind == event.Watermark) || string(record.Key) != a.Agent.ID {
			return fmt.Errorf("action %s has key %q, everywhere %v", a.Kind, record.Key, record.Everywhere)
		}
		r.actions = append(r.actions, a)
	}
	return nil
}

// of lists the published actions of some kinds.
func (r *recorder) of(kinds ...event.Kind) []event.Action {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []event.Action
	for _, a := range r.actions {
		for _, kind := range kinds {
			if a.Kind == kind {
				list = append(list, a)
			}
		}
	}
	return list
}

// place is a forum that runs.
type place struct {
	t        testing.TB
	home     home
	log      *safeBuffer
	rec      *recorder
	agents   *client.Client // a stranger
	staff    *client.Admin
	url      string
	staffURL string
	stop     func()
	forum    *forum.Forum
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func config(h home, l, adminL net.Listener) forum.Config {
	texts, err := extractor()
	if err != nil {
		panic(err) // the models in the binary are broken
	}
	return forum.Config{
		Texts:     texts,
		StorePath: h.path, StoreURL: h.url, StorePassword: h.password,
		Listener: l, AdminListener: adminL,
		ForumName: "moltbook", Producer: "forum-1",
		AdminTokens: map[string]string{"clawd": staffToken}, HMACKey: bytes.Repeat([]byte("k"), 32),
		WatermarkEvery: 50 * time.Millisecond,
	}
}

// start runs a forum on a fresh store until the test ends.
func start(t testing.TB, change ...func(*forum.Config)) *place {
	t.Helper()
	return startAt(t, newHome(t), change...)
}

func startAt(t testing.TB, h home, change ...func(*forum.Config)) *place {
	t.Helper()
	p := &place{t: t, home: h, log: &safeBuffer{}, rec: &recorder{}}
	cfg := config(h, listen(t), listen(t))
	cfg.Publisher = p.rec
	cfg.Logger = slog.New(slog.NewTextHandler(p.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	for _, c := range change {
		c(&cfg)
	}
	f, err := forum.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	p.forum = f
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	p.stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("the forum ended with %v", err)
			}
		case <-time.After(15 * time.Second): // five times as long as it gives calls under way
			t.Error("the forum does not end")
		}
	})
	t.Cleanup(p.stop)
	p.url, p.staffURL = "http://"+cfg.Listener.Addr().String(), "http://"+cfg.AdminListener.Addr().String()
	p.agents = client.New(p.url, validated(t), client.Caller{})
	p.staff = client.NewAdmin(p.staffURL, validated(t), staffToken)
	return p
}

// member is a registered agent with its client.
type member struct {
	*client.Client
	id, name, key string
}

func (p *place) join(name string) member {
	p.t.Helper()
	reg := must(p.agents.Register(p.t.Context(), client.NewAgent{Name: name, Description: "I am " + name}))(p.t)
	return member{Client: p.agents.As(client.Caller{Key: reg.APIKey}), id: reg.Agent.ID, name: name, key: reg.APIKey}
}

func (p *place) post(m member, title string) client.Post {
	p.t.Helper()
	return must(m.CreatePost(p.t.Context(), client.NewPost{Submolt: "general", Title: title, Content: "About " + title}))(p.t).Post
}

// must gives v, or ends the test.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// refused ends the test unless err is the forum's refusal with a status and words.
func refused(t testing.TB, err error, status int, words string) *client.Error {
	t.Helper()
	var e *client.Error
	if !errors.As(err, &e) || e.Status != status || !strings.Contains(e.Error(), words) {
		t.Fatalf("got %v, want status %d and %q", err, status, words)
	}
	return e
}

// eventually polls a condition.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain for: " + what)
		}
	}
}
