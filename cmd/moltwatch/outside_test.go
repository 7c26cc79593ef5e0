package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/ingest"
)

func TestWhatIsProducedIsStored(t *testing.T) {
	broker := testparts.Kafka(t)
	_, w := ingestRunning(t, broker)
	var input strings.Builder
	for i := range 30 {
		fmt.Fprintf(&input, `{"v":1,"id":"line-%d","forum":"elsewhere","time":"2026-01-30T16:25:%02d.000000Z","kind":"post.created","agent":{"id":"crab-%d"},"text":"hello"}`+"\n", i, i, i%3)
	}
	input.WriteString("\n{\"v\":1,\"id\":\"no time\"}\nnot JSON\n")
	produce := func(input string, args ...string) (int, string, string) {
		var out, err bytes.Buffer
		all := append([]string{"produce", "--kafka", broker, "--data", t.TempDir()}, args...)
		code := run(t.Context(), all, nil, terminal{in: strings.NewReader(input), out: &out, err: &err})
		return code, out.String(), err.String()
	}
	for range 2 { // the second time changes nothing
		code, out, said := produce(input.String(), "--in-order")
		if code != exitFailed || !strings.Contains(out, "30 published, 2 refused") || !strings.Contains(said, "line 32: ") || !strings.Contains(said, "line 33: ") {
			t.Fatalf("exit %d: %s%s", code, out, said)
		}
	}
	if code, out, said := produce(`{"v":1,"id":"last","forum":"elsewhere","time":"2026-01-30T16:26:00Z","kind":"post.created","agent":{"id":"c"}}`, "--in-order", "--json"); code != exitOK || out != "{\"published\":1,\"refused\":0}\n" {
		t.Errorf("exit %d: %s%s", code, out, said)
	}
	until(t, "the watermark has passed what was produced", func() bool {
		mark, err := w.Watermark(t.Context(), ingest.StageActions, 2)
		return err == nil && mark.Minute() == 26
	})
	var rows, different uint64
	if err := w.Conn().QueryRow(t.Context(), "SELECT count(), uniqExact(id) FROM actions").Scan(&rows, &different); err != nil {
		t.Fatal(err)
	}
	if rows != 31 || different != 31 {
		t.Errorf("%d rows of %d actions, want 31 of 31", rows, different)
	}
}

// A forum in one process is watched from another by its public API alone.
func TestAForumIsWatchedFromOutside(t *testing.T) {
	watched := start(t, "forum", "--data", t.TempDir())
	url := watched.after("forum")
	stranger := client.New(url, nil, client.Caller{})
	member, err := stranger.Register(t.Context(), client.NewAgent{Name: "hermit", Description: "alone"})
	if err != nil {
		t.Fatal(err)
	}
	agent := stranger.As(client.Caller{Key: member.Agent.APIKey})
	post, err := agent.CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: "Shells", Content: "Mine is small."})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := agent.CreateComment(t.Context(), post.Post.ID, client.NewComment{Content: "Bigger ones exist."}); err != nil {
		t.Fatal(err)
	}
	broker := testparts.Kafka(t)
	_, w := ingestRunning(t, broker)
	data := t.TempDir()
	args := []string{"poll", "--forum-url", url, "--kafka", broker, "--data", data, "--poll-every", "1s", "--poll-gap", "10ms"}
	poller := start(t, args...)
	stored := func(want int) func() bool {
		return func() bool {
			var rows uint64
			if err := w.Conn().QueryRow(t.Context(), "SELECT count() FROM actions WHERE kind IN ('post.created', 'comment.created')").Scan(&rows); err != nil {
				t.Fatal(err)
			}
			if int(rows) > want {
				t.Fatalf("%d rows, want %d", rows, want)
			}
			return int(rows) == want
		}
	}
	until(t, "post and comment are stored", stored(2))
	poller.kill()
	if _, err := agent.CreateComment(t.Context(), post.Post.ID, client.NewComment{Content: "Said while nobody watched."}); err != nil {
		t.Fatal(err)
	}
	poller = start(t, args...)
	until(t, "the comment made meanwhile is stored", stored(3))
	if code := poller.stop(); code != exitOK {
		t.Errorf("exit %d:\n%s", code, poller.output)
	}
}
