package exposure

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/internal/warehouse"
)

const (
	lookBack = 24 * time.Hour // before the deed

	// Agents, and places, that one query asks about: they travel with it.
	mostAgents = 1000
	mostPlaces = 2000
)

//go:embed shown.sql
var shownQuery string

// Place is where a text stood, and since when: a post, or the post of a comment.
type Place struct {
	Item  string
	Since time.Time
}

// Deed is what an agent did, that it may have been told to.
type Deed struct {
	Agent string
	Seen  time.Time
}

// Readers tells of each deed whether its agent is known to have had a text before its eyes in the day before it, at one of the
// places where the text stood before that. The agents differ, and the places are in order of time; those that came after a
// deed do not matter for it. w may be nil: then nothing is known.
func Readers(ctx context.Context, w *warehouse.Warehouse, deeds []Deed, places []Place) (readers []bool, err error) {
	readers = make([]bool, len(deeds))
	if w == nil {
		return readers, nil
	}
	places = firstOfEach(places)
	number := make(map[string]int, len(deeds))
	for i, d := range deeds {
		number[d.Agent] = i
	}
	for some := range slices.Chunk(deeds, mostAgents) {
		for at := range slices.Chunk(places, mostPlaces) {
			found, err := read(ctx, w, some, at)
			if err != nil {
				return nil, fmt.Errorf("asking what %d agents had been shown: %w", len(some), err)
			}
			for _, agent := range found {
				readers[number[agent]] = true
			}
		}
	}
	return readers, nil
}

// firstOfEach leaves the first time that a text came to a place.
func firstOfEach(places []Place) (first []Place) {
	known := make(map[string]bool, len(places))
	for _, p := range places {
		if !known[p.Item] && p.Item != "" {
			known[p.Item] = true
			first = append(first, p)
		}
	}
	return first
}

// read gives the agents of deeds who had one of the places before their eyes.
func read(ctx context.Context, w *warehouse.Warehouse, deeds []Deed, places []Place) (agents []string, err error) {
	who, when, from, to := make([]string, len(deeds)), make([]int64, len(deeds)), deeds[0].Seen, deeds[0].Seen
	for i, d := range deeds {
		who[i], when[i] = d.Agent, d.Seen.UnixMicro()
		if d.Seen.Before(from) {
			from = d.Seen
		}
		if d.Seen.After(to) {
			to = d.Seen
		}
	}
	items, since := make([]string, len(places)), make([]int64, len(places))
	for i, p := range places {
		items[i], since[i] = p.Item, p.Since.UnixMicro()
	}
	rows, err := w.Conn().Query(ctx, shownQuery, append(warehouse.Between(from.Add(-lookBack), to), clickhouse.Named("day", lookBack.Microseconds()),
		clickhouse.Named("agents", who), clickhouse.Named("deeds", when), clickhouse.Named("places", items), clickhouse.Named("since", since))...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var agent string
		if err := rows.Scan(&agent); err != nil {
			return nil, err
		}
		agents = append(agents, agent)
	}
	return agents, rows.Err()
}
