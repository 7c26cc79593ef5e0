package clickhouse_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	driver "github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
)

func TestMain(m *testing.M) { testparts.Main(m) }

func stop(t *testing.T, s *clickhouse.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := s.Stop(ctx); err != nil {
		t.Error(err)
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
	t.Cleanup(func() { conn.Close() })
	return conn
}

func TestAcknowledgedRowsOutliveAKill(t *testing.T) {
	cfg := clickhouse.Config{DataDir: t.TempDir()}
	s, err := clickhouse.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	conn := connect(t, s.DSN())
	for _, q := range []string{"CREATE TABLE kept (x UInt32) ENGINE = MergeTree ORDER BY x", "INSERT INTO kept SELECT number FROM numbers(1000)"} {
		if err := conn.Exec(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := s.Wait(t.Context()); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("after a kill Wait says %v", err)
	}
	again, err := clickhouse.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, again)
	var n uint64
	if err := connect(t, again.DSN()).QueryRow(t.Context(), "SELECT count() FROM kept").Scan(&n); err != nil || n != 1000 {
		t.Errorf("%d rows are left of 1000 (%v)", n, err)
	}
	res, err := http.Get("http://" + again.HTTPAddr() + "/ping")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("HTTP answers %s", res.Status)
	}
	reader := connect(t, again.ReaderDSN(clickhouse.Database))
	if err := reader.QueryRow(t.Context(), "SELECT count() FROM kept").Scan(&n); err != nil {
		t.Errorf("the reader cannot read: %v", err)
	}
	if err := reader.Exec(t.Context(), "INSERT INTO kept VALUES (1)"); err == nil {
		t.Error("the reader may write")
	}
}

func TestMissingLibraryNamesTheCommand(t *testing.T) {
	_, err := clickhouse.Start(t.Context(), clickhouse.Config{DataDir: t.TempDir(), Library: "/nowhere/libchdb.so"})
	var missing *clickhouse.MissingLibraryError
	if !errors.As(err, &missing) || !strings.Contains(err.Error(), "make deps") {
		t.Errorf("got %v", err)
	}
}
