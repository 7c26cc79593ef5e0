package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
)

// syncer is a file as far as it is brought to the disk.
type syncer interface {
	Sync() error
	Close() error
}

// openLog opens the log beside SQLite, to sync it: that file has no locks of POSIX's, which closing it would end, and
// stays the same one, however often it is emptied, until the last connection is closed.
func openLog(ctx context.Context, conn *sql.Conn) (syncer, error) {
	var path string // without links
	if err := conn.QueryRowContext(ctx, "SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&path); err != nil {
		return nil, fmt.Errorf("looking for the log: %w", err)
	}
	f, err := os.Open(path + "-wal")
	if err != nil {
		return nil, fmt.Errorf("opening the log: %w", err)
	}
	return f, nil
}

func (*sqlite) epoch() uint64 { return 1 }

// flush syncs the log. A system that could not write it may forget that it has tried: it is not tried again.
func (e *sqlite) flush(context.Context, uint64) error {
	if e.failed == nil {
		if err := e.log.Sync(); err != nil {
			e.failed = fmt.Errorf("the disk did not take what was written, so nothing more is written: see to the disk, then start anew: %w", err)
		}
	}
	return e.failed
}
