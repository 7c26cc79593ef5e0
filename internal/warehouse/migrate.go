package warehouse

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

const migrationsTable = `CREATE TABLE IF NOT EXISTS schema_migrations
(name String, applied DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'))
ENGINE = MergeTree ORDER BY name`

// Migrate applies, in order of their names, the files of schema/ that this database has not
// seen yet. Each holds one statement. Files are only ever added, never changed.
//
// ClickHouse has no transactions for DDL: after a crash between a statement and its record
// the statement is met again, so one that finds its table there counts as done.
func (w *Warehouse) Migrate(ctx context.Context) error {
	if err := w.conn.Exec(ctx, migrationsTable); err != nil {
		return fmt.Errorf("creating the table of migrations: %w", err)
	}
	done, err := w.applied(ctx)
	if err != nil {
		return err
	}
	names, err := fs.Glob(schemaFiles, "schema/*.sql")
	if err != nil {
		return fmt.Errorf("listing the schema: %w", err)
	}
	for _, name := range names {
		if done[name] {
			delete(done, name)
			continue
		}
		statement, err := schemaFiles.ReadFile(name)
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		if err := w.conn.Exec(ctx, repeatable(string(statement))); err != nil {
			return fmt.Errorf("applying %s: %w", name, err)
		}
		if err := w.conn.Exec(ctx, "INSERT INTO schema_migrations (name) VALUES (?)", name); err != nil {
			return fmt.Errorf("recording %s: %w", name, err)
		}
	}
	for name := range done {
		return fmt.Errorf("this database has migration %s, which this moltwatch does not know: use a moltwatch at least as new as the one that wrote it", name)
	}
	return nil
}

// repeatable makes a CREATE harmless when its object exists.
func repeatable(statement string) string {
	for _, object := range []string{"TABLE", "MATERIALIZED VIEW", "VIEW"} {
		statement = strings.Replace(statement, "\nCREATE "+object+" ", "\nCREATE "+object+" IF NOT EXISTS ", 1)
	}
	return statement
}

func (w *Warehouse) applied(ctx context.Context) (map[string]bool, error) {
	rows, err := w.conn.Query(ctx, "SELECT DISTINCT name FROM schema_migrations")
	if err != nil {
		return nil, fmt.Errorf("reading which migrations are applied: %w", err)
	}
	defer rows.Close()
	done := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("reading a migration's name: %w", err)
		}
		done[name] = true
	}
	return done, rows.Err()
}
