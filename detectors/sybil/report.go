package sybil

import (
	"fmt"
	"math"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/event"
)

const (
	// priorOdds is how probable it is, before looking, that accounts whose names have something
	// in common are one hand's: names are made of few words.
	priorOdds = 1e-3
	massive   = 50 // accounts of one hand that are a danger whatever they do
)

// finding says what is known of a batch.
func (a *arrivals) finding(b *batch) episode.Finding {
	agents := make([]string, len(b.members))
	var items []string
	var first, last time.Time
	for i, m := range b.members {
		n := &a.newcomers[m]
		agents[i] = n.name
		items = append(items, n.items...)
		last = a.rows[n.row].seen
		if i == 0 {
			first = last
		}
	}
	odds := math.Log(priorOdds) + b.evidence*float64(len(b.members))/2 // halved: owner, block and client of one machine go together
	f := episode.Finding{
		Kind: Kind, Anchor: agents[0], Onset: first, Agents: agents, Items: items, SeverityOf: b.by.severity,
		Confidence: episode.Confidence(1 / (1 + math.Exp(min(50, odds)))),
		Summary: fmt.Sprintf("%d accounts %s registered within %s from one origin: it is %.0f times as common among them as among others who registered.",
			len(agents), b.by, last.Sub(first).Round(time.Minute), math.Exp(min(12, b.evidence))),
		Features: map[string]float64{
			"accounts": float64(len(agents)), "registered_within_seconds": episode.Round(last.Sub(first).Seconds()),
			"owner_nats": episode.Round(b.shared[owner]), "net_nats": episode.Round(b.shared[net]), "client_nats": episode.Round(b.shared[client]),
			"description_nats": episode.Round(b.shared[description]),
		},
	}
	f.Query = func(members string, from, to time.Time) string {
		return fmt.Sprintf("SELECT time, kind, agent_id, agent_name, origin_owner, origin_net, origin_client, text AS description FROM actions WHERE seen >= %s AND seen < %s AND kind IN ('agent.registered', 'agent.updated') AND agent_id GLOBAL IN (%s) ORDER BY seen, id",
			episode.Instant(from), episode.Instant(to), members)
	}
	return f
}

// String says what the accounts have in common.
func (l likeness) String() string {
	if l == described {
		return "that say the same of themselves"
	}
	return "with one pattern of names"
}

// severity is by the number of accounts. A few accounts of one hand may be anybody's; what they
// do is other detectors' business. Those that only say the same of themselves are for people to look
// at, however many they are: an employer or a school words it for all.
func (l likeness) severity(agents, _ int) string {
	switch {
	case agents >= massive && l == named:
		return event.SeverityCritical
	case agents >= 2*leastBatch:
		return event.SeverityMedium
	}
	return event.SeverityLow
}

// finding says what is known of a cluster. It asks for a look: who deals with a banned account may
// have been its victim.
func (c cluster) finding() episode.Finding {
	f := episode.Finding{
		Kind: KindTied, Anchor: c.agents[0], Onset: c.at, Agents: c.agents, Severity: event.SeverityMedium,
		Confidence: episode.Round(min(0.95, c.score)),
		Summary: fmt.Sprintf("%d accounts that deal with each other and with %d accounts that were sanctioned more than with anybody who is vouched for.",
			len(c.agents), c.known),
		Features: map[string]float64{"accounts": float64(len(c.agents)), "sanctioned": float64(c.known), "belief": episode.Round(c.score)},
	}
	f.Query = func(members string, _, to time.Time) string {
		return fmt.Sprintf("SELECT kind, agent_id, agent_name, target_agent_id, count() AS times FROM actions WHERE seen >= %s AND seen < %s AND agent_id GLOBAL IN (%s) AND target_agent_id != '' GROUP BY ALL ORDER BY times DESC",
			episode.Instant(c.at.Add(-tiesSpan)), episode.Instant(to), members)
	}
	return f
}
