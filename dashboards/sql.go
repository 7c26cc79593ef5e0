package dashboards

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed sql/overview/*.sql sql/health/*.sql sql/moderator/*.sql sql/variables/*.sql
var sqlFiles embed.FS

// readSQL gives the query in sql/name.sql without the line break at its end.
func readSQL(name string) (string, error) {
	text, err := sqlFiles.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return "", fmt.Errorf("reading a panel's query: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}
