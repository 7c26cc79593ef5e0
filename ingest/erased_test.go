package ingest_test

import (
	"testing"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/event"
)

// What its author erases is in no row and no feature afterwards, also when it stands in the block
// that says so, and also when the topic is read once more; what others wrote stays.
func TestWhatIsErasedIsForgotten(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	stop := s.consumer()
	defer stop()
	said := func() event.Action {
		a := s.next(event.PostCreated)
		a.Agent.ID, a.Title, a.Text, a.URL = "author", "Regretted", someWords, "https://reef.example/regretted"
		s.publish(record(t, a))
		return a
	}
	early := said()
	s.say(0)
	s.settle()
	late, kept := said(), said()
	for _, a := range []event.Action{early, late} {
		e := s.next(event.ContentErased)
		e.Text, e.Agent.ID, e.Target = "", "author", event.Target{Kind: "post", ID: a.ID, AgentID: "author"}
		s.publish(record(t, e))
	}
	s.say(0)
	s.settle()
	if n := one[uint64](s, "SELECT count() FROM actions WHERE title != '' OR text != '' OR url != '' OR text_sha256 != ''"); n != 1 {
		t.Errorf("%d actions have words, want the one that stays", n)
	}
	if id := one[string](s, "SELECT id FROM actions WHERE text != ''"); id != kept.ID {
		t.Errorf("%s stayed, want %s", id, kept.ID)
	}
	if n := one[uint64](s, "SELECT count() FROM text_features WHERE notEmpty(links) OR notEmpty(bands) OR runes > 0 OR arrayExists(x -> x != 0, embedding)"); n != 1 {
		t.Errorf("%d texts have features, want the one that stays", n)
	}
	if n := one[uint64](s, "SELECT uniqExact(kafka_partition, kafka_offset) FROM text_bands"); n != 1 {
		t.Errorf("%d texts have bands, want the one that stays", n)
	}
	if n := one[uint64](s, "SELECT count() FROM actions"); n < 5 {
		t.Errorf("%d rows are left: what was done must stay", n)
	}
}
