package ingest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/ingest"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

func decodeLetter(b []byte) (letter event.DeadLetter, err error) {
	return letter, json.Unmarshal(b, &letter)
}

// brokers are those that the promises must hold on.
var brokers = map[string]func(testing.TB) string{"embedded": testparts.Kafka, "apache": testparts.ApacheKafka}

// eachInChaos are all brokers in make chaos, and in the suite this one alone: for promises in which the broker has no part.
func eachInChaos[B any](all map[string]B, alone string) map[string]B {
	if os.Getenv(chaosVariable) != "" {
		return all
	}
	return map[string]B{alone: all[alone]}
}

func TestEachActionIsStoredOnceWhateverIsStopped(t *testing.T) {
	t.Parallel()
	for name, start := range eachInChaos(brokers, "embedded") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, start(t))
			random := rand.New(rand.NewPCG(11, 7))
			var before []bus.Record
			for round := range 8 {
				stop := s.consumer()
				for range 1 + random.IntN(3) {
					said := s.say(random.IntN(90))
					if random.IntN(2) == 0 {
						s.publish(said...) // the producer was not sure that it got through
					}
					before = append(before, said...)
				}
				if round%3 == 0 {
					s.publish(before[random.IntN(len(before)):]...) // nor after a restart
				}
				time.Sleep(time.Duration(random.IntN(700)) * time.Millisecond) // a random moment, not a wait
				stop()
			}
			s.say(1)
			s.consumer()
			s.settle()
			s.check()
		})
	}
}

func TestPoisonBecomesDeadLettersAndStopsNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	future := s.next(event.PostCreated)
	future.Time = event.At(time.Now().Add(time.Hour))
	poison := [][]byte{
		nil, []byte("{"), []byte(`"x"`), {0xff, 0x00}, []byte(`{"v":2}`), []byte(`{"v":1,"id":7}`),
		bytes.Repeat([]byte("x"), event.MaxActionBytes+1), record(t, future).Value,
		[]byte(`{"v":1,"id":"a","forum":"f","time":"0001-01-01T00:00:00Z","kind":"post.created","agent":{"id":"x"}}`),
	}
	unknown := s.next("something.new")
	s.accepted[unknown.ID] = true
	s.publish(record(t, unknown))
	for _, p := range poison {
		s.say(2)
		s.publish(bus.Record{Key: []byte("agent-1"), Value: p})
	}
	s.say(3)
	said := &logged{}
	s.consumerThatLogs(said.logger())
	s.settle()
	s.check()
	reasons := s.letters()
	if len(reasons) != len(poison) {
		t.Fatalf("%d dead letters for %d poisoned records: %v", len(reasons), len(poison), reasons)
	}
	for i, part := range []string{"JSON", "JSON", "JSON", "JSON", "field v", "field id", "131072", "ahead", "field time"} {
		if !strings.Contains(reasons[i], part) {
			t.Errorf("letter %d says %q, want something about %q", i, reasons[i], part)
		}
		if said.has(part) { // reasons quote what a stranger wrote, and the log is not what erasure reaches
			t.Errorf("the log says why letter %d is one: it holds %q", i, part)
		}
	}
	if !said.has("a record became a dead letter") {
		t.Error("the log does not tell of dead letters")
	}
}

func TestRecordsWithoutSeqAreToldApartByID(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	stop := s.consumer()
	plain := s.next(event.CommentCreated)
	plain.Producer, plain.Seq = "", 0
	s.accepted[plain.ID] = true
	s.publish(record(t, plain), record(t, plain))
	s.say(1)
	s.settle()
	stop()
	s.consumer() // which remembers nothing but what is stored
	s.publish(record(t, plain))
	s.say(1)
	s.settle()
	s.check()
}

func TestLateRowsAreSeenAtTheWatermark(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	s.say(50)
	late := s.next(event.PostCreated)
	late.Time = at(3)
	s.accepted[late.ID] = true
	s.publish(record(t, late))
	s.say(1)
	s.consumer()
	s.settle()
	s.check()
	var seen time.Time
	var isLate bool
	row := s.warehouse.Conn().QueryRow(t.Context(), "SELECT seen, late FROM actions WHERE id = '"+late.ID+"'")
	if err := row.Scan(&seen, &isLate); err != nil {
		t.Fatal(err)
	}
	if want := at(51); !isLate || !seen.Equal(want.Time) { // the watermark after the first fifty
		t.Errorf("seen at %s (late %v), want %s", seen, isLate, want)
	}
}

func TestDecisionsAreStoredOncePerState(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	decisions := s.bus.Producer(bus.TopicDecisions)
	for _, state := range []string{event.StateProposed, event.StateApplied, event.StateApplied} {
		value, err := event.Encode(event.Decision{
			V: event.Version, ID: "d", Time: at(1), State: state, Flags: []string{"f"}, Action: event.DoBan, Mode: event.ModeEnforce, By: "clawd",
			Subject: event.Subject{Kind: "cluster", ID: "c", Agents: []string{"a"}, Items: []string{}}, Policy: event.PolicyRef{Version: "v", Rule: "r"},
			Trace: []event.Step{{Step: "evidence", Text: "seen"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := decisions.Publish(t.Context(), []bus.Record{{Key: []byte("d"), Value: value}}); err != nil {
			t.Fatal(err)
		}
	}
	s.consumer()
	deadline := time.Now().Add(20 * time.Second)
	for {
		var n uint64
		if err := s.warehouse.Conn().QueryRow(t.Context(), "SELECT count() FROM decisions FINAL").Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n == 2 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d states are stored, want 2", n)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func TestBadLimitsAreRefused(t *testing.T) {
	for _, limits := range []ingest.Limits{{BlockRecords: -1}, {BlockSpan: -time.Second}} {
		if _, err := ingest.New(ingest.Config{Limits: limits}); err == nil {
			t.Errorf("%s are taken", fmt.Sprint(limits))
		}
	}
}
