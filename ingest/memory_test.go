package ingest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/metrics"
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

// notePeakMemory writes to a file the most memory that Go has had in this process, in bytes, until it is stopped: without
// what is mapped from the program's file, and without what the race detector adds.
func notePeakMemory(path string) (stop func(), err error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	ended, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		defer file.Close()
		samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		for peak := uint64(0); ; {
			metrics.Read(samples)
			if now := samples[0].Value.Uint64() - samples[1].Value.Uint64(); now > peak {
				peak = now
				_, _ = file.WriteAt(fmt.Appendf(nil, "%20d", peak), 0) // always as long: whoever reads sees one number
			}
			select {
			case <-ended:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	return func() { close(ended); <-done }, nil
}

func peakMemory(t *testing.T, path string) (mib uint64) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		mib, err = strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
	}
	if err != nil {
		t.Fatal(err)
	}
	return mib >> 20
}

// processMemory is what a process of ingest has, in MiB, beside what it holds of what it has read: its models, and what
// the collector has not collected yet.
const processMemory = 70

// An ingest with both stages keeps within its setting, however a backlog was cut into batches: the
// client takes 64 KiB of memory for the smallest of them.
func TestMemoryIsBoundedHoweverBatchesAreCut(t *testing.T) {
	for name, batch := range map[string]int{"large batches": 2000, "a batch each": 1} {
		t.Run(name, func(t *testing.T) {
			broker := testparts.Kafka(t)
			dsn, _ := killable(t)
			s := newStageWith(t, bus.Config{Brokers: []string{broker}}, dsn)
			s.limits = ingest.Limits{Memory: 64 << 20}
			const producers, each = 8, 500 // by one agent, so all in one partition: bounded by nothing, the smallest batches took 219 MiB
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
			peakFile := filepath.Join(t.TempDir(), "peak")
			startChild(t, childConfig{Broker: broker, ClickHouse: dsn, Limits: s.limits, PeakFile: peakFile})
			// The progress is stored after the rows and what views make of them.
			const done = "SELECT if(count() < 2, 0, min(records)) FROM (SELECT stage, toUInt64(sum(next_offset)) AS records FROM ingest_progress FINAL GROUP BY stage)"
			for deadline := time.Now().Add(2 * time.Minute); one[uint64](s, done) < producers*each; time.Sleep(100 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("a backlog is not worked off")
				}
			}
			s.check()
			peak := peakMemory(t, peakFile)
			t.Logf("%d MiB at most", peak)
			if most := uint64(s.limits.Memory>>20 + processMemory); peak > most {
				t.Errorf("%d MiB of memory, want at most %d", peak, most)
			}
		})
	}
}
