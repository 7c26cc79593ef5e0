package copypasta

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/internal/event"
)

const (
	maxSamples = 8
	maxQueried = 20 // agents that the evidence's query names
)

// plan works out what there is to say about a ring that was not said before, whether to say
// it now, and otherwise when. New members are said at once; new items of known members wait
// until they are a share of what is known, or have waited growWait.
func (d *Detector) plan(r ring, at time.Time) (rev revision, say bool, due time.Time) {
	items := make([]string, len(r.items))
	for i, n := range r.items {
		items[i] = d.activity.items[n].id
	}
	ep := d.episodes.of(r.agents, at)
	if ep == nil {
		onset := d.activity.items[r.items[0]].seen
		id := detectors.FlagID(Name, items[0], onset)
		return revision{id: id, number: 1, at: at, onset: onset, agents: r.agents, items: items}, true, time.Time{}
	}
	rev = revision{
		id: ep.id, number: ep.revision + 1, at: at, onset: ep.onset,
		agents: missing(r.agents, ep.agents), items: missing(items, ep.items),
	}
	grown := float64(len(rev.items)) >= math.Max(growItems, growShare*float64(len(ep.items)))
	waited := at.Sub(ep.last) >= growWait && len(rev.items) > 0
	if len(rev.agents) > 0 || grown || waited {
		return rev, true, time.Time{}
	}
	if len(rev.items) > 0 {
		due = ep.last.Add(growWait)
	}
	return rev, false, due
}

// report makes the flag, in as many messages as it takes, that says a revision.
func (d *Detector) report(r ring, rev revision) []event.Flag {
	ep := d.episodes.apply(rev)
	return detectors.Parts(event.Flag{
		V: event.Version, ID: rev.id, Revision: rev.number, Detector: Name, Version: Version, Kind: "coordination",
		Severity: severity(len(ep.agents), len(ep.items)), Confidence: confidence(r.chance), Time: event.At(rev.at),
		Window:  event.Window{Start: event.At(rev.onset), End: event.At(rev.at)},
		Cluster: rev.id, Agents: rev.agents, AgentsTotal: len(ep.agents), Items: rev.items, ItemsTotal: len(ep.items),
		Evidence: event.Evidence{
			Summary: fmt.Sprintf("%d agents repeat each other in step: %d shared texts on %d shared threads, %.0f s apart on average.",
				len(r.agents), r.texts, r.threads, r.lag),
			Features: map[string]float64{
				"agents": float64(len(r.agents)), "items": float64(len(r.items)), "shared_texts": float64(r.texts),
				"shared_targets": float64(r.threads), "mean_lag_seconds": round(r.lag),
				"least_surprise_nats": round(r.surprise), "expected_by_chance": r.chance,
			},
			Samples: rev.items[max(0, len(rev.items)-maxSamples):],
			Query:   query(r.agents, rev.onset, rev.at),
		},
	})
}

// confidence is the chance that none of the unrelated pairs that could look like the ring's
// least certain member does (a Bonferroni bound). It is a model's word, not calibrated.
func confidence(byChance float64) float64 {
	const mostClaimed = 0.999
	return round(math.Max(0, math.Min(mostClaimed, 1-byChance)))
}

func severity(agents, items int) string {
	switch {
	case agents >= 10 || items >= 500:
		return event.SeverityCritical
	case agents >= 3 || items >= 2*bulkPosts:
		return event.SeverityHigh
	default:
		return event.SeverityMedium
	}
}

func round(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// query gives the SQL that shows the ring's texts again.
func query(agents []string, from, to time.Time) string {
	quoted := make([]string, min(len(agents), maxQueried))
	for i := range quoted {
		quoted[i] = "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(agents[i]) + "'"
	}
	return fmt.Sprintf("SELECT time, agent_name, submolt, post_id, text FROM actions WHERE seen >= '%s' AND seen < '%s' AND agent_id IN (%s) ORDER BY seen, id",
		from.UTC().Format("2006-01-02 15:04:05.000000"), to.UTC().Format("2006-01-02 15:04:05.000000"), strings.Join(quoted, ", "))
}
