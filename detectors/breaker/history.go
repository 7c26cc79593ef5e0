package breaker

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/internal/warehouse"
)

//go:embed first_uses.sql
var firstUses string

//go:embed first_texts.sql
var firstTexts string

//go:embed older.sql
var olderQuery string

//go:embed volume.sql
var volumeQuery string

// history looks up what was seen in [from, to).
type history struct {
	ctx      context.Context
	house    *warehouse.Warehouse
	from, to time.Time
}

// past is what was learnt of the time before the hour and holds for later ticks too.
type past struct {
	whole       bool
	counted     bool
	since, till time.Time // whole minutes
	texts       uint64
}

// firstUses learns of each pattern a use before the hour that began at a time, or else its first:
// what was learnt once holds for as long as it lies within the day.
func (w *watch) firstUses(h history, patterns []pattern, began time.Time) error {
	var asked []uint64
	for _, p := range patterns {
		if at, ok := w.known[p.key]; !ok || at.Before(h.from) {
			asked = append(asked, p.key)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	if err := look(h, began, firstUses, func(key uint64, at time.Time) { w.known[key] = at }, clickhouse.Named("patterns", asked)); err != nil {
		return fmt.Errorf("looking up when %d patterns were first seen: %w", len(asked), err)
	}
	return nil
}

// firstTexts learns the same of the texts of the patterns' agents.
func (w *watch) firstTexts(h history, patterns []pattern, began time.Time) error {
	var agents []string
	asked := map[string]bool{}
	for _, p := range patterns {
		for _, i := range p.uses {
			agent := w.agent(i)
			if at, ok := w.wrote[agent]; !asked[agent] && (!ok || at.Before(h.from)) {
				asked[agent] = true
				agents = append(agents, agent)
			}
		}
	}
	if len(agents) == 0 {
		return nil
	}
	if err := look(h, began, firstTexts, func(agent string, at time.Time) { w.wrote[agent] = at }, clickhouse.Named("agents", agents)); err != nil {
		return fmt.Errorf("looking up when %d agents first wrote: %w", len(agents), err)
	}
	return nil
}

// isWhole says whether the forum is older than the day: else all in it is new. A forum grows no
// younger.
func (p *past) isWhole(h history) (bool, error) {
	if p.whole {
		return true, nil
	}
	var older uint64
	if err := h.house.Conn().QueryRow(h.ctx, olderQuery, warehouse.Between(h.from, h.to)[0]).Scan(&older); err != nil {
		return false, fmt.Errorf("looking for texts before %s: %w", h.from, err)
	}
	p.whole = older > 0
	return p.whole, nil
}

// volume counts the texts before a time, to the minute.
func (p *past) volume(h history, before time.Time) (uint64, error) {
	since, till := h.from.Truncate(time.Minute), before.Truncate(time.Minute)
	if p.counted && since.Equal(p.since) && till.Equal(p.till) {
		return p.texts, nil
	}
	if err := h.house.Conn().QueryRow(h.ctx, volumeQuery, warehouse.Between(h.from, before)...).Scan(&p.texts); err != nil {
		return 0, fmt.Errorf("counting the texts from %s to %s: %w", h.from, before, err)
	}
	p.counted, p.since, p.till = true, since, till
	return p.texts, nil
}

// look runs a query that gives a time for each of some keys.
func look[K any](h history, began time.Time, query string, take func(K, time.Time), what ...any) error {
	what = append(what, clickhouse.Named("began", began.UnixMicro()))
	rows, err := h.house.Conn().Query(h.ctx, query, append(warehouse.Between(h.from, h.to), what...)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key K
		var at time.Time
		if err := rows.Scan(&key, &at); err != nil {
			return err
		}
		take(key, at.UTC())
	}
	return rows.Err()
}
