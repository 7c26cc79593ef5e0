package takeover

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/internal/warehouse"
)

//go:embed origins.sql
var originsQuery string

// place is from where somebody acts.
type place struct{ net, client string }

// answer is what is known of the place of a deed.
type answer struct {
	here       place
	taken      bool // its agent lived elsewhere, and nothing of this place is known from there
	moved      bool // the same, but it was hardly seen there
	settled    bool // its agent had used the net or the client before it came here
	registered bool // it registered here
}

// ask looks up from where an agent acted in the day up to a deed.
func (m *Memory) ask(ctx context.Context, w *warehouse.Warehouse, d Deed) (a answer, err error) {
	if w == nil || d.Nowhere { // nobody was taken over from nowhere
		return a, nil
	}
	if a, asked := m.answers[d]; asked {
		return a, nil
	}
	args := append(warehouse.Between(d.Seen.Add(-lookBack), d.Seen.Add(time.Microsecond)), clickhouse.Named("agent", d.Agent), clickhouse.Named("item", d.Item))
	rows, err := w.Conn().Query(ctx, originsQuery, args...)
	if err != nil {
		return a, fmt.Errorf("reading the origins of an agent: %w", err)
	}
	defer rows.Close()
	type stay struct {
		place
		first      time.Time
		acts       uint64
		registered uint64
	}
	var stays []stay
	var here stay // where the deed was done
	for rows.Next() {
		var s stay
		var deed uint64
		if err := rows.Scan(&s.net, &s.client, &s.first, &s.acts, &deed, &s.registered); err != nil {
			return a, fmt.Errorf("reading an origin: %w", err)
		}
		stays = append(stays, s)
		if deed > 0 {
			here = s
		}
	}
	if err := rows.Err(); err != nil {
		return a, err
	}
	lived := uint64(0)
	for _, s := range stays {
		if s.first.Before(here.first) {
			lived += s.acts
			a.settled = a.settled || s.net == here.net || s.client == here.client
		}
	}
	a.here, a.registered = here.place, here.registered > 0
	told := here.net != "" && here.client != ""
	a.settled = a.settled || !told
	a.moved = told && !a.settled && lived > 0
	a.taken = a.moved && lived >= life
	if m.answers == nil {
		m.answers = map[Deed]answer{}
	}
	m.answers[d] = a
	return a, nil
}
