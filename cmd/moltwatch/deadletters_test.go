package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/ingest"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// ingestRunning runs ingest on a broker until the test ends.
func ingestRunning(t *testing.T, broker string) (*bus.Bus, *warehouse.Warehouse) {
	t.Helper()
	b, err := bus.Open(bus.Config{Brokers: []string{broker}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	w, err := warehouse.Open(t.Context(), testparts.ClickHouse(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	for _, err := range []error{b.EnsureTopics(t.Context(), 2), w.Migrate(t.Context())} {
		if err != nil {
			t.Fatal(err)
		}
	}
	i, err := ingest.New(ingest.Config{Bus: b, Warehouse: w})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- i.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return b, w
}

// until waits for a condition.
func until(t *testing.T, what string, met func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !met(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within a minute: %s", what)
		}
	}
}

// A letter of a time too far ahead can be sent once its time has come near; one that is no
// action never can. The row of what was sent again is there once, however often it is asked for.
func TestLettersAreListedShownAndSentAgain(t *testing.T) {
	broker := testparts.Kafka(t)
	b, w := ingestRunning(t, broker)
	early := event.Action{
		V: event.Version, ID: "early", Forum: "f", Producer: "p", Seq: 1, Time: event.At(time.Now().Add(ingest.DefaultMaxAhead + 8*time.Second)),
		Kind: event.PostCreated, Agent: event.Agent{ID: "crab"}, Text: "from tomorrow",
	}
	value, err := event.Encode(early)
	if err != nil {
		t.Fatal(err)
	}
	later := early
	later.ID, later.Seq, later.Time = "later", 2, event.At(time.Now())
	following, err := event.Encode(later)
	if err != nil {
		t.Fatal(err)
	}
	records := []bus.Record{{Key: []byte("crab"), Value: value}, {Key: []byte("crab"), Value: []byte("\x1b[31mpoison")}, {Key: []byte("crab"), Value: following}}
	if err := b.Producer(bus.TopicActions).Publish(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	letters := func(args ...string) (int, string) {
		return call(t, nil, append(append([]string{"deadletters"}, args...), "--kafka", broker, "--data", t.TempDir())...)
	}
	var list string
	until(t, "two letters are listed", func() bool {
		_, list = letters("list")
		return strings.Count(list, bus.TopicActions+"/") == 2
	})
	if strings.Contains(list, "\x1b[31m") || !strings.Contains(list, "ahead") {
		t.Errorf("the list is\n%s", list)
	}
	ids := map[string]string{} // by what is in the letter
	for _, line := range strings.Split(list, "\n")[1:] {
		if id, _, ok := strings.Cut(line, " "); ok && strings.Contains(line, "ahead") {
			ids["early"] = id
		} else if ok {
			ids["poison"] = id
		}
	}
	if _, raw := letters("show", "--raw", ids["poison"]); raw != "\x1b[31mpoison" {
		t.Errorf("the raw bytes are %q", raw)
	}
	if _, shown := letters("show", ids["poison"]); strings.Contains(shown, "\x1b") || !strings.Contains(shown, `\x1b[31mpoison`) {
		t.Errorf("shown is %q", shown)
	}
	if code, said := letters("retry", ids["poison"]); code != exitFailed || !strings.Contains(said, "still cannot be read") {
		t.Errorf("exit %d: %s", code, said)
	}
	if code, said := letters("show", "x/1/2"); code != exitUsage || !strings.Contains(said, "deadletters list") {
		t.Errorf("exit %d: %s", code, said)
	}
	until(t, "the early one is sent", func() bool {
		code, _ := letters("retry", ids["early"])
		return code == exitOK
	})
	if code, said := letters("retry", ids["early"]); code != exitFailed || !strings.Contains(said, "it was sent again on") {
		t.Errorf("exit %d: %s", code, said)
	}
	if code, said := letters("retry", "--all"); code != exitOK || !strings.Contains(said, "0 sent again, 1 refused") {
		t.Errorf("exit %d: %s", code, said)
	}
	until(t, "both actions are stored once", func() bool {
		var rows, different uint64
		if err := w.Conn().QueryRow(t.Context(), "SELECT count(), uniqExact(id) FROM actions").Scan(&rows, &different); err != nil {
			t.Fatal(err)
		}
		if rows > different {
			t.Fatalf("%d rows of %d actions", rows, different)
		}
		return rows == 2
	})
}
