package moderator

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator/policy"
)

// decisionID hashes the flag, the rule and the subject. A revision or part of a flag is a
// flag of its own here: each says something new, and each is judged once.
func decisionID(flag string, revision, part int, rule string, s event.Subject) string {
	h := sha256.New()
	for _, field := range []string{flag, fmt.Sprint(revision), fmt.Sprint(part), rule, s.Kind, s.ID} {
		fmt.Fprintf(h, "%d:%s", len(field), field) // the length keeps neighbours apart
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// subjectOf names what a flag is about, without its agents and items.
func subjectOf(f event.Flag) event.Subject {
	s := event.Subject{Kind: "cluster", ID: f.Cluster, Agents: []string{}, Items: []string{}}
	switch {
	case usable(f.Cluster):
	case f.AgentsTotal == 1 && len(f.Agents) == 1 && usable(f.Agents[0]):
		s.Kind, s.ID = "agent", f.Agents[0]
	case f.AgentsTotal == 0 && f.ItemsTotal == 1 && len(f.Items) == 1 && usable(f.Items[0]):
		s.Kind, s.ID = "item", f.Items[0]
	default:
		s.ID = f.ID
	}
	return s
}

// usable reports whether a name may stand as the id of a subject.
func usable(name string) bool {
	const longest = 256 // what event takes as an id
	return name != "" && len(name) <= longest && !strings.ContainsRune(name, 0)
}

// escalation calls for a person after a decision that could not be carried out.
func escalation(failed event.Decision, o outcome) event.Decision {
	d := failed
	d.Policy.Rule = policy.RuleFailed
	d.ID = decisionID(failed.ID, 0, 0, d.Policy.Rule, d.Subject)
	d.State, d.Action, d.Until = event.StateApplied, event.DoEscalate, nil
	d.Reason, d.Subject.Items = reasonEscalated, []string{}
	d.Trace = []event.Step{
		{Step: stepEvidence, Text: fmt.Sprintf("Decision %s asked for %s and failed. %s", failed.ID, failed.Action, o.words)},
		{Step: stepRule, Text: "What cannot be carried out goes to a person."},
	}
	return d
}
