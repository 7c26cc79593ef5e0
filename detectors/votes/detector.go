package votes

import (
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/windowed"
)

// Name and Version as they stand in flags. The version changes when the same actions would
// give other flags.
const (
	Name    = "votes"
	Version = "2"
)

const window = 24 * time.Hour

//go:embed ballots.sql
var ballotsQuery string

// ballot is a row: a vote, an observed total, a registration, or that somebody wrote.
type ballot struct {
	seen      time.Time
	id        string
	what      uint8
	agent     string
	onComment bool
	target    string
	author    string // of the target of a vote
	under     string
	value     int64
}

// What a ballot says.
const (
	voted      = 1
	observed   = 2
	registered = 3
	wrote      = 4
)

func scanBallot(rows driver.Rows) (b ballot, seen time.Time, err error) {
	var onComment uint8
	err = rows.Scan(&b.seen, &b.id, &b.what, &b.agent, &onComment, &b.target, &b.author, &b.under, &b.value)
	b.seen, b.onComment = b.seen.UTC(), onComment == 1
	return b, b.seen, err
}

// New gives a detector without a state: Restore comes first.
func New() detectors.Detector {
	return windowed.Must(windowed.Config[ballot]{
		Name: Name, Version: Version, Window: window,
		Source: windowed.Source[ballot]{Query: ballotsQuery, Scan: scanBallot},
		New:    func() windowed.Watcher[ballot] { return newPolls() },
		// A vote more for a ring that is known is no news.
		Episodes: episode.Rules{GrowWait: time.Hour},
	})
}
