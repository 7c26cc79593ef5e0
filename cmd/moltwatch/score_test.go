package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/sim/score"
)

const scoredScenario = `name: scored
length: 12m
population: {agents: 60, every: 15m}
campaigns:
  - name: ring
    class: sybil_ring
    onset: 2m
    who: {count: 8, names: batch}
    acts: [{do: comment, where: hot, every: 40s, spread: 4s, says: {from: pitch, texts: 3}}]
  - name: newcomers
    class: onboarding
    innocent: true
    onset: 2m
    who: {count: 30, registers: 5m}
    acts: [{do: post, every: 3m, alone: true, times: 1, says: {from: hello}}]
`

// A scenario goes through ingest, ClickHouse, detectors and moderator, and two runs of it
// give one report and the same flags and decisions.
func TestScoreOfAScenario(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "scored.yaml")
	if err := os.WriteFile(path, []byte(scoredScenario), 0o600); err != nil {
		t.Fatal(err)
	}
	var reports [2]score.Report
	var outputs [2]string
	for i := range reports {
		out := t.TempDir()
		code, said := call(t, nil, "score", "scenario", "--data", path, "--predictions", out, "--json")
		if code != exitOK {
			t.Fatalf("exit %d:\n%s", code, said)
		}
		if err := json.Unmarshal([]byte(said[strings.Index(said, "{\n"):]), &reports[i]); err != nil {
			t.Fatalf("%v:\n%s", err, said)
		}
		for _, name := range []string{"flags.jsonl", "decisions.jsonl"} {
			b, err := os.ReadFile(filepath.Join(out, name))
			if err != nil {
				t.Fatal(err)
			}
			outputs[i] += string(b)
		}
	}
	if outputs[0] != outputs[1] || outputs[0] == "" {
		t.Error("two runs of one scenario differ")
	}
	if moved := score.Compare(reports[:1], reports[1:]); len(moved) > 0 {
		t.Errorf("two runs score differently: %+v", moved)
	}
	ring := reports[0].Cases[0]
	if !ring.Flagged || ring.Sanctioned != 8 || ring.BeforeFlag == nil {
		t.Errorf("of the ring it says %+v", ring)
	}
	for _, a := range reports[0].LookAlikes {
		if a.Flagged > 0 || a.Sanctioned > 0 {
			t.Errorf("of the innocent it says %+v", a)
		}
	}
}

func TestScoreOfABadScenarioNamesItsLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(path, []byte(strings.Replace(scoredScenario, "agents: 60", "agents: -1", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, said := call(t, nil, "score", "scenario", "--data", path); code != exitUsage || !strings.Contains(said, "bad.yaml: line 3:") {
		t.Errorf("exit %d: %s", code, said)
	}
}

func TestGeneratedFilesCanBeReplayed(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "scored.yaml")
	if err := os.WriteFile(path, []byte(scoredScenario), 0o600); err != nil {
		t.Fatal(err)
	}
	world := filepath.Join(folder, "world")
	if code, said := call(t, nil, "sim", "generate", path, "--out", world); code != exitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	code, said := call(t, nil, "score", "corpus", "--data", filepath.Join(world, "events.jsonl.zst"), "--agents", filepath.Join(world, "agents.jsonl.zst"), "--labels", filepath.Join(world, "labels.json"))
	if code != exitOK || !strings.Contains(said, "8 of 8") {
		t.Errorf("exit %d:\n%s", code, said)
	}
}
