package automation

import (
	"fmt"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/event"
)

// finding gives what may be new about an account.
func (x *activity) finding(agent string, at time.Time) episode.Finding {
	a := x.accounts[agent]
	f := a.last
	severity, what := event.SeverityMedium, "repeats itself"
	if !a.flooded.IsZero() && a.found.Sub(a.flooded) <= memory {
		severity, what = event.SeverityHigh, "floods the forum with a few texts"
	}
	return episode.Finding{
		Kind: Kind, Anchor: agent, Onset: a.onset, Agents: []string{agent}, Items: a.shown(at), Severity: severity,
		Confidence: confidence(f.written, f.repeats, f.accounts),
		Summary: fmt.Sprintf("One account %s: %d of the %d texts that it wrote within %s had been said before, in all %d within a day.",
			what, f.repeats, f.written, f.span, len(a.items)),
		Features: map[string]float64{
			"repeats": float64(f.repeats), "written": float64(f.written), "span_seconds": f.span.Seconds(),
			"texts_of_the_hour": float64(a.distinct(a.found, hour)), "own_texts_of_the_day": float64(len(a.novel)),
			"repeats_of_the_day": float64(len(a.items)), "gap_variation": episode.Round(a.regularity()),
		},
	}
}

// shown gives the items, oldest first: all of them when the account was found only now, else
// the latest, since the others have been said.
func (a *account) shown(at time.Time) []string {
	from := a.onset
	if at.Sub(a.opened) > recently {
		from = at.Add(-recently)
	}
	first, _ := slices.BinarySearchFunc(a.items, from, func(r repeat, t time.Time) int { return r.at.Compare(t) })
	ids := make([]string, 0, len(a.items)-first)
	for _, r := range a.items[first:] {
		ids = append(ids, r.id)
	}
	return ids
}
