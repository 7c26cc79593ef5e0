package ingest_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/ingest"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/pause"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// How fast a topic that is full gets into ClickHouse, beside the limit: the same rows inserted
// in blocks of the same size by one connection, without Kafka, decoding or progress.
func BenchmarkIngest(b *testing.B) {
	const total, block, partitions = 200_000, 10_000, 4
	kafka, err := bus.Open(bus.Config{Brokers: []string{testparts.Kafka(b)}})
	if err != nil {
		b.Fatal(err)
	}
	defer kafka.Close()
	if err := kafka.EnsureTopics(b.Context(), partitions); err != nil {
		b.Fatal(err)
	}
	actions := make([]event.Action, total)
	records := make([]bus.Record, 0, total)
	for i := range actions {
		actions[i] = event.Action{
			V: event.Version, ID: fmt.Sprintf("action-%08d", i), Forum: "f", Producer: "p", Seq: uint64(i + 1), Time: at(uint64(i)),
			Kind: event.CommentCreated, Agent: event.Agent{ID: fmt.Sprint("agent-", i%1000), Name: "somebody"}, PostID: fmt.Sprint("post-", i%5000),
			Text: "A comment of middling length, as agents write them when they have nothing to add.",
		}
		records = append(records, record(b, actions[i]))
	}
	mark := event.Action{V: event.Version, ID: "mark", Forum: "f", Producer: "p", Seq: total + 1, Time: at(total), Kind: event.Watermark}
	producer := kafka.Producer(bus.TopicActions)
	if err := producer.Publish(b.Context(), records); err != nil {
		b.Fatal(err)
	}
	// Closer to the end of the block before, a watermark would not end the last block.
	pause.For(b.Context(), 300*time.Millisecond)
	if err := producer.Publish(b.Context(), []bus.Record{record(b, mark)}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		limit := timeIt(b, func(w *warehouse.Warehouse) error {
			var rows warehouse.Actions
			for from := 0; from < total; from += block {
				rows.Reset()
				for i := range block {
					rows.Append(&actions[from+i], warehouse.Place{Offset: int64(from + i), Seen: began, BrokerTime: began})
				}
				if err := w.InsertActions(b.Context(), fmt.Sprint(from), &rows); err != nil {
					return err
				}
			}
			return nil
		})
		ours := timeIt(b, func(w *warehouse.Warehouse) error {
			i, err := ingest.New(ingest.Config{Bus: kafka, Warehouse: w})
			if err != nil {
				return err
			}
			ctx, cancel := context.WithCancel(b.Context())
			done := make(chan error, 1)
			go func() { done <- i.Run(ctx) }()
			for {
				watermark, err := w.Watermark(ctx, ingest.StageActions, partitions)
				if err != nil || !watermark.Before(at(total).Time) {
					cancel()
					<-done
					return err
				}
				time.Sleep(5 * time.Millisecond)
			}
		})
		b.ReportMetric(total/ours.Seconds(), "rows/s")
		b.ReportMetric(limit.Seconds()/ours.Seconds(), "of_bare_insert")
	}
}

// timeIt times f on an empty database.
func timeIt(b *testing.B, f func(*warehouse.Warehouse) error) time.Duration {
	b.Helper()
	w, err := warehouse.Open(b.Context(), testparts.ClickHouse(b))
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	if err := w.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	started := time.Now()
	if err := f(w); err != nil {
		b.Fatal(err)
	}
	return time.Since(started)
}
