package main

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/event"
)

// What a flag says, what is behind it and what its query gives now; none of it steers a terminal.
func TestAFlagIsExplained(t *testing.T) {
	at := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	const steering = "\x1b[2J\u202e says the ring"
	dsn := testparts.ClickHouse(t)
	w := detectortest.Store(t, dsn, []event.Action{
		{V: event.Version, ID: "post-1", Forum: "f", Time: event.At(at), Kind: event.PostCreated, Agent: event.Agent{ID: "ann'", Name: steering}, Submolt: "hall", Title: "t", Text: steering, URL: "https://reef.example"},
		{V: event.Version, ID: "post-2", Forum: "f", Time: event.At(at.Add(time.Second)), Kind: event.PostCreated, Agent: event.Agent{ID: "bob"}, Submolt: "hall", Text: "words to regret", URL: "https://reef.example"},
	})
	book := episode.NewBook(episode.Rules{Detector: "d", Version: "1"})
	f := episode.Finding{Kind: "coordination", Anchor: "x", Onset: at, Agents: []string{"ann'"}, Items: []string{"post-1"}, Severity: event.SeverityHigh,
		Confidence: 0.9, Summary: steering, Features: map[string]float64{"shared_texts": 3}}
	first, _ := book.Say(f, at.Add(10*time.Second))
	f.Agents, f.Items = append(f.Agents, "bob"), append(f.Items, "post-2")
	second, _ := book.Say(f, at.Add(20*time.Second))
	if err := w.StoreFlags(t.Context(), append(first, second...)); err != nil {
		t.Fatal(err)
	}

	address, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := address.User.Password()
	t.Setenv(varClickHousePassword, password)
	address.User = url.User(address.User.Username())
	explain := func(more ...string) string {
		t.Helper()
		var said, noise bytes.Buffer
		args := append([]string{"detect", "--data", t.TempDir(), "--clickhouse", address.String()}, more...)
		if code := run(t.Context(), args, nil, terminal{out: &said, err: &noise}); code != exitOK {
			t.Fatalf("code %d: %s", code, noise.String())
		}
		return said.String()
	}
	id := first[0].ID
	page := explain("--explain", id[:12], "--run")
	for _, want := range []string{id, "2 agents, 2 items", "shared_texts", "post-1", "post-2", "+1 agents", "its members (2 of 2)", "first seen 2026-02-03 09:00:01", "what was decided on it (0)", `linked to "https://reef.example": members 2, others 0`, "what it gives now (2 rows)", `says the ring`, "words to regret"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	if strings.ContainsAny(page, "\x1b\u202e") {
		t.Errorf("the page steers the terminal:\n%q", page)
	}
	var e explained
	if err := json.Unmarshal([]byte(explain("--explain", id, "--json")), &e); err != nil || len(e.Revisions) != 2 || len(e.Posts) != 2 || e.Posts[0].Title != "t" {
		t.Errorf("as JSON it is %+v (%v)", e, err)
	}

	// It reads the words where they can be erased: a flag has none of its own.
	if err := w.EraseActions(t.Context(), []string{"post-2"}); err != nil {
		t.Fatal(err)
	}
	if page := explain("--explain", id, "--run"); strings.Contains(page, "words to regret") || !strings.Contains(page, "post-2") {
		t.Errorf("after an erasure the page is\n%s", page)
	}
}
