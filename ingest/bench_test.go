package ingest_test

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/ingest"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/pause"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

//go:embed testdata/kafka_engine.sql
var kafkaEngine string

const (
	benchEvents     = 1_000_000
	benchPartitions = 4
)

// How fast a topic of a million actions gets into ClickHouse: by ingest, and by ClickHouse's own
// Kafka engine with two consumers, one after the other on the same topic of the same broker.
func BenchmarkIngest(b *testing.B) {
	broker := testparts.Kafka(b)
	kafka, err := bus.Open(bus.Config{Brokers: []string{broker}})
	if err != nil {
		b.Fatal(err)
	}
	defer kafka.Close()
	if err := kafka.EnsureTopics(b.Context(), benchPartitions); err != nil {
		b.Fatal(err)
	}
	fillTopic(b, kafka)
	for b.Loop() {
		w := emptyWarehouse(b)
		before, cpu, server := allocations(), cpuSeconds(), serverCPU(b, w)
		ours := untilStored(b, w, func(ctx context.Context) error {
			i, err := ingest.New(ingest.Config{Bus: kafka, Warehouse: w})
			if err != nil {
				return err
			}
			return i.Run(ctx)
		})
		b.ReportMetric(float64(allocations()-before)/benchEvents, "allocs/event")
		b.ReportMetric((cpuSeconds()-cpu)*1e6/benchEvents, "cpu-s/1M")
		b.ReportMetric((serverCPU(b, w)-server)*1e6/benchEvents, "clickhouse-cpu-s/1M")
		w.Close()
		w = emptyWarehouse(b)
		engine := untilStored(b, w, func(ctx context.Context) error { return runEngine(ctx, w, broker) })
		w.Close()
		w = emptyWarehouse(b)
		beside := untilStored(b, w, func(ctx context.Context) error {
			i, err := ingest.New(ingest.Config{Bus: kafka, Warehouse: w, Stages: stages, Texts: testTexts(b)})
			if err != nil {
				return err
			}
			return i.Run(ctx)
		})
		var texts uint64
		if err := w.Conn().QueryRow(b.Context(), "SELECT count() FROM text_features").Scan(&texts); err != nil {
			b.Fatal(err)
		}
		w.Close()
		b.ReportMetric(benchEvents/beside.Seconds(), "rows-beside-text/s")
		b.ReportMetric(100*ours.Seconds()/beside.Seconds(), "%-of-rate-beside-text")
		b.ReportMetric(float64(texts)/beside.Seconds(), "texts-meanwhile/s")
		b.ReportMetric(benchEvents/ours.Seconds(), "rows/s")
		b.ReportMetric(benchEvents/engine.Seconds(), "engine-rows/s")
		b.ReportMetric(engine.Seconds()/ours.Seconds(), "x-engine")
	}
	// Last: the group waits for a member that was killed.
	b.ReportMetric(float64(peakOfAProcess(b, broker)), "peak-MiB")
}

func fillTopic(b *testing.B, kafka *bus.Bus) {
	b.Helper()
	producer := kafka.Producer(bus.TopicActions)
	var records []bus.Record
	publish := func() {
		if err := producer.Publish(b.Context(), records); err != nil {
			b.Fatal(err)
		}
		records = records[:0]
	}
	for i := range uint64(benchEvents) {
		records = append(records, record(b, event.Action{
			V: event.Version, ID: fmt.Sprintf("action-%08d", i), Forum: "f", Producer: "p", Seq: i + 1, Time: benchTime(i),
			Kind: event.CommentCreated, Agent: event.Agent{ID: fmt.Sprint("agent-", i%1000), Name: "somebody"}, PostID: fmt.Sprint("post-", i%5000),
			Text: "A comment of middling length,\nas agents write them when they have \"nothing\" to add.",
		}))
		if len(records) == 50_000 {
			publish()
		}
	}
	publish()
	// Closer to the end of the block before, a watermark would not end the last block.
	pause.For(b.Context(), 300*time.Millisecond)
	records = append(records, record(b, event.Action{
		V: event.Version, ID: "mark", Forum: "f", Producer: "p", Seq: benchEvents + 1, Time: benchTime(benchEvents), Kind: event.Watermark,
	}))
	publish()
}

// benchTime spreads the events over some hours, a hundred a second.
func benchTime(n uint64) event.Time {
	return event.At(began.Add(time.Duration(n) * 10 * time.Millisecond))
}

func emptyWarehouse(b *testing.B) *warehouse.Warehouse {
	b.Helper()
	return emptyWarehouseAt(b, testparts.ClickHouse(b))
}

func emptyWarehouseAt(b *testing.B, dsn string) *warehouse.Warehouse {
	b.Helper()
	w, err := warehouse.Open(b.Context(), dsn)
	if err != nil {
		b.Fatal(err)
	}
	if err := w.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	return w
}

// peakOfAProcess is the most memory that an ingest with both stages and the settings it has by
// itself takes, in a process of its own, until the raw rows are stored.
func peakOfAProcess(b *testing.B, broker string) (mib int) {
	b.Helper()
	dsn := testparts.ClickHouse(b)
	w := emptyWarehouseAt(b, dsn)
	defer w.Close()
	c := startChild(b, childConfig{Broker: broker, ClickHouse: dsn})
	defer c.kill()
	untilStored(b, w, func(ctx context.Context) error { <-ctx.Done(); return nil })
	return c.peakMemory()
}

// untilStored runs what stores the topic until all of it is stored.
func untilStored(b *testing.B, w *warehouse.Warehouse, run func(context.Context) error) time.Duration {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	done := make(chan error, 1)
	started := time.Now()
	go func() { done <- run(ctx) }()
	for {
		var stored uint64
		if err := w.Conn().QueryRow(ctx, "SELECT count() FROM actions WHERE kind != 'watermark'").Scan(&stored); err != nil {
			b.Fatal(err)
		}
		if stored >= benchEvents {
			break
		}
		select {
		case err := <-done:
			b.Fatalf("%d of %d events were stored: %v", stored, benchEvents, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
	took := time.Since(started)
	cancel()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
	return took
}

// runEngine lets ClickHouse read the topic until ctx ends.
func runEngine(ctx context.Context, w *warehouse.Warehouse, broker string) error {
	fill := strings.NewReplacer("{broker}", broker, "{group}", fmt.Sprint("engine-", time.Now().UnixNano()))
	for _, statement := range strings.Split(fill.Replace(kafkaEngine), ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if err := w.Conn().Exec(ctx, statement); err != nil {
			return err
		}
	}
	<-ctx.Done()
	end := context.WithoutCancel(ctx)
	if err := w.Conn().Exec(end, "DROP TABLE queue_to_actions SYNC"); err != nil {
		return err
	}
	return w.Conn().Exec(end, "DROP TABLE queue SYNC")
}

func allocations() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

// cpuSeconds is what this process, which holds the broker too, has used.
func cpuSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}

// serverCPU is what ClickHouse has used for queries and merges.
func serverCPU(b *testing.B, w *warehouse.Warehouse) float64 {
	b.Helper()
	var micros uint64
	row := w.Conn().QueryRow(b.Context(), "SELECT sum(value) FROM system.events WHERE event = 'OSCPUVirtualTimeMicroseconds'")
	if err := row.Scan(&micros); err != nil {
		b.Fatal(err)
	}
	return float64(micros) / 1e6
}

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
