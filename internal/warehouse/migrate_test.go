package warehouse_test

import (
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Services that start at once apply each migration once; the lock of one that was killed while it
// did is taken over by one of them.
func TestServicesThatStartAtOnceMigrateOnce(t *testing.T) {
	for name, before := range map[string]string{
		"nobody before":       "SELECT 1",
		"one that was killed": "CREATE TABLE schema_lock (nothing UInt8) ENGINE = Memory COMMENT 'killed'",
	} {
		t.Run(name, func(t *testing.T) {
			dsn := testparts.ClickHouse(t)
			w, err := warehouse.Open(t.Context(), dsn)
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			if err := w.Conn().Exec(t.Context(), before); err != nil {
				t.Fatal(err)
			}
			var group errgroup.Group
			for range 5 {
				group.Go(func() error {
					own, err := warehouse.Open(t.Context(), dsn)
					if err != nil {
						return err
					}
					defer own.Close()
					return own.Migrate(t.Context())
				})
			}
			if err := group.Wait(); err != nil {
				t.Fatal(err)
			}
			var rows, names, locks uint64
			row := w.Conn().QueryRow(t.Context(), "SELECT count(), uniqExact(name), (SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'schema_lock') FROM schema_migrations")
			if err := row.Scan(&rows, &names, &locks); err != nil || rows != names || rows == 0 || locks != 0 {
				t.Errorf("%d migrations are recorded %d times; %d locks are left (%v)", names, rows, locks, err)
			}
		})
	}
}
