package sim_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
)

// heard keeps what a forum publishes.
type heard struct {
	mu      sync.Mutex
	actions []event.Action
}

func (h *heard) Publish(_ context.Context, records []bus.Record) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range records {
		a, err := event.Decode[event.Action](r.Value)
		if err != nil {
			return err
		}
		h.actions = append(h.actions, a)
	}
	return nil
}

const adminToken = "a-token-for-the-staff-of-this-test"

// openForum runs a real forum until the test ends.
func openForum(t *testing.T) (url string, admin *client.Admin, told *heard) {
	t.Helper()
	listen := func() net.Listener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	agents, staff := listen(), listen()
	told = &heard{}
	f, err := forum.New(t.Context(), forum.Config{
		StorePath: filepath.Join(t.TempDir(), "forum.db"), Listener: agents, AdminListener: staff, Publisher: told,
		ForumName: "test", Producer: "forum-1", AdminTokens: map[string]string{"clawd": adminToken}, HMACKey: []byte(strings.Repeat("k", 32)),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var group errgroup.Group
	group.Go(func() error { return f.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		if err := group.Wait(); err != nil {
			t.Error(err)
		}
	})
	return "http://" + agents.Addr().String(), client.NewAdmin("http://"+staff.Addr().String(), nil, adminToken), told
}

const smallScenario = `name: small
length: 1h
population: {agents: 12, every: 10m, pause: 20s, tail: 0.3}
campaigns:
  - name: ring
    onset: 5m
    who: {count: 4, names: batch, owner: one}
    acts: [{do: comment, where: any, every: 2m, spread: 20s, says: {from: pitch, texts: 2}}]
`

func TestAPlayerLivesAScenarioOnARealForum(t *testing.T) {
	t.Parallel()
	s, err := sim.Parse("small", []byte(smallScenario))
	if err != nil {
		t.Fatal(err)
	}
	url, admin, _ := openForum(t)
	p, err := sim.NewPlayer(sim.PlayerConfig{Scenario: s, Seed: 1, ForumURL: url, Speed: 360})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	counts, truth := p.Counts(), p.Truth()
	if counts.Done < 100 || counts.Banned != 0 || counts.Refused > counts.Done/20 {
		t.Errorf("it came to %+v", counts)
	}
	ring := truth.Cases[0]
	if len(ring.Agents) != 4 || len(ring.Items) < 20 {
		t.Fatalf("the truth has %d members and %d items of the ring", len(ring.Agents), len(ring.Items))
	}
	for name, id := range ring.Agents { // the ids are the forum's own
		if a, err := admin.Agent(t.Context(), id); err != nil || a.Agent.Name != name {
			t.Errorf("the forum knows %s as %q: %v", id, a.Agent.Name, err)
		}
	}
	if _, err := admin.Content(t.Context(), client.ItemRef{Kind: "comment", ID: ring.Items[0]}); err != nil {
		t.Errorf("the forum does not know the ring's first comment: %v", err)
	}
	if since := time.Since(ring.Onset.Time); since < 0 || since > time.Minute {
		t.Errorf("the onset is %s ago: it is not in wall time", since)
	}
}

// Agents wait when they are told to, and stop when they are refused.
func TestAgentsHeedTheForum(t *testing.T) {
	t.Parallel()
	s, err := sim.Parse("small", []byte(smallScenario))
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	openAt := map[string]time.Time{} // by who calls: when it may call again
	registered, early := 0, 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var who client.NewAgent
		_ = json.NewDecoder(r.Body).Decode(&who) // other calls have no name
		mu.Lock()
		defer mu.Unlock()
		until, told := openAt[who.Name]
		switch {
		case r.Header.Get("Authorization") != "":
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = w.Write([]byte(`{"success":false,"error":"banned"}`))
		case !told:
			openAt[who.Name] = time.Now().Add(900 * time.Millisecond)
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = w.Write([]byte(`{"success":false,"error":"slow down"}`))
		default:
			if time.Now().Before(until) {
				early++
			}
			registered++
			w.WriteHeader(http.StatusCreated)
			_, _ = w.Write([]byte(`{"success":true,"agent":{"id":"a","name":"a"},"api_key":"k"}`))
		}
	}))
	defer server.Close()
	s.Population.Agents, s.Campaigns = 2, nil
	s.Population.Every = 2 * time.Minute
	p, err := sim.NewPlayer(sim.PlayerConfig{Scenario: s, Seed: 1, ForumURL: server.URL, Speed: 600})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := p.Counts(); c.Banned != int64(c.Agents) || c.Done != 0 {
		t.Errorf("refused agents went on: %+v", c)
	}
	if registered != p.Counts().Agents || early > 0 {
		t.Errorf("%d registrations by %d agents, %d of them too early", registered, p.Counts().Agents, early)
	}
}
