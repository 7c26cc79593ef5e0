package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// call runs moltwatch in this process and gives what it says, out and err together.
func call(t *testing.T, environ []string, args ...string) (code int, said string) {
	t.Helper()
	var both bytes.Buffer
	code = run(t.Context(), args, environ, terminal{out: &both, err: &both})
	return code, both.String()
}

func TestWrongCallsSayWhatToDo(t *testing.T) {
	dir := t.TempDir()
	policy := filepath.Join(dir, "policy.yaml")
	config := filepath.Join(dir, "config")
	scenario := filepath.Join(dir, "scenario.yaml")
	texts := filepath.Join(dir, "texts.jsonl")
	events := filepath.Join(dir, "events.jsonl")
	for path, content := range map[string]string{
		policy: "mode: enforce\nrules:\n  - nmae: x\n", config: "tick 10s\ncolour red\n", scenario: "name: x\npopulation: {agents: 1}\n",
		texts: `{"id":"1","text":"a"}`, events: `{"kind":"post","id":"p","created_at":"2026-02-03T09:00:00Z","author_id":"a"}`,
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args    []string
		environ []string
		code    int
		part    string
	}{
		{args: nil, code: exitUsage, part: "SUBCOMMANDS"},
		{args: []string{"dance"}, code: exitUsage, part: "SUBCOMMANDS"},
		{args: []string{"up", "--colour", "red"}, code: exitUsage, part: "colour"},
		{args: []string{"up", "--config", config}, code: exitUsage, part: "colour"},
		{args: []string{"version"}, environ: []string{"MOLTWATCH_KAFKAS=x"}, code: exitUsage, part: "MOLTWATCH_KAFKAS"},
		{args: []string{"version"}, environ: []string{"MOLTWATCH_KAFKA=x:1"}, code: exitOK, part: "moltwatch"},
		{args: []string{"replay"}, code: exitUsage, part: "--out"},
		{args: []string{"replay", "a.jsonl", "--out", dir, "--speed", "-3"}, code: exitUsage, part: "--speed"},
		{args: []string{"replay", filepath.Join(dir, "none.jsonl"), "--out", dir}, code: exitFailed, part: "none.jsonl"},
		{args: []string{"replay", "a.jsonl", "--out", dir, "--policy", policy}, code: exitUsage, part: "policy.yaml:3"},
		{args: []string{"demo", "--scenario", scenario}, code: exitUsage, part: "population.agents"},
		{args: []string{"sim", "run", "nowhere", "--forum", "http://x"}, code: exitUsage, part: "sim list"},
		{args: []string{"sim", "run", "demo"}, code: exitUsage, part: "--forum"},
		{args: []string{"sim", "run", "demo", "--forum", "http://127.0.0.1:1"}, code: exitFailed, part: "no forum answers"},
		{args: []string{"sim", "generate", "demo"}, code: exitUsage, part: "--out"},
		{args: []string{"sim"}, code: exitUsage, part: "generate"},
		{args: []string{"sim", "list"}, code: exitOK, part: "framed-victim"},
		{args: []string{"sim", "describe", "--random", "--seed", "3"}, code: exitOK, part: "random-3"},
		{args: []string{"score", "beauty", "--data", "x"}, code: exitUsage, part: "coordination"},
		{args: []string{"score", "corpus"}, code: exitUsage, part: "--data"},
		{args: []string{"score", "sts"}, code: exitUsage, part: "--data"},
		{args: []string{"score", "neardup", "--data", texts}, code: exitOK, part: "posts a second"},
		{args: []string{"score", "neardup", "--data", texts, "--train", "x"}, code: exitOK, part: "does not read --train"},
		{args: []string{"score", "neardup", "--data", texts, "--predictions", dir}, code: exitUsage, part: "is a folder"},
		{args: []string{"score", "neardup", "--data", texts, "--predictions", filepath.Join(dir, ".", "texts.jsonl")}, code: exitUsage, part: "is what is read"},
		{args: []string{"score", "scenario", "--data", "demo", "--predictions", texts}, code: exitUsage, part: "output directory"},
		{args: []string{"score", "corpus", "--data", events, "--predictions", texts}, code: exitUsage, part: "output directory"},
		{args: []string{"replay", events, "--out", texts}, code: exitUsage, part: "output directory"},
		{args: []string{"detect", "--explain", "x", "--data", dir}, code: exitUsage, part: "nothing is kept in"},
		{args: []string{"moderate", "--kafka", "127.0.0.1:1"}, code: exitUsage, part: "--admin-url"},
		{args: []string{"detect", "--data", dir, "--detect-memory", "100"}, code: exitUsage, part: "want 256 MiB"},
		{args: []string{"ingest", "--data", dir, "--clickhouse", "mysql://x"}, code: exitUsage, part: "clickhouse://"},
		{args: []string{"ingest", "--data", dir, "--clickhouse", "clickhouse://u:hunter2@h:1/d"}, code: exitUsage, part: varClickHousePassword},
		{args: []string{"forum", "--data", dir, "--kafka", "127.0.0.1:1", "--forum-store", "mysql://x"}, code: exitUsage, part: "postgres://"},
		{args: []string{"forum", "--data", dir, "--kafka", "127.0.0.1:1", "--forum-store", "postgres://u:hunter2@h:1/d"}, code: exitUsage, part: varStorePassword},
		{args: []string{"forum", "--data", dir, "--kafka", "127.0.0.1:1", "--trusted-proxies", "10.0.0.0/8,proxy.example"}, code: exitUsage, part: `"proxy.example" is no network`},
		{args: []string{"up", "--data", dir, "--trusted-proxies", "::/0"}, code: exitUsage, part: "everybody"},
		{args: []string{"forum", "--data", dir, "--kafka", "127.0.0.1:1", "--trusted-proxies", "::ffff:10.0.0.0/104"}, code: exitUsage, part: "as IPv4"},
		{args: []string{"ingest", "--data", dir, "--embedding-url", "localhost:11434", "--embedding-model", "m"}, code: exitUsage, part: "--embedding-url"},
		{args: []string{"forum", "--data", dir, "--embedding-url", "http://x/v1"}, code: exitUsage, part: "model is not named"},
		{args: []string{"ingest", "--data", dir, "--embedding-model", "m"}, code: exitUsage, part: "without --embedding-url"},
		{args: []string{"up", "--data", dir, "--embedding-url", "http://u:hunter2@x/v1", "--embedding-model", "m"}, code: exitUsage, part: "by the environment"},
		{args: []string{"up", "--data", dir, "--embedding-outage", "shrug"}, code: exitUsage, part: "embedding-outage"},
		{args: []string{"up", "--data", dir, "--tick", "1ms"}, code: exitUsage, part: "whole number of seconds"},
	} {
		code, said := call(t, c.environ, c.args...)
		if code != c.code || !strings.Contains(said, c.part) {
			t.Errorf("%v exits with %d, want %d, and says:\n%s", c.args, code, c.code, said)
		}
		if strings.Contains(said, "hunter2") {
			t.Error("a password is shown")
		}
	}
}

func TestHelpShowsEveryFlagAndDefault(t *testing.T) {
	code, said := call(t, nil, "up", "--help")
	for _, part := range []string{"--kafka", "--clickhouse", "--data", ".moltwatch", "--tick", "10s", "--policy", "--forum-addr", "127.0.0.1:0"} {
		if code != exitOK || !strings.Contains(said, part) {
			t.Errorf("exit %d, and %s is not in:\n%s", code, part, said)
		}
	}
}

func TestHelpNamesEveryKindOfScore(t *testing.T) {
	code, said := call(t, nil, "score", "--help")
	for kind := range scorers() {
		if code != exitOK || !strings.Contains(said, "\n  "+kind+" ") {
			t.Errorf("exit %d, and %s is not in:\n%s", code, kind, said)
		}
	}
}

func TestFlagsMayStandAfterFiles(t *testing.T) {
	root := commands(terminal{}, nil)
	got := strings.Join(flagsFirst(root, []string{"replay", "dump", "--json", "--out", "o", "--agents=a"}), " ")
	if want := "replay --json --out o --agents=a -- dump"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
