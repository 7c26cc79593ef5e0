package warehouse

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
)

//go:embed query/erase_actions.sql
var eraseActions string

//go:embed query/erase_bands.sql
var eraseBands string

//go:embed query/erased_items.sql
var erasedItems string

//go:embed query/erase_texts.sql
var eraseTexts string

// EraseActions takes the words out of some actions, those of posts and comments among them, for good, and returns
// when it is done on every node. It goes through the table, so it is for what happens seldom.
// Saying it again changes nothing.
func (w *Warehouse) EraseActions(ctx context.Context, ids []string) error {
	return w.erase(ctx, ids, statement{"actions", eraseActions})
}

// EraseTexts does the same to what was worked out of the words.
func (w *Warehouse) EraseTexts(ctx context.Context, ids []string) error {
	return w.erase(ctx, ids, statement{"text_bands", eraseBands}, statement{"text_features", eraseTexts})
}

// ErasedItems gives the actions that others say are erased.
func (w *Warehouse) ErasedItems(ctx context.Context) (ids []string, err error) {
	if err := w.conn.QueryRow(ctx, erasedItems).Scan(&ids); err != nil {
		return nil, fmt.Errorf("asking what is erased: %w", err)
	}
	return ids, nil
}

type statement struct{ table, sql string }

func (w *Warehouse) erase(ctx context.Context, ids []string, statements ...statement) (err error) {
	nodes, err := w.nodes(ctx, w.layout)
	if err != nil {
		return err
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"mutations_sync": 2, "allow_nondeterministic_mutations": 1}))
	for _, n := range nodes {
		for _, s := range statements {
			sql := strings.NewReplacer("{{table}}", w.layout.localTable(s.table), "{{text_features}}", w.layout.localTable("text_features")).Replace(s.sql)
			if execErr := n.conn.Exec(ctx, sql, clickhouse.Named("ids", ids)); execErr != nil && err == nil {
				err = fmt.Errorf("erasing %d texts from %s on node %s: %w", len(ids), s.table, n.name, execErr)
			}
		}
		err = errors.Join(err, n.release())
	}
	return err
}
