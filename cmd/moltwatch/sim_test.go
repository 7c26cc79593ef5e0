package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
)

// A scenario goes to Kafka as a producer's does: numbered from 1, in order within each
// partition, keyed by agent, and ended by watermarks behind which nothing comes.
func TestAScenarioOnKafkaIsAProducers(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "scored.yaml")
	if err := os.WriteFile(path, []byte(scoredScenario), 0o600); err != nil {
		t.Fatal(err)
	}
	broker := testparts.Kafka(t)
	code, said := call(t, nil, "sim", "generate", path, "--kafka", broker, "--producer", "world", "--data", folder)
	if code != exitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	want := map[string]bool{}
	s, err := sim.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sim.Generate(t.Context(), s, 1, func(a event.Action) error { want[a.ID] = true; return nil }); err != nil {
		t.Fatal(err)
	}
	b, err := bus.Open(bus.Config{Brokers: []string{broker}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	last := map[int]event.Action{}
	err = b.Drain(t.Context(), bus.TopicActions, func(m bus.Message) error {
		a, err := event.Decode[event.Action](m.Value)
		if err != nil {
			return err
		}
		before := last[m.Partition]
		if a.Producer != "world" || a.Seq <= before.Seq || before.Kind == event.Watermark && a.Kind != event.Watermark && a.Time.Before(before.Time.Time) {
			t.Errorf("partition %d has %s %d of %q after %s %d", m.Partition, a.Kind, a.Seq, a.Producer, before.Kind, before.Seq)
		}
		last[m.Partition] = a
		delete(want, a.ID)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(want) > 0 {
		t.Errorf("%d actions are not on the topic", len(want))
	}
	if len(last) != defaultPartitions {
		t.Errorf("%d partitions have records, want %d", len(last), defaultPartitions)
	}
	for partition, a := range last {
		if a.Kind != event.Watermark {
			t.Errorf("partition %d ends with %s, want a watermark", partition, a.Kind)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "labels-world.json")); err != nil {
		t.Errorf("the truth was not written: %v", err)
	}
}
