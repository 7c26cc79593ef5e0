package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/moltwatch/moltwatch/internal/event"
)

// severities in rising order; a flag carries one of them.
var severities = []string{event.SeverityLow, event.SeverityMedium, event.SeverityHigh, event.SeverityCritical}

// Match gives the first rule for the flag, or nil if there is none.
func (p *Policy) Match(f event.Flag) *Rule {
	for i := range p.Rules {
		if p.Rules[i].Match.holds(f) {
			return &p.Rules[i]
		}
	}
	return nil
}

func (m Match) holds(f event.Flag) bool {
	return (m.Detector == "" || m.Detector == f.Detector) &&
		(m.Kind == "" || m.Kind == f.Kind) &&
		severityRank(f.Severity) >= severityRank(m.MinSeverity) &&
		f.Confidence >= m.MinConfidence &&
		f.AgentsTotal >= m.MinAgents &&
		f.ItemsTotal >= m.MinItems &&
		itemsPerAgent(f) >= m.MinItemsPerAgent
}

// covers reports whether every flag that other matches is matched by m too.
func (m Match) covers(other Match) bool {
	return (m.Detector == "" || m.Detector == other.Detector) &&
		(m.Kind == "" || m.Kind == other.Kind) &&
		severityRank(m.MinSeverity) <= severityRank(other.MinSeverity) &&
		m.MinConfidence <= other.MinConfidence &&
		m.MinAgents <= other.MinAgents &&
		m.MinItems <= other.MinItems &&
		m.MinItemsPerAgent <= other.MinItemsPerAgent
}

// severityRank counts from 0; what is left out stands at the bottom, beside low.
func severityRank(s string) int { return max(0, slices.Index(severities, s)) }

func itemsPerAgent(f event.Flag) float64 {
	return float64(f.ItemsTotal) / float64(max(1, f.AgentsTotal))
}

// Explain says in words which conditions of the match the flag met.
func (m Match) Explain(f event.Flag) string {
	var met []string
	add := func(stated bool, format string, args ...any) {
		if stated {
			met = append(met, fmt.Sprintf(format, args...))
		}
	}
	add(m.Detector != "", "the detector is %s", m.Detector)
	add(m.Kind != "", "the kind is %s", m.Kind)
	add(m.MinSeverity != "", "severity %s is at least %s", f.Severity, m.MinSeverity)
	add(m.MinConfidence > 0, "confidence %v is at least %v", f.Confidence, m.MinConfidence)
	add(m.MinAgents > 0, "%d agents are at least %d", f.AgentsTotal, m.MinAgents)
	add(m.MinItems > 0, "%d items are at least %d", f.ItemsTotal, m.MinItems)
	add(m.MinItemsPerAgent > 0, "%.1f items an agent are at least %v", itemsPerAgent(f), m.MinItemsPerAgent)
	if len(met) == 0 {
		return "it takes every flag"
	}
	return strings.Join(met, ", ")
}
