package warehouse

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

//go:embed query/shared_pieces.sql
var sharedPieces string

// SharedText is a post or a comment that shares passages with others.
type SharedText struct {
	Seen     time.Time
	ActionID string
	AgentID  string
	Pieces   []uint32 // those that others have too, in order: see internal/neardup
}

// Sharing says which pieces of passages count as shared.
type Sharing struct {
	Since, From, To time.Time // texts seen in [Since, To) are compared; one that shares a piece was seen in [From, To)
	Texts           int       // fewest texts that have a piece
	Agents          int       // fewest agents who wrote them
}

// SharedTexts gives the texts that share passages, in order of (seen, id): what
// neardup.Passages makes clusters of. It reads the window and nothing older.
func (w *Warehouse) SharedTexts(ctx context.Context, s Sharing) ([]SharedText, error) {
	rows, err := w.conn.Query(ctx, sharedPieces, append(Between(s.From, s.To),
		clickhouse.Named("since", max(0, s.Since.UnixMicro())), clickhouse.Named("texts", uint32(s.Texts)), clickhouse.Named("agents", uint32(s.Agents)))...)
	if err != nil {
		return nil, fmt.Errorf("looking for texts that share passages since %s: %w", s.Since, err)
	}
	defer rows.Close()
	var texts []SharedText
	for rows.Next() {
		var t SharedText
		if err := rows.Scan(&t.Seen, &t.ActionID, &t.AgentID, &t.Pieces); err != nil {
			return nil, fmt.Errorf("reading a text that shares passages: %w", err)
		}
		t.Seen = t.Seen.UTC()
		texts = append(texts, t)
	}
	return texts, rows.Err()
}
