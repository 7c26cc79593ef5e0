package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
)

//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var migrationFiles embed.FS

// migrate runs what is missing of the migrations, in the order of their names, each in a
// transaction of its own. It refuses a store that holds a migration which this program does
// not know, or knows otherwise: going back is not possible.
func migrate(ctx context.Context, e engine, conn *sql.Conn) error {
	release, err := e.exclusive(ctx, conn)
	if err != nil {
		return err
	}
	defer release()
	if _, err := conn.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL)`); err != nil {
		return fmt.Errorf("reading the store (is it a forum's?): %w", err)
	}
	done, err := migrationsDone(ctx, conn)
	if err != nil {
		return err
	}
	folder := "migrations/" + e.dialect() + "/"
	names, err := fs.Glob(migrationFiles, folder+"*.sql")
	if err != nil {
		return err
	}
	for name := range done {
		if !slices.Contains(names, folder+name) {
			return fmt.Errorf("the store has had migration %s, which this program does not know: it is older than the store, use the newer one", name)
		}
	}
	for _, path := range names {
		text, err := migrationFiles.ReadFile(path)
		if err != nil {
			return err
		}
		name := path[len(folder):]
		hash := hashOf(text)
		if had, ok := done[name]; ok {
			if had != hash {
				return fmt.Errorf("migration %s was another when the store had it: this program cannot use the store", name)
			}
			continue
		}
		if err := runMigration(ctx, e, conn, name, hash, string(text)); err != nil {
			return fmt.Errorf("migrating the store with %s: %w", name, err)
		}
	}
	return nil
}

func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func migrationsDone(ctx context.Context, conn *sql.Conn) (map[string]string, error) {
	rows, err := conn.QueryContext(ctx, `SELECT name, sha256 FROM migrations`)
	if err != nil {
		return nil, fmt.Errorf("reading which migrations the store has had: %w", err)
	}
	defer func() { _ = rows.Close() }()
	done := map[string]string{}
	for rows.Next() {
		var name, hash string
		if err := rows.Scan(&name, &hash); err != nil {
			return nil, fmt.Errorf("reading which migrations the store has had: %w", err)
		}
		done[name] = hash
	}
	return done, rows.Err()
}

func runMigration(ctx context.Context, e engine, conn *sql.Conn, name, hash, text string) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := e.script(ctx, tx, text); err != nil {
		_ = tx.Rollback()
		return err
	}
	if _, err := tx.ExecContext(ctx, e.rewrite(`INSERT INTO migrations (name, sha256) VALUES (?1, ?2)`), name, hash); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}
