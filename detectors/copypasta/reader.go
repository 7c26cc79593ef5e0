package copypasta

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/internal/warehouse"
)

//go:embed texts.sql
var textsQuery string

//go:embed episodes.sql
var episodesQuery string

// post is one text as it was read.
type post struct {
	seen      time.Time
	id, agent string
	comment   bool
	place     string // the thread of a comment, the submolt of a post
	words     string
}

// readTexts hands over the texts seen in [from, to), in order.
func readTexts(ctx context.Context, w *warehouse.Warehouse, from, to time.Time, take func(post)) error {
	rows, err := w.Conn().Query(ctx, textsQuery, warehouse.Between(from, to)...)
	if err != nil {
		return fmt.Errorf("reading the texts from %s to %s: %w", from, to, err)
	}
	defer rows.Close()
	for rows.Next() {
		var p post
		var comment uint8
		if err := rows.Scan(&p.seen, &p.id, &p.agent, &comment, &p.place, &p.words); err != nil {
			return fmt.Errorf("reading a text: %w", err)
		}
		p.seen, p.comment = p.seen.UTC(), comment == 1
		take(p)
	}
	return rows.Err()
}

// readEpisodes hands over what was flagged in (from, to], in order.
func readEpisodes(ctx context.Context, w *warehouse.Warehouse, from, to time.Time, take func(revision)) error {
	args := append(warehouse.Between(from, to), clickhouse.Named("detector", Name))
	rows, err := w.Conn().Query(ctx, episodesQuery, args...)
	if err != nil {
		return fmt.Errorf("reading the flags of %s: %w", Name, err)
	}
	defer rows.Close()
	for rows.Next() {
		var r revision
		var number uint32
		if err := rows.Scan(&r.id, &number, &r.at, &r.onset, &r.agents, &r.items); err != nil {
			return fmt.Errorf("reading a flag of %s: %w", Name, err)
		}
		r.number, r.at, r.onset = int(number), r.at.UTC(), r.onset.UTC()
		take(r)
	}
	return rows.Err()
}
