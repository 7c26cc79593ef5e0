package automation

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/internal/event"
)

// finding gives what may be new about an account.
func (x *activity) finding(agent string, at time.Time) episode.Finding {
	a := x.open[agent]
	p := a.parrot
	f := p.what
	severity, what := event.SeverityMedium, "repeats itself"
	if p.flooded != 0 && p.found.Sub(p.flooded) <= memory {
		severity, what = event.SeverityHigh, "floods the forum with a few texts"
	}
	return episode.Finding{
		Kind: Kind, Anchor: agent, Onset: p.onset.Time(), Agents: []string{agent}, Items: p.shown(moment.Of(at)), Severity: severity,
		Confidence: confidence(f.written, f.repeats, f.accounts),
		Summary: fmt.Sprintf("One account %s: %d of the %d texts that it wrote within %s had been said before, in all %d within a day.",
			what, f.repeats, f.written, f.span, len(p.items)),
		Features: map[string]float64{
			"repeats": float64(f.repeats), "written": float64(f.written), "span_seconds": f.span.Seconds(),
			"repeated_texts_of_the_hour": float64(a.distinct(p.found, hour)), "own_texts_of_the_day": float64(a.own),
			"repeats_of_the_day": float64(len(p.items)), "gap_variation": episode.Round(a.regularity()),
		},
	}
}

// shown gives the items, oldest first: all of them when the account was found only now, else
// the latest, since the others have been said.
func (p *parrot) shown(at moment.Moment) []string {
	from := p.onset
	if at.Sub(p.opened) > recently {
		from = at.Add(-recently)
	}
	first, _ := slices.BinarySearchFunc(p.items, from, func(r repeat, t moment.Moment) int { return cmp.Compare(r.at, t) })
	ids := make([]string, 0, len(p.items)-first)
	for _, r := range p.items[first:] {
		ids = append(ids, r.id)
	}
	return ids
}
