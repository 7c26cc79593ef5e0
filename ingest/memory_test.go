package ingest_test

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/ingest"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// peakMemory is the most that a process has had in memory, in MiB.
func (c *child) peakMemory() int {
	c.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.command.Process.Pid))
	if err != nil {
		c.t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
	kib, err := strconv.Atoi(strings.Fields(string(rest))[0])
	if err != nil {
		c.t.Fatal(err)
	}
	return kib >> 10
}

// processMemory is what a process of ingest has beside what it holds of what it has read: itself,
// its models, and what the collector has not collected yet.
const processMemory = 150

// An ingest with both stages keeps within its setting, however a backlog was cut into batches: the
// client takes 64 KiB of memory for the smallest of them.
func TestMemoryIsBoundedHoweverBatchesAreCut(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector takes memory of its own")
	}
	for name, batch := range map[string]int{"large batches": 2000, "a batch each": 1} {
		t.Run(name, func(t *testing.T) {
			broker := testparts.Kafka(t)
			dsn, _ := killable(t)
			s := newStageWith(t, bus.Config{Brokers: []string{broker}}, dsn)
			s.limits = ingest.Limits{Memory: 64 << 20}
			const producers, each = 8, 1500
			var group errgroup.Group
			for p := range producers {
				producer := s.bus.Producer(bus.TopicActions)
				for n := range each {
					s.accepted[fmt.Sprintf("action-%d-%d", p, n)] = true
				}
				group.Go(func() error {
					for from := 0; from < each; from += batch {
						var records []bus.Record
						for n := from; n < min(from+batch, each); n++ {
							value, err := event.Encode(event.Action{
								V: event.Version, ID: fmt.Sprintf("action-%d-%d", p, n), Forum: "f", Producer: fmt.Sprint("p", p), Seq: uint64(n + 1), Time: at(uint64(n)),
								Kind: event.PostCreated, Agent: event.Agent{ID: "agent-1"}, Text: someWords,
							})
							if err != nil {
								return err
							}
							records = append(records, bus.Record{Key: []byte("agent-1"), Value: value})
						}
						if err := producer.Publish(t.Context(), records); err != nil {
							return err
						}
					}
					return nil
				})
			}
			if err := group.Wait(); err != nil {
				t.Fatal(err)
			}
			c := s.child(broker, dsn)
			// The progress is stored after the rows and what views make of them.
			const done = "SELECT if(count() < 2, 0, min(records)) FROM (SELECT stage, toUInt64(sum(next_offset)) AS records FROM ingest_progress FINAL GROUP BY stage)"
			for deadline := time.Now().Add(2 * time.Minute); one[uint64](s, done) < producers*each; time.Sleep(100 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("a backlog is not worked off")
				}
			}
			s.check()
			peak := c.peakMemory()
			t.Logf("%d MiB at most", peak)
			if most := s.limits.Memory>>20 + processMemory; peak > most {
				t.Errorf("%d MiB of memory, want at most %d", peak, most)
			}
		})
	}
}
