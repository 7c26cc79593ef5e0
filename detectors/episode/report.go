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
	maxQueried = 20 // agents that an evidence's query names
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
	query := ""
	if f.Query != nil {
		query = f.Query(rev.onset, rev.at)
	} else {
		query = Texts(f.Agents, rev.onset, rev.at)
	}
	return detectors.Parts(event.Flag{
		V: event.Version, ID: rev.id, Revision: rev.number, Detector: b.rules.Detector, Version: b.rules.Version,
		Kind: f.Kind, Severity: ep.severity, Confidence: f.Confidence, Calibrated: f.Calibrated, Time: event.At(rev.at),
		Window: event.Window{Start: event.At(rev.onset), End: event.At(end)}, Cluster: cmp.Or(f.Cluster, rev.id),
		Agents: rev.agents, AgentsTotal: len(ep.agents), Items: rev.items, ItemsTotal: len(ep.items),
		Evidence: event.Evidence{Summary: f.Summary, Features: features, Samples: samples, Query: query},
	})
}

// Texts gives the SQL that shows what agents wrote in [from, to).
func Texts(agents []string, from, to time.Time) string {
	if len(agents) == 0 {
		return ""
	}
	return fmt.Sprintf("SELECT time, kind, id, agent_id, agent_name, submolt, post_id, title, text FROM actions WHERE seen >= %s AND seen < %s AND kind IN ('post.created', 'comment.created') AND agent_id IN (%s) ORDER BY seen, id",
		Instant(from), Instant(to), List(agents))
}

// List writes the first 20 values of a query's IN (...), quoted, and says of how many if there are more: the flag itself
// lists all.
func List(values []string) string {
	quoted := make([]string, min(len(values), maxQueried))
	for i := range quoted {
		quoted[i] = Quote(values[i])
	}
	list := strings.Join(quoted, ", ")
	if len(values) > len(quoted) {
		list += fmt.Sprintf(" /* the first %d of %d */", len(quoted), len(values))
	}
	return list
}

// Quote writes a value as a string of ClickHouse's SQL.
func Quote(value string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
}

// Instant writes a time as a string that ClickHouse compares with a DateTime64.
func Instant(t time.Time) string { return "'" + t.UTC().Format("2006-01-02 15:04:05.000000") + "'" }
