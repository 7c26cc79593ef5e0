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

// Migrate makes this database the tables of one node that keep everything; see MigrateTo.
func (w *Warehouse) Migrate(ctx context.Context) error { return w.MigrateTo(ctx, Layout{}) }

// MigrateTo applies, in order of their names, the files of schema/ that this database has not
// seen yet, on each node of the layout, and then sets how long actions are kept. Each file
// holds one statement. Files are only ever added, never changed.
//
// Of services that start at once, one applies what is missing and the others wait (see lock.go).
// ClickHouse has no transactions for DDL: after a crash between a statement and its record
// the statement is met again, so one that finds its table there counts as done.
//
// The layout stays that of w: call it before others use w.
func (w *Warehouse) MigrateTo(ctx context.Context, layout Layout) error {
	if err := layout.Check(); err != nil {
		return err
	}
	w.layout = layout
	nodes, err := w.nodes(ctx, layout)
	if err != nil {
		return err
	}
	for _, n := range nodes {
		err := n.migrate(ctx, layout)
		if err == nil {
			err = n.retain(ctx, layout)
		}
		if closeErr := n.release(); err == nil {
			err = closeErr
		}
		if err != nil {
			return fmt.Errorf("node %s: %w", n.name, err)
		}
	}
	return nil
}

func (n *node) migrate(ctx context.Context, layout Layout) error {
	if err := n.conn.Exec(ctx, migrationsTable); err != nil {
		return fmt.Errorf("creating the table of migrations: %w", err)
	}
	missing, err := n.missing(ctx)
	if err != nil || len(missing) == 0 {
		return err
	}
	return n.alone(ctx, func(ctx context.Context) error {
		missing, err := n.missing(ctx) // another may have been here
		if err != nil {
			return err
		}
		for _, name := range missing {
			if err := n.apply(ctx, layout, name); err != nil {
				return fmt.Errorf("applying %s: %w", name, err)
			}
		}
		return nil
	})
}

// missing gives the migrations that this node has not seen, in order.
func (n *node) missing(ctx context.Context) (missing []string, err error) {
	done, err := n.applied(ctx)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(schemaFiles, "schema/*.sql")
	if err != nil {
		return nil, fmt.Errorf("listing the schema: %w", err)
	}
	for _, name := range names {
		if !done[name] {
			missing = append(missing, name)
		}
		delete(done, name)
	}
	for name := range done {
		return nil, fmt.Errorf("this database has migration %s, which this moltwatch does not know: use a moltwatch at least as new as the one that wrote it", name)
	}
	return missing, nil
}

// apply runs one migration and records it.
func (n *node) apply(ctx context.Context, layout Layout, name string) error {
	migration, err := schemaFiles.ReadFile(name)
	if err != nil {
		return err
	}
	statements, err := layout.statements(string(migration))
	if err != nil {
		return err
	}
	for _, statement := range statements {
		if err := n.conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	if err := n.conn.Exec(ctx, "INSERT INTO schema_migrations (name) VALUES (?)", name); err != nil {
		return fmt.Errorf("recording it: %w", err)
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

func (n *node) applied(ctx context.Context) (map[string]bool, error) {
	rows, err := n.conn.Query(ctx, "SELECT DISTINCT name FROM schema_migrations")
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
