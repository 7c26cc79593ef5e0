package forum_test

import (
	"database/sql"
	_ "embed"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

//go:embed testdata/fill_sqlite.sql
var fillSQLite string

//go:embed testdata/fill_postgres.sql
var fillPostgres string

// fill writes agents and posts straight into a store.
func fill(b *testing.B, h home, agents, posts int) {
	b.Helper()
	if err := h.open(b).Close(); err != nil { // its schema
		b.Fatal(err)
	}
	var db *sql.DB
	script, numbers := fillSQLite, "?"
	if onPostgres {
		script, numbers = fillPostgres, "$"
		cfg := must(pgx.ParseConfig(h.url))(b)
		cfg.Password, cfg.DefaultQueryExecMode = h.password, pgx.QueryExecModeSimpleProtocol
		db = stdlib.OpenDB(*cfg)
	} else {
		db = must(sql.Open("sqlite", h.path))(b)
	}
	defer func() { _ = db.Close() }()
	script = strings.NewReplacer(numbers+"1", strconv.Itoa(agents), numbers+"2", strconv.Itoa(posts)).Replace(script)
	if _, err := db.ExecContext(b.Context(), script); err != nil {
		b.Fatal(err)
	}
}
