package ingest_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/ingest"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// stage is a broker, a warehouse and a producer, for one test.
type stage struct {
	*testing.T
	bus       *bus.Bus
	warehouse *warehouse.Warehouse
	producer  *bus.Producer
	seq       uint64
	accepted  map[string]bool // ids that must be stored
	poisoned  int             // records that must become dead letters
	metrics   prometheus.Registerer
	limits    ingest.Limits
	session   time.Duration
	texts     ingest.Texts
}

func newStage(t *testing.T, broker string) *stage {
	t.Helper()
	return newStageOn(t, bus.Config{Brokers: []string{broker}})
}

func newStageOn(t *testing.T, cfg bus.Config) *stage {
	t.Helper()
	return newStageWith(t, cfg, testparts.ClickHouse(t))
}

func newStageWith(t *testing.T, cfg bus.Config, clickhouse string) *stage {
	t.Helper()
	return newStageLaidOut(t, cfg, clickhouse, warehouse.Layout{})
}

func newStageLaidOut(t *testing.T, cfg bus.Config, clickhouse string, layout warehouse.Layout) *stage {
	t.Helper()
	ctx := t.Context()
	b, err := bus.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.EnsureTopics(ctx, 3); err != nil {
		t.Fatal(err)
	}
	w, err := warehouse.Open(ctx, clickhouse)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if err := w.MigrateTo(ctx, layout); err != nil {
		t.Fatal(err)
	}
	return &stage{T: t, bus: b, warehouse: w, producer: b.Producer(bus.TopicActions), accepted: map[string]bool{}, limits: ingest.Limits{BlockRecords: 40}, texts: testTexts(t)}
}

// stages are those that every test of ingest runs.
var stages = []string{ingest.StageActions, ingest.StageText}

func testTexts(t testing.TB) ingest.Texts {
	t.Helper()
	extractor, err := textfeatures.Standard()
	if err != nil {
		t.Fatal(err)
	}
	return ingest.Texts{Extractor: extractor}
}

// consumer runs an ingest until the returned function is called.
func (s *stage) consumer() (stop func()) {
	s.Helper()
	return s.consumerThatLogs(slog.New(slog.DiscardHandler))
}

func (s *stage) consumerThatLogs(log *slog.Logger) (stop func()) {
	s.Helper()
	i, err := ingest.New(ingest.Config{Bus: s.bus, Warehouse: s.warehouse, Limits: s.limits, Session: s.session, Logger: log, Metrics: s.metrics, Stages: stages, Texts: s.texts})
	if err != nil {
		s.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- i.Run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				s.Errorf("ingest ended with %v", err)
			}
		})
	}
	s.Cleanup(stop)
	return stop
}

var began = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

// at is the event time of the n-th record.
func at(n uint64) event.Time { return event.At(began.Add(time.Duration(n) * time.Second)) }

func (s *stage) next(kind event.Kind) event.Action {
	s.seq++
	return event.Action{
		V: event.Version, ID: fmt.Sprintf("action-%06d", s.seq), Forum: "f", Producer: "p", Seq: s.seq, Time: at(s.seq),
		Kind: kind, Agent: event.Agent{ID: fmt.Sprint("agent-", s.seq%17)}, Text: "a few words",
	}
}

func record(t testing.TB, a event.Action) bus.Record {
	t.Helper()
	value, err := event.Encode(a)
	if err != nil {
		t.Fatal(err)
	}
	return bus.Record{Key: []byte(a.Agent.ID), Value: value, Everywhere: a.Kind == event.Watermark}
}

func (s *stage) publish(records ...bus.Record) {
	s.Helper()
	if err := s.producer.Publish(s.Context(), records); err != nil {
		s.Fatal(err)
	}
}

// say publishes n actions and a watermark after them.
func (s *stage) say(n int) (records []bus.Record) {
	s.Helper()
	for range n {
		a := s.next(event.PostCreated)
		s.accepted[a.ID] = true
		records = append(records, record(s, a))
	}
	mark := s.next(event.Watermark)
	mark.Agent = event.Agent{}
	records = append(records, record(s, mark))
	s.publish(records...)
	return records
}

// settle waits until everything said so far is covered by the watermark.
func (s *stage) settle() {
	s.Helper()
	for _, stage := range stages {
		s.settleStage(stage)
	}
}

func (s *stage) settleStage(stage string) {
	s.Helper()
	const patience = 90 * time.Second // since it last moved
	deadline, last := time.Now().Add(patience), time.Time{}
	for {
		watermark, err := s.warehouse.Watermark(s.Context(), stage, 3)
		if watermark.After(last) {
			deadline, last = time.Now().Add(patience), watermark
		}
		if err == nil && !watermark.Before(at(s.seq).Time) {
			return
		}
		if time.Now().After(deadline) {
			progress, readErr := s.warehouse.Progress(s.Context(), stage)
			s.Fatalf("the watermark of stage "+stage+" is %s and has not moved for 90 s, want %s (%v); progress: %+v (%v)", watermark, at(s.seq), err, progress, readErr)
		}
		time.Sleep(250 * time.Millisecond)
	}
}

// check compares what is stored with what was accepted, by id.
func (s *stage) check() {
	s.Helper()
	rows, err := s.warehouse.Conn().Query(s.Context(), "SELECT id, count() FROM actions GROUP BY id")
	if err != nil {
		s.Fatal(err)
	}
	defer rows.Close()
	stored := map[string]uint64{}
	for rows.Next() {
		var id string
		var times uint64
		if err := rows.Scan(&id, &times); err != nil {
			s.Fatal(err)
		}
		stored[id] = times
		if !s.accepted[id] {
			s.Errorf("%s is stored though it was not to be", id)
		}
		if times != 1 {
			s.Errorf("%s is stored %d times", id, times)
		}
	}
	for id := range s.accepted {
		if stored[id] == 0 {
			s.Errorf("%s is lost", id)
		}
	}
	s.checkRollups()
	s.checkTexts()
}

// letters reads the dead letters' reasons, by offset within their partition.
func (s *stage) letters() (reasons []string) {
	s.Helper()
	err := s.bus.Drain(s.Context(), bus.TopicDeadLetters, func(m bus.Message) error {
		if len(m.Value) == 0 {
			return nil // a sweep
		}
		letter, err := decodeLetter(m.Value)
		reasons = append(reasons, letter.Reason)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return reasons
}
