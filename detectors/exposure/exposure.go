package exposure

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/internal/warehouse"
)

const (
	lookBack   = 24 * time.Hour // before the deed
	mostPlaces = 256            // that are looked for: the latest
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
	Agent, Item string
	Seen        time.Time
}

// Reading is what is known of an agent's having read a text.
type Reading struct {
	Shown, Acted uint64    // times that it was shown the text's place, and acted there itself
	First        time.Time // zero: it is not known to have read it
}

// Known reports whether the agent is known to have read the text.
func (r Reading) Known() bool { return r.Shown+r.Acted > 0 }

// Memory keeps the answers of one detector, so that each deed is asked about once. Ask it about
// one deed with the same places only: whoever forgets places begins with a new one.
type Memory struct{ readings map[Deed]Reading }

// Read tells whether an agent had a text before its eyes, at one of the places where it stood, in
// the day before a deed. w may be nil: then nothing is known.
func (m *Memory) Read(ctx context.Context, w *warehouse.Warehouse, d Deed, places []Place) (r Reading, err error) {
	if w == nil || len(places) == 0 {
		return r, nil
	}
	if r, asked := m.readings[d]; asked {
		return r, nil
	}
	places = places[max(0, len(places)-mostPlaces):]
	items, since := make([]string, len(places)), make([]int64, len(places))
	for i, p := range places {
		items[i], since[i] = p.Item, p.Since.UnixMicro()
	}
	args := append(warehouse.Between(d.Seen.Add(-lookBack), d.Seen),
		clickhouse.Named("agent", d.Agent), clickhouse.Named("places", items), clickhouse.Named("since", since))
	if err := w.Conn().QueryRow(ctx, shownQuery, args...).Scan(&r.Shown, &r.Acted, &r.First); err != nil {
		return r, fmt.Errorf("asking what an agent had been shown: %w", err)
	}
	if r.First = r.First.UTC(); !r.Known() {
		r.First = time.Time{}
	}
	if m.readings == nil {
		m.readings = map[Deed]Reading{}
	}
	m.readings[d] = r
	return r, nil
}
