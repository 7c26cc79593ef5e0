package ingest_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Wherever a record is poisoned, first or last of a block, alone or many, the ones around it
// are stored and it is a dead letter.
func TestPoisonInEveryPosition(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	s.limits.BlockRecords = 5
	s.consumer()
	const long = 11 // two blocks and a record, and each of their bounds
	poison := bus.Record{Key: []byte("agent-1"), Value: []byte(`{"v":1,"id":`)}
	for position := range long + 1 {
		records := make([]bus.Record, 0, long+1)
		for range long {
			a := s.next(event.PostCreated)
			a.Agent.ID = "agent-1" // all in one partition
			s.accepted[a.ID] = true
			records = append(records, record(s, a))
		}
		records = append(records[:position:position], append([]bus.Record{poison}, records[position:]...)...)
		s.publish(records...)
		s.poisoned++
	}
	s.publish(poison, poison, poison, poison, poison, poison) // a block of nothing else
	s.poisoned += 6
	s.say(1)
	s.settle()
	s.check()
	if letters := s.letters(); len(letters) != s.poisoned {
		t.Errorf("%d letters for %d poisoned records", len(letters), s.poisoned)
	}
}

// A producer that falls silent holds the watermark for a while and then no longer, which is
// said; when it comes back what it says is stored.
func TestASilentProducerHoldsTheWatermarkForAWhileOnly(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	s.limits.SilentAfter = 2 * time.Second
	said := &logged{}
	s.consumerThatLogs(said.logger())
	other := func(seq uint64, kind event.Kind, n uint64) bus.Record {
		a := event.Action{V: event.Version, ID: fmt.Sprint("other-", seq), Forum: "f", Producer: "quiet", Seq: seq, Time: at(n), Kind: kind}
		if kind != event.Watermark {
			a.Agent.ID = "agent-3"
			s.accepted[a.ID] = true
		}
		return record(s, a)
	}
	s.publish(other(1, event.PostCreated, 1), other(2, event.Watermark, 1))
	began := time.Now()
	for time.Since(began) < 1500*time.Millisecond { // it is silent, though not for long enough
		s.say(1)
		if mark, err := s.warehouse.Watermark(t.Context(), "actions", 3); err != nil || mark.After(at(1).Time) {
			t.Fatalf("the watermark is %s while a producer has not passed %s (%v)", mark, at(1), err)
		}
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		s.say(1)
		if mark, err := s.warehouse.Watermark(t.Context(), "actions", 3); err == nil && mark.After(at(1).Time) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("a silent producer holds the watermark for ever")
		}
	}
	if !said.has("a producer is silent") {
		t.Error("nobody was told of the silent producer")
	}
	s.publish(other(3, event.PostCreated, 2), other(4, event.Watermark, s.seq+2))
	s.say(1)
	s.settle()
	s.check()
}

// Times that go back within a producer's records are late, never lost; a time too far ahead is a
// dead letter wherever it stands.
func TestTimesOutOfOrder(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	s.consumer()
	for round := range uint64(10) {
		s.say(5)
		back := s.next(event.PostCreated)
		back.Time = at(1 + round)
		s.accepted[back.ID] = true
		ahead := s.next(event.PostCreated)
		ahead.Time = event.At(time.Now().Add(time.Hour))
		s.publish(record(t, back), record(t, ahead))
		s.poisoned++
	}
	s.say(1)
	s.settle()
	s.check()
	if letters := s.letters(); len(letters) != s.poisoned {
		t.Errorf("%d letters for %d records from the future", len(letters), s.poisoned)
	}
	var early uint64
	if err := s.warehouse.Conn().QueryRow(t.Context(), "SELECT count() FROM actions WHERE seen < time").Scan(&early); err != nil || early != 0 {
		t.Errorf("%d rows are seen before their time (%v)", early, err)
	}
}

// Repair must be quiet when there is nothing to repair: a warning is read by people.
func TestASmoothRunWarnsOfNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t, testparts.Kafka(t))
	said := &logged{}
	stop := s.consumerThatLogs(said.logger())
	for range 5 {
		s.say(200)
	}
	s.settle()
	stop()
	s.consumerThatLogs(said.logger())
	s.say(200)
	s.settle()
	s.check()
	if said.has("level=WARN") {
		t.Errorf("a smooth run warned:\n%s", said)
	}
	if bytes.Contains([]byte(said.String()), []byte("a few words")) {
		t.Error("the log quotes what agents say")
	}
}
