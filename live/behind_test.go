package live

import (
	"bytes"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Who reads slowly and has a post still before it is not told the words that were taken away since.
func TestWhoIsBehindIsToldNoWordsThatWereTakenAway(t *testing.T) {
	l := &Live{ring: newRing(8), recent: &recent{}, tally: newTally()}
	post := event.Action{V: event.Version, ID: "post-1", Forum: "f", Time: event.At(time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)), Kind: event.PostCreated, Agent: event.Agent{ID: "a"}, Title: "words"}
	erased := post
	erased.ID, erased.Kind, erased.Title, erased.Target = "end", event.ContentErased, "", event.Target{Kind: "post", ID: "post-1", AgentID: "a"}
	for _, a := range []event.Action{post, erased} {
		value, err := event.Encode(a)
		if err != nil {
			t.Fatal(err)
		}
		l.take(bus.Message{Topic: bus.TopicActions, Value: value})
	}
	frames, _, _, err := l.ring.pull(t.Context(), 0, 8)
	if err != nil || len(frames) != 2 {
		t.Fatalf("got %d frames, %v", len(frames), err)
	}
	if first := frames[0].encoded; bytes.Contains(first, []byte("words")) || !bytes.Contains(first, []byte(`"unseen":true`)) || !bytes.Contains(first, []byte("post-1")) {
		t.Errorf("got %s", first)
	}
}
