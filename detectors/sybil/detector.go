package sybil

import (
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/angle"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/windowed"
)

// Name and Version as they stand in flags. The version changes when the same actions would
// give other flags.
const (
	Name     = "sybil"
	Version  = "4"
	Kind     = "sybil"      // accounts that registered together
	KindTied = "sybil_ties" // accounts that distrust spread to
)

const window = 24 * time.Hour

//go:embed arrivals.sql
var arrivalsQuery string

// arrival is a row: that an agent registered, was claimed, changed itself, or wrote something.
type arrival struct {
	seen       time.Time
	id         string
	what       uint8
	agent      string
	stem, word string // of its name, at a registration
	owner      string // at a registration or a claim
	net        string
	client     string
	says       angle.Signs // of itself, at a registration or a change; all zero: nothing
}

// What an arrival says.
const (
	registered = 1
	claimed    = 2
	wrote      = 3
	updated    = 4
)

// scanArrival reads a row. Of a description only the signs are kept.
func (d *describer) scanArrival(rows driver.Rows) (a arrival, seen time.Time, err error) {
	var description string
	if err = rows.Scan(&a.seen, &a.id, &a.what, &a.agent, &a.stem, &a.word, &a.owner, &a.net, &a.client, &description); err != nil {
		return a, seen, err
	}
	a.seen = a.seen.UTC()
	a.says, err = d.signs(description)
	return a, a.seen, err
}

// New gives a detector without a state: Restore comes first.
func New() detectors.Detector {
	return windowed.Must(windowed.Config[arrival]{
		Name: Name, Version: Version, Window: window,
		Source: windowed.Source[arrival]{Query: arrivalsQuery, Scan: new(describer).scanArrival},
		New:    func() windowed.Watcher[arrival] { return &watcher{arrivals: newArrivals()} },
		// As long as ties count: what is still found is not said anew.
		Episodes: episode.Rules{Open: tiesSpan + window},
	})
}
