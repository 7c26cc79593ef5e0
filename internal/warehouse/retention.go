package warehouse

import (
	"context"
	"fmt"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// retained are the tables that grow with the forum, and the time by which their rows age.
var retained = map[string]string{
	"actions": "toDateTime(seen)", "actions_per_minute": "minute", "ties": "day",
	"text_features": "toDateTime(seen)", "text_bands": "toDateTime(seen)",
}

// retain makes the tables' TTL what the layout says. A table that has it already is left alone:
// setting a TTL goes through all of its parts.
func (n *node) retain(ctx context.Context, layout Layout) error {
	for table, age := range retained {
		table = layout.localTable(table)
		var now string
		row := n.conn.QueryRow(ctx, "SELECT engine_full FROM system.tables WHERE database = currentDatabase() AND name = {table:String}", clickhouse.Named("table", table))
		if err := row.Scan(&now); err != nil {
			return fmt.Errorf("reading how long %s is kept: %w", table, err)
		}
		wanted := fmt.Sprintf("%s + toIntervalDay(%d)", age, layout.RetentionDays) // as ClickHouse writes it back
		statement := fmt.Sprintf("ALTER TABLE %s MODIFY TTL %s", table, wanted)
		has := strings.Contains(now, " TTL ")
		switch {
		case layout.RetentionDays == 0 && !has, strings.Contains(now, " TTL "+wanted):
			continue
		case layout.RetentionDays == 0:
			statement = fmt.Sprintf("ALTER TABLE %s REMOVE TTL", table)
		}
		if err := n.conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("setting how long %s is kept: %w", table, err)
		}
	}
	return nil
}
