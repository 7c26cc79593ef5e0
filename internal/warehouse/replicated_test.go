package warehouse_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
	"github.com/moltwatch/moltwatch/deploy/embedded/zookeeper"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// The engine at hand takes the CREATEs of replicated tables and registers them at ZooKeeper; it
// cannot serve them, and refuses to alter what is read-only. So this shows that each table is
// taken, up to the first ALTER, and no more.
func TestReplicatedTablesAreTaken(t *testing.T) {
	keeper, err := zookeeper.Start(t.Context(), t.TempDir())
	if errors.Is(err, zookeeper.ErrUnavailable) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer keeper.Stop()
	servers, err := clickhouse.StartCluster(t.Context(), []clickhouse.Config{{DataDir: filepath.Join(t.TempDir(), "ch"), Keeper: keeper.Addr()}})
	if err != nil {
		t.Fatal(err)
	}
	defer servers[0].Stop(context.Background())
	w, err := warehouse.Open(t.Context(), servers[0].DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	err = w.MigrateTo(t.Context(), warehouse.Layout{Cluster: clickhouse.ClusterName, Replicated: true})
	if err == nil || !strings.Contains(err.Error(), "0013_audited_offset.sql") || !strings.Contains(err.Error(), "readonly mode") {
		t.Fatalf("got %v, want the first ALTER refused", err)
	}
	rows, err := w.Conn().Query(t.Context(), "SELECT name, engine_full FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_migrations'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	tables := 0
	for rows.Next() {
		var name, engine string
		if err := rows.Scan(&name, &engine); err != nil {
			t.Fatal(err)
		}
		tables++
		if !strings.HasSuffix(name, "_local") || !strings.HasPrefix(engine, "Replicated") || strings.Contains(engine, "non_replicated_deduplication_window") {
			t.Errorf("%s is %s", name, engine)
		}
	}
	if err := rows.Err(); err != nil || tables != 8 {
		t.Errorf("%d replicated tables, want 8 (%v)", tables, err)
	}
}
