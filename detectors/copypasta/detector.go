package copypasta

import (
	"context"
	"time"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/takeover"
	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Name and Version as they stand in flags. The version changes when the same actions would
// give other flags.
const (
	Name    = "copypasta"
	Version = "4"
)

// New gives a detector without a state: Restore comes first.
func New() detectors.Detector { return newDetector() }

func newDetector() *windowed.Detector[post] {
	return windowed.Must(windowed.Config[post]{
		Name: Name, Version: Version, Window: window, Epoch: epoch,
		Source:   windowed.Source[post]{Query: textsQuery, Scan: scanPost},
		New:      func() windowed.Watcher[post] { return newActivity() },
		Episodes: episode.Rules{Open: window},
	})
}

// Tick implements windowed.Watcher.
func (a *activity) Tick(ctx context.Context, w *warehouse.Warehouse, _ time.Time) (seen windowed.Seen, err error) {
	if a.items.Len() == 0 {
		return seen, nil
	}
	for _, r := range a.rings() {
		if !r.divided {
			deeds := make([]takeover.Deed, len(r.items))
			for i, n := range r.items {
				at := a.items.At(n)
				deeds[i] = takeover.Deed{Agent: a.agents.Name(at.who.Agent()), Item: a.ids.At(n), Seen: a.seen.At(n).Time(), Nowhere: at.who.Nowhere()}
			}
			if r.division, err = a.takeovers.Divide(ctx, w, r.agents, deeds); err != nil {
				return seen, err
			}
			r.divided = true
		}
		seen.Findings = append(seen.Findings, r.division.Findings(a.finding(r))...)
	}
	return seen, nil
}
