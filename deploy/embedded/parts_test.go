package embedded_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	driver "github.com/ClickHouse/clickhouse-go/v2"
	"github.com/segmentio/kafka-go"

	"github.com/moltwatch/moltwatch/deploy/embedded"
	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
	"github.com/moltwatch/moltwatch/deploy/embedded/lock"
	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
)

func TestMain(m *testing.M) { testparts.Main(m) }

func stop(t *testing.T, p *embedded.Parts) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := p.Stop(ctx); err != nil {
		t.Error(err)
	}
}

func TestRecordsAndRowsOutliveARestart(t *testing.T) {
	cfg := embedded.Config{DataDir: t.TempDir(), NeedKafka: true, NeedClickHouse: true}
	parts, err := embedded.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	client := &kafka.Client{Addr: kafka.TCP(parts.Brokers...)}
	if _, err := client.CreateTopics(t.Context(), &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{{Topic: "kept", NumPartitions: 1, ReplicationFactor: 1}}}); err != nil {
		t.Fatal(err)
	}
	writer := &kafka.Writer{Addr: client.Addr, Topic: "kept", RequiredAcks: kafka.RequireAll, BatchTimeout: time.Millisecond}
	if err := writer.WriteMessages(t.Context(), kafka.Message{Value: []byte("still here")}); err != nil {
		t.Fatal(err)
	}
	writer.Close()
	conn := connect(t, parts.ClickHouseDSN)
	for _, q := range []string{"CREATE TABLE kept (x UInt32) ENGINE = MergeTree ORDER BY x", "INSERT INTO kept SELECT number FROM numbers(1000)"} {
		if err := conn.Exec(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	conn.Close()
	stop(t, parts)

	if parts, err = embedded.Start(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	defer stop(t, parts)
	reader := kafka.NewReader(kafka.ReaderConfig{Brokers: parts.Brokers, Topic: "kept", MaxWait: 100 * time.Millisecond})
	defer reader.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	m, err := reader.ReadMessage(ctx)
	if err != nil || string(m.Value) != "still here" {
		t.Errorf("read %q, %v", m.Value, err)
	}
	var n uint64
	conn = connect(t, parts.ClickHouseDSN)
	defer conn.Close()
	if err := conn.QueryRow(t.Context(), "SELECT count() FROM kept").Scan(&n); err != nil || n != 1000 {
		t.Errorf("%d rows are left of 1000 (%v)", n, err)
	}
}

func connect(t *testing.T, dsn string) driver.Conn {
	t.Helper()
	opts, err := driver.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := driver.Open(opts)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestOneDataDirectoryHasOneOwner(t *testing.T) {
	cfg := embedded.Config{DataDir: t.TempDir(), NeedKafka: true}
	parts, err := embedded.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, parts)
	var held *lock.HeldError
	if _, err := embedded.Start(t.Context(), cfg); !errors.As(err, &held) {
		t.Errorf("a second owner gets %v", err)
	}
}

func TestAPartThatDiesIsTold(t *testing.T) {
	parts, err := embedded.Start(t.Context(), embedded.Config{DataDir: t.TempDir(), NeedClickHouse: true})
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan error, 1)
	go func() { told <- parts.Wait(t.Context()) }()
	if err := parts.ClickHouse().Kill(); err != nil {
		t.Fatal(err)
	}
	if err := <-told; err == nil || !strings.Contains(err.Error(), "ClickHouse") {
		t.Errorf("it is told as %v", err)
	}
	if err := parts.Stop(t.Context()); err == nil {
		t.Error("a stop after the death hides it")
	}
}

func TestAWaitEndsWithItsContext(t *testing.T) {
	parts, err := embedded.Start(t.Context(), embedded.Config{DataDir: t.TempDir(), NeedKafka: true})
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, parts)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := parts.Wait(ctx); err != nil {
		t.Error(err)
	}
}

func TestAFailedStartLetsGoOfWhatItBegan(t *testing.T) {
	cfg := embedded.Config{DataDir: t.TempDir(), NeedKafka: true, NeedClickHouse: true}
	t.Run("without the library", func(t *testing.T) {
		t.Setenv(clickhouse.LibraryVar, "/nowhere/libchdb.so")
		var missing *clickhouse.MissingLibraryError
		if _, err := embedded.Start(t.Context(), cfg); !errors.As(err, &missing) {
			t.Fatalf("got %v", err)
		}
	})
	parts, err := embedded.Start(t.Context(), cfg)
	if err != nil {
		t.Fatalf("the directory is not free again: %v", err)
	}
	stop(t, parts)
}

func TestGivenAddressesStartNothing(t *testing.T) {
	parts, err := embedded.Start(t.Context(), embedded.Config{DataDir: t.TempDir(), NeedKafka: true, NeedClickHouse: true, Kafka: "a:1,b:2", ClickHouse: "clickhouse://c:3"})
	if err != nil || len(parts.Brokers) != 2 || parts.ClickHouseDSN != "clickhouse://c:3" {
		t.Errorf("got %+v, %v", parts, err)
	}
}

func TestApacheKafkaAnswers(t *testing.T) {
	conn, err := kafka.DialContext(t.Context(), "tcp", testparts.ApacheKafka(t))
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
}
