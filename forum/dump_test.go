package forum_test

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
)

// readAll gives every byte that a store keeps, as somebody who took it would read it.
func readAll(ctx context.Context, h home) (string, error) {
	var all strings.Builder
	if h.url == "" {
		for _, suffix := range []string{"", "-wal"} {
			b, err := os.ReadFile(h.path + suffix)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				return "", err
			}
			all.Write(b)
		}
		return all.String(), nil
	}
	cfg, err := pgx.ParseConfig(h.url)
	if err != nil {
		return "", err
	}
	cfg.Password = h.password
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	queries, err := column(ctx, conn, `
		SELECT format(CASE data_type WHEN 'bytea' THEN 'SELECT encode(%1$I, ''escape'') FROM %2$I' ELSE 'SELECT %1$I::text FROM %2$I' END, column_name, table_name)
		FROM information_schema.columns WHERE table_schema = 'public'`)
	if err != nil {
		return "", err
	}
	for _, query := range queries {
		values, err := column(ctx, conn, query)
		if err != nil {
			return "", err
		}
		all.WriteString(strings.Join(values, "\n"))
	}
	return all.String(), nil
}

func column(ctx context.Context, conn *pgx.Conn, query string) ([]string, error) {
	rows, err := conn.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (string, error) {
		var value *string
		if err := row.Scan(&value); err != nil || value == nil {
			return "", err
		}
		return *value, nil
	})
}
