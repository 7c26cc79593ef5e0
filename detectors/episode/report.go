package episode

import (
	"cmp"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/internal/event"
)

const (
	maxSamples = 8
	endedMark  = "ended"
)

// report makes the flag, in as many messages as it takes, that says a revision.
func (b *Book) report(f Finding, rev revision) []event.Flag {
	rev.confidence = f.Confidence
	ep := b.apply(rev)
	ep.severity = b.severityOf(f, len(ep.agents), len(ep.items))
	end := rev.at
	if !f.End.IsZero() {
		end = f.End
	}
	features := f.Features
	if f.Ended {
		features = maps.Clone(features)
		if features == nil {
			features = map[string]float64{}
		}
		features[endedMark] = 1
	}
	samples := f.Samples
	if samples == nil {
		samples = rev.items[max(0, len(rev.items)-maxSamples):]
	}
	query, members := "", membersOf(rev.id, rev.number)
	switch {
	case f.Query != nil:
		query = f.Query(members, rev.onset, rev.at)
	case len(ep.agents) > 0:
		query = texts(members, rev.onset, rev.at)
	}
	return detectors.Parts(event.Flag{
		V: event.Version, ID: rev.id, Revision: rev.number, Detector: b.rules.Detector, Version: b.rules.Version,
		Kind: f.Kind, Severity: ep.severity, Confidence: f.Confidence, Calibrated: f.Calibrated, Time: event.At(rev.at),
		Window: event.Window{Start: event.At(rev.onset), End: event.At(end)}, Cluster: cmp.Or(f.Cluster, rev.id),
		Agents: rev.agents, AgentsTotal: len(ep.agents), Items: rev.items, ItemsTotal: len(ep.items),
		Evidence: event.Evidence{Summary: f.Summary, Features: features, Samples: samples, Query: query},
	})
}

// membersOf gives the SQL of the agents that a flag lists up to a revision. They may be thousands, so a query reads
// them from the flag. Where flags lie on several nodes, an IN (...) of it has to be GLOBAL.
func membersOf(flag string, revision int) string {
	return fmt.Sprintf("SELECT arrayJoin(agents) FROM flags WHERE id = %s AND revision <= %d", Quote(flag), revision)
}

// texts gives the SQL that shows what the members of a flag wrote in [from, to).
func texts(members string, from, to time.Time) string {
	return fmt.Sprintf("SELECT time, kind, id, agent_id, agent_name, submolt, post_id, title, text FROM actions WHERE seen >= %s AND seen < %s AND kind IN ('post.created', 'comment.created') AND agent_id GLOBAL IN (%s) ORDER BY seen, id",
		Instant(from), Instant(to), members)
}

// Quote writes a value as a string of ClickHouse's SQL.
func Quote(value string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
}

// Instant writes a time as a string that ClickHouse compares with a DateTime64.
func Instant(t time.Time) string { return "'" + t.UTC().Format("2006-01-02 15:04:05.000000") + "'" }
