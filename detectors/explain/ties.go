package explain

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

//go:embed ties.sql
var tiesQuery string

// Bounds of what is shown of ties.
const (
	maxTies    = 20
	maxOfOne   = 5 // sort of tie
	maxTieActs = 4
)

// Tie is an edge between members of a flag: something that two of them or more did to the same thing. What was done is in
// words, to what is an id, a link or a hash.
type Tie struct {
	Did    string    `json:"did"`
	What   string    `json:"what"`
	Agents int       `json:"agents"` // members who did it
	Others int       `json:"others"` // who did the same in the flag's window and are no members
	First  time.Time `json:"first"`
	Last   time.Time `json:"last"`
	Acts   []Post    `json:"acts"` // the first of the members' acts, as far as they are kept
}

// ties gives what ties the members of a flag most, and the acts behind each.
func ties(ctx context.Context, w *warehouse.Warehouse, f event.Flag) (list []Tie, err error) {
	if f.AgentsTotal < 2 {
		return nil, nil
	}
	rows, err := w.Conn().Query(bounded(ctx), tiesQuery, asOf(f, clickhouse.Named("most", uint32(maxTies)), clickhouse.Named("each", uint32(maxOfOne)),
		clickhouse.Named("acts", uint32(maxTieActs)))...)
	if err != nil {
		return nil, fmt.Errorf("reading what ties the members of flag %s: %w", f.ID, err)
	}
	defer rows.Close()
	var acts [][]string
	var all []string
	for rows.Next() {
		var tie Tie
		var agents, others uint64
		var ids []string
		if err := rows.Scan(&tie.Did, &tie.What, &agents, &others, &tie.First, &tie.Last, &ids); err != nil {
			return nil, fmt.Errorf("reading a tie of flag %s: %w", f.ID, err)
		}
		tie.Agents, tie.Others = int(agents), int(others)
		list, acts, all = append(list, tie), append(acts, ids), append(all, ids...)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading what ties the members of flag %s: %w", f.ID, err)
	}
	kept, err := posts(ctx, w, all)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]Post, len(kept))
	for _, p := range kept {
		byID[p.ID] = p
	}
	for i := range list {
		for _, id := range acts[i] {
			if p, found := byID[id]; found {
				list[i].Acts = append(list[i].Acts, p)
			}
		}
	}
	return list, nil
}
