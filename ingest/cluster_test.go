package ingest_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// The sharded layout on two processes of ClickHouse: partitions are spread over both, each
// action is there once, and the rollups are right, though consumers come and go.
func TestIngestIntoTwoShards(t *testing.T) {
	t.Parallel()
	servers := testparts.TwoShards(t)
	layout := warehouse.Layout{Cluster: clickhouse.ClusterName, RetentionDays: 10_000}
	s := newStageLaidOut(t, bus.Config{Brokers: []string{testparts.Kafka(t)}}, servers[0].DSN(), layout)
	if err := s.warehouse.MigrateTo(t.Context(), layout); err != nil {
		t.Fatalf("migrating what is migrated: %v", err)
	}
	random := rand.New(rand.NewPCG(4, 2))
	for range 3 {
		stop := s.consumer()
		said := s.say(60)
		s.publish(said...)
		time.Sleep(time.Duration(random.IntN(700)) * time.Millisecond) // a random moment, not a wait
		stop()
	}
	s.say(1)
	s.consumer()
	s.settle()
	s.check()
	for i, server := range servers {
		w, err := warehouse.Open(t.Context(), server.DSN())
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		var rows, partitions uint64
		if err := w.Conn().QueryRow(t.Context(), "SELECT count(), uniqExact(kafka_partition) FROM actions_local").Scan(&rows, &partitions); err != nil {
			t.Fatal(err)
		}
		if rows == 0 || partitions == 3 {
			t.Errorf("shard %d has %d rows of %d partitions: they are not spread", i, rows, partitions)
		}
	}
	// A token is good through the Distributed table too.
	for try := range 2 {
		b := &warehouse.Actions{}
		a := s.next(event.PostCreated)
		b.Append(&a, warehouse.Place{Partition: 2, Offset: 1_000_000, BrokerTime: began, Seen: began})
		if _, err := b.Insert(t.Context(), s.warehouse, "once"); err != nil {
			t.Fatalf("try %d: %v", try, err)
		}
	}
	stored, err := s.warehouse.StoredOffsets(t.Context(), 2, 1_000_000, 1_000_001)
	if err != nil || stored[1_000_000] != 1 {
		t.Errorf("%d rows of one token, %v", stored[1_000_000], err)
	}
}
