package ingest_test

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/ingest/deadletters"
	"github.com/moltwatch/moltwatch/internal/bus"
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
		a.Agent.ID, a.Title, a.Text, a.URL = "author", "Regretted", someWords+" とても静かな海辺の朝", "https://reef.example/regretted"
		s.publish(record(t, a))
		return a
	}
	early := said()
	s.say(0)
	s.settle()
	late, kept := said(), said()
	reported := s.next(event.ReportFiled)
	reported.Agent.ID, reported.Text, reported.Reason = "author", "", someWords
	profile := s.next(event.AgentUpdated)
	profile.Agent.ID, profile.Text = "author", someWords
	s.publish(record(t, reported), record(t, profile))
	for _, a := range []event.Action{early, late, reported, profile} {
		e := s.next(event.ContentErased)
		e.Text, e.Agent.ID, e.Target = "", "author", event.Target{Kind: "post", ID: a.ID, AgentID: "author"}
		s.publish(record(t, e))
	}
	s.say(0)
	s.settle()
	if n := one[uint64](s, "SELECT count() FROM actions WHERE title != '' OR text != '' OR url != '' OR text_sha256 != ''"); n != 1 {
		t.Errorf("%d actions have words, want the one that stays", n)
	}
	if n := one[uint64](s, "SELECT count() FROM actions WHERE kind = 'report.filed' AND reason != ''"); n != 0 {
		t.Error("the report still says why")
	}
	if id := one[string](s, "SELECT id FROM actions WHERE text != ''"); id != kept.ID {
		t.Errorf("%s stayed, want %s", id, kept.ID)
	}
	if n := one[uint64](s, "SELECT count() FROM text_features WHERE notEmpty(links) OR notEmpty(bands) OR runes > 0 OR foreign_letters > 0 OR arrayExists(x -> x != 0, embedding)"); n != 1 {
		t.Errorf("%d texts have features, want the one that stays", n)
	}
	if n := one[uint64](s, "SELECT uniqExact(kafka_partition, kafka_offset) FROM text_bands"); n != 1 {
		t.Errorf("%d texts have bands, want the one that stays", n)
	}
	if n := one[uint64](s, "SELECT count() FROM actions"); n < 9 {
		t.Errorf("%d rows are left: what was done must stay", n)
	}
}

// What cannot be taken may hold what is erased, or be read after the erasure: nothing of it is in the
// dead letters then, and the broker forgets what stood there. What others wrote stays.
func TestWhatIsErasedIsInNoDeadLetter(t *testing.T) {
	t.Parallel()
	for name, start := range brokers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addr := start(t)
			client := &kafka.Client{Addr: kafka.TCP(addr)}
			nodes, err := client.Metadata(t.Context(), &kafka.MetadataRequest{})
			if err != nil {
				t.Fatal(err)
			}
			alter(t, client, kafka.ResourceTypeBroker, strconv.Itoa(nodes.Brokers[0].ID), map[string]string{"log.cleaner.backoff.ms": "100"})
			// The topic of an earlier version, which deletes and never compacts.
			made, err := client.CreateTopics(t.Context(), &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{{Topic: bus.TopicDeadLetters, NumPartitions: 1, ReplicationFactor: 1}}})
			if err != nil || made.Errors[bus.TopicDeadLetters] != nil {
				t.Fatal(err, made)
			}
			s := newStage(t, addr)
			alter(t, client, kafka.ResourceTypeTopic, bus.TopicDeadLetters, map[string]string{"segment.ms": "100", "max.compaction.lag.ms": "100"})
			defer s.consumer()()

			unread := func(id, words string) bus.Record {
				return bus.Record{Key: []byte("author"), Value: fmt.Appendf(nil, `{"v":1,"id":%q,"kind":"post.created","text":%q,`, id, words)}
			}
			early := func(id, parent, words string) bus.Record {
				a := s.next(event.PostCreated)
				a.ID, a.PostID, a.Agent.ID, a.Text, a.Time = id, parent, "author", words, event.At(time.Now().Add(time.Hour))
				return record(t, a)
			}
			const regretted, kept = "words that are regretted", "words that stay"
			s.say(0)
			// One batch of letters, whose last goes: a reader must not wait there for ever.
			s.publish(unread("post-10", kept), early("answer", "post-2", kept), early("post-2", "", regretted), unread("post-1", regretted))
			s.say(0)
			s.settle()
			if !inLetters(s, regretted) {
				t.Fatal("no dead letter holds what is to be erased")
			}
			erase := func(id string) {
				e := s.next(event.ContentErased)
				e.Agent.ID, e.Target = "author", event.Target{Kind: "post", ID: id, AgentID: "author"}
				s.publish(record(t, e))
			}
			erase("post-1")
			erase("post-2")
			s.say(0)
			s.settle()
			late := unread("post-1", regretted)
			late.Key = []byte("somebody else")
			s.publish(late)
			s.say(0)
			s.settle()

			letters, err := deadletters.All(t.Context(), s.bus)
			if err != nil {
				t.Fatal(err)
			}
			gone, left := 0, 0
			for _, l := range letters {
				switch {
				case l.Erased != nil && len(l.Raw)+len(l.Key) == 0:
					gone++
					if err := deadletters.Retry(t.Context(), s.bus, l, time.Now(), time.Hour); !errors.Is(err, deadletters.ErrRefused) {
						t.Errorf("a retry of what is erased gave %v", err)
					}
				case l.Erased == nil && bytes.Contains(l.Raw, []byte(kept)):
					left++
				default:
					t.Errorf("there is %+v", l)
				}
			}
			if gone != 3 || left != 2 {
				t.Errorf("%d letters are erased and %d stayed, want 3 and 2", gone, left)
			}
			for deadline := time.Now().Add(time.Minute); inLetters(s, regretted); {
				if time.Now().After(deadline) {
					t.Fatal("the broker has what was erased after a minute")
				}
				if err := deadletters.Sweep(t.Context(), s.bus.Producer(bus.TopicDeadLetters)); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// A letter that holds what is erased is published first and looked through then. Ingest that is killed with -9 in
// between does both when it is there again: the words are in no letter that anybody reads.
func TestALetterIsErasedThoughIngestIsKilledBeforeItIs(t *testing.T) {
	t.Parallel()
	for name, start := range eachInChaos(brokers, "embedded") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addr, dsn := start(t), testparts.ClickHouse(t)
			s := newStageWith(t, bus.Config{Brokers: []string{addr}}, dsn)
			stop := s.consumer()
			const regretted = "words that are regretted"
			e := s.next(event.ContentErased)
			e.Text, e.Agent.ID, e.Target = "", "author", event.Target{Kind: "post", ID: "post-1", AgentID: "author"}
			s.publish(record(t, e))
			s.say(0)
			s.settle()
			stop()

			gate, through := newGate(t, dsn)
			child := s.child(addr, through)
			s.say(1)
			s.settle() // it is at work
			gate.close()
			s.publish(bus.Record{Key: []byte("author"), Value: fmt.Appendf(nil, `{"v":1,"id":"post-1","kind":"post.created","text":%q,`, regretted)})
			s.say(0) // which ends the block
			for deadline := time.Now().Add(time.Minute); !inLetters(s, regretted); time.Sleep(10 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("the letter was not published within a minute")
				}
			}
			child.kill()
			read := func() (open, gone int) {
				letters, err := deadletters.All(t.Context(), s.bus)
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range letters {
					switch {
					case l.Erased != nil:
						gone++
					case bytes.Contains(l.Raw, []byte(regretted)):
						open++
					}
				}
				return open, gone
			}
			if open, gone := read(); open != 1 || gone != 0 {
				t.Fatalf("%d letters hold it and %d are erased: it was not killed in between", open, gone)
			}
			defer s.consumer()()
			s.say(0)
			s.settle()
			if open, gone := read(); open != 0 || gone != 1 {
				t.Errorf("%d letters hold it and %d are erased, want none and one", open, gone)
			}
		})
	}
}

// inLetters looks for words in all that the broker holds of dead letters.
func inLetters(s *stage, words string) (found bool) {
	err := s.bus.Drain(s.Context(), bus.TopicDeadLetters, func(m bus.Message) error {
		if len(m.Value) == 0 {
			return nil // a sweep
		}
		l, err := decodeLetter(m.Value)
		found = found || bytes.Contains(l.Raw, []byte(words))
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return found
}

func alter(t *testing.T, client *kafka.Client, kind kafka.ResourceType, name string, to map[string]string) {
	t.Helper()
	resource := kafka.IncrementalAlterConfigsRequestResource{ResourceType: kind, ResourceName: name}
	for setting, value := range to {
		resource.Configs = append(resource.Configs, kafka.IncrementalAlterConfigsRequestConfig{Name: setting, Value: value, ConfigOperation: kafka.ConfigOperationSet})
	}
	res, err := client.IncrementalAlterConfigs(t.Context(), &kafka.IncrementalAlterConfigsRequest{Resources: []kafka.IncrementalAlterConfigsRequestResource{resource}})
	if err == nil {
		err = res.Resources[0].Error
	}
	if err != nil {
		t.Fatal(err)
	}
}
