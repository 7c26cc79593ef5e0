package testparts

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
)

// TwoShards gives two servers of ClickHouse that are the shards of the cluster clickhouse.ClusterName, for one test.
func TwoShards(t testing.TB) []*clickhouse.Server {
	t.Helper()
	dir := t.TempDir()
	servers, err := clickhouse.StartCluster(t.Context(), []clickhouse.Config{{DataDir: filepath.Join(dir, "a")}, {DataDir: filepath.Join(dir, "b")}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, s := range servers {
			if err := s.Stop(context.Background()); err != nil {
				t.Error(err)
			}
		}
	})
	return servers
}
