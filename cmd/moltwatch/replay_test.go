package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim/prose"
)

// writeDump makes up the dump of a forum with a ring of eight and a victim that it copies.
func writeDump(t *testing.T) (path string, ring []string) {
	t.Helper()
	random := rand.New(rand.NewPCG(9, 9))
	library, err := prose.Open()
	if err != nil {
		t.Fatal(err)
	}
	topic, voice := library.Topics()[0], library.Voice(random)
	begin := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	type line struct {
		at   time.Time
		json string
	}
	var lines []line
	add := func(kind, id, author, post, text string, at time.Time) {
		b, err := json.Marshal(map[string]any{
			"kind": kind, "id": id, "created_at": at.Format(time.RFC3339Nano), "author_id": author, "author": author, "submolt": "general",
			"post_id": post, "title": "", "content": text, "upvotes": random.IntN(3), "observed_at": at.Add(time.Hour).Format(time.RFC3339Nano),
		})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line{at, string(b)})
	}
	for i := range 240 {
		at := begin.Add(time.Duration(i)*3*time.Second + time.Duration(random.IntN(2000))*time.Millisecond)
		add("comment", fmt.Sprintf("chat-%d", i), fmt.Sprintf("honest-%d", random.IntN(40)), fmt.Sprintf("thread-%d", random.IntN(50)), library.Comment(random, topic, library.Voice(random), true), at)
	}
	for i := range 8 {
		ring = append(ring, fmt.Sprintf("ring-%d", i))
	}
	for round := range 12 {
		at, text, place := begin.Add(4*time.Minute+time.Duration(round)*25*time.Second), library.Comment(random, topic, voice, false), fmt.Sprintf("thread-%d", round)
		add("comment", fmt.Sprintf("victim-%d", round), "victim", place, text, at)
		for i, member := range random.Perm(8) {
			add("comment", fmt.Sprintf("copy-%d-%d", round, i), ring[member], place, text, at.Add(time.Duration(i+1)*700*time.Millisecond))
		}
	}
	slices.SortFunc(lines, func(a, b line) int { return a.at.Compare(b.at) })
	var out strings.Builder
	for i, l := range lines {
		if i == 7 {
			out.WriteString("{\"kind\":\"post\",\n") // a line that is torn
		}
		out.WriteString(l.json + "\n")
	}
	path = filepath.Join(t.TempDir(), "events.jsonl")
	if err := os.WriteFile(path, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, ring
}

func TestTwoReplaysGiveTheSameBytes(t *testing.T) {
	dump, ring := writeDump(t)
	var outputs [2][]byte
	world := filepath.Join(t.TempDir(), "world")
	for i, more := range [][]string{nil, {"--data", world}} {
		out := t.TempDir()
		p := start(t, append([]string{"replay", dump, "--out", out, "--json", "--log-level", "warn"}, more...)...)
		if code := p.wait(2 * time.Minute); code != exitOK {
			t.Fatalf("exit %d:\n%s", code, p.output)
		}
		if !strings.Contains(p.output.String(), `"bad_lines": 1`) || !strings.Contains(p.output.String(), `"line": 8`) {
			t.Errorf("the torn line is not reported:\n%s", p.output)
		}
		for _, name := range []string{"flags.jsonl", "decisions.jsonl"} {
			b, err := os.ReadFile(filepath.Join(out, name))
			if err != nil {
				t.Fatal(err)
			}
			outputs[i] = append(outputs[i], b...)
		}
		if i == 0 {
			if got := banned(t, filepath.Join(out, "decisions.jsonl")); !slices.Equal(got, ring) {
				t.Errorf("banned are %v, want the ring and not its victim", got)
			}
		}
	}
	if !bytes.Equal(outputs[0], outputs[1]) {
		t.Error("two replays of one dump differ")
	}
	first, _, _ := bytes.Cut(outputs[1], []byte("\n"))
	flag, err := event.Decode[event.Flag](first)
	if err != nil {
		t.Fatal(err)
	}
	code, said := call(t, nil, "detect", "--explain", flag.ID, "--run", "--data", world, "--log-level", "warn")
	if code != exitOK || !strings.Contains(said, flag.Agents[0]) || !strings.Contains(said, "what it gives now") {
		t.Errorf("a flag of a replay that was told where to live is explained with exit %d:\n%s", code, said)
	}
	if code, said := call(t, nil, "replay", dump, "--out", t.TempDir(), "--data", world); code != exitUsage || !strings.Contains(said, "is not empty") {
		t.Errorf("a replay into another's world exits with %d:\n%s", code, said)
	}
}

// banned lists whom applied bans met, sorted.
func banned(t *testing.T, path string) (agents []string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(b) {
		d, err := event.Decode[event.Decision](line)
		if err != nil {
			t.Fatal(err)
		}
		if d.State == event.StateApplied && d.Action == event.DoBan {
			agents = append(agents, d.Subject.Agents...)
		}
	}
	slices.Sort(agents)
	return agents
}

// The real corpus, where it is at hand: CORPUS names its directory (see `make corpus`).
func TestCorpus(t *testing.T) {
	dir := os.Getenv("CORPUS")
	if dir == "" {
		t.Skip("left out: it needs the corpus of a real forum, which is no part of the project; make corpus CORPUS=DIR runs it")
	}
	var labels struct {
		Cases []struct {
			ID     string
			Agents map[string]string
		}
		Negatives []struct {
			ID     string
			Agents map[string]string
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, "labels.json"))
	if err == nil {
		err = json.Unmarshal(b, &labels)
	}
	if err != nil {
		t.Fatal(err)
	}
	var first []byte
	for i := range 2 {
		out := t.TempDir()
		p := start(t, "replay", filepath.Join(dir, "events.jsonl.zst"), "--agents", filepath.Join(dir, "agents.jsonl.zst"), "--out", out, "--log-level", "warn")
		if code := p.wait(10 * time.Minute); code != exitOK {
			t.Fatalf("exit %d:\n%s", code, p.output)
		}
		flags, err := os.ReadFile(filepath.Join(out, "flags.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		decisions, err := os.ReadFile(filepath.Join(out, "decisions.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			if !bytes.Equal(first, append(flags, decisions...)) {
				t.Error("two replays of the corpus differ")
			}
			break
		}
		first = append(flags, decisions...)
		met := banned(t, filepath.Join(out, "decisions.jsonl"))
		for _, c := range labels.Cases {
			if c.ID != "agent_smith_botnet" && c.ID != "hyperstitions_pair" {
				continue
			}
			for name, id := range c.Agents {
				if !slices.Contains(met, id) {
					t.Errorf("%s of %s is not banned", name, c.ID)
				}
			}
		}
		for _, c := range labels.Negatives {
			for name, id := range c.Agents {
				if slices.Contains(met, id) {
					t.Errorf("%s of the innocent %s is banned", name, c.ID)
				}
			}
		}
	}
}
