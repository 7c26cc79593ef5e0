package moderator

import (
	"slices"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator/ledger"
	"github.com/moltwatch/moltwatch/moderator/policy"
)

// judge turns a flag into a decision. What it decides follows from the policy, the ledger
// and the flag alone.
type judge struct {
	policy *policy.Policy
	ledger *ledger.Ledger
	shadow bool
	by     string
}

// Public words where no rule gives any.
const reasonEscalated = "Flagged, and waiting for a person to look at it."

// Bounds of one decision's subject, so that its record and the escalation after it fit one
// request to Kafka, and its agents one call to the forum. Who does not fit comes with the
// next revision.
const (
	maxSubjectAgents = 5_000
	maxSubjectBytes  = 400_000
)

// unmatched is the rule for what no rule of the policy is for.
func unmatched() *policy.Rule {
	return &policy.Rule{Name: policy.RuleUnmatched, Action: event.DoEscalate, Mode: event.ModeEnforce}
}

// decide gives the first record of the decision on a flag, without its place in the chain.
func (j judge) decide(f event.Flag) event.Decision {
	rule := j.policy.Match(f)
	matched := rule != nil
	if !matched {
		rule = unmatched()
	}
	subject := subjectOf(f)
	d := event.Decision{
		V: event.Version, ID: decisionID(f.ID, f.Revision, f.Part, rule.Name, subject), Time: f.Time,
		Flags: []string{f.ID}, Subject: subject, Action: rule.Action,
		Policy: event.PolicyRef{Version: j.policy.Version(), Rule: rule.Name},
		Judge:  "rules", Confidence: f.Confidence, Mode: rule.Mode, By: j.by, Reason: rule.Reason,
		Trace: []event.Step{evidenceStep(f), ruleStep(j.policy, rule, matched, f)}, Traceparent: f.Traceparent,
	}
	if d.Reason == "" {
		d.Reason = reasonEscalated
	}
	if j.shadow {
		d.Mode = event.ModeShadow
	}
	switch {
	case policy.IsSanction(rule.Action):
		j.sanction(&d, rule, f)
	case rule.Action == event.DoPause:
		j.pause(&d, rule, f)
	case rule.Action == event.DoRemove:
		j.removal(&d, rule, f)
	default:
		d.Subject.Agents = distinct(f.Agents)
		if rule.Mode == event.ModeNeedsApproval {
			d.Trace = append(d.Trace, approvalStep(d.Mode, "The rule asks for a person's approval."))
		}
	}
	d.State = event.StateProposed
	if d.Mode == event.ModeEnforce && !policy.CallsForum(d.Action) {
		d.State = event.StateApplied
	}
	d.Trace = append(d.Trace, actStep(d))
	return d
}

// sanction fills in whom a sanction meets, and holds it against protections and caps.
func (j judge) sanction(d *event.Decision, rule *policy.Rule, f event.Flag) {
	world := ledger.Real
	if d.Mode == event.ModeShadow {
		world = ledger.Shadow
	}
	candidates := distinct(slices.Concat(j.ledger.Named(f.ID), f.Agents))
	var left leftOut
	size := 0
	for _, agent := range candidates {
		switch {
		case j.policy.Protected(agent):
			left.protected = append(left.protected, agent)
		case j.ledger.Spared(j.policy, agent, f.Time):
			left.spared++
		case j.ledger.Held(agent, rule.Action, world, f.Time):
			left.held++
		case j.ledger.Dealt(f.ID, agent, rule.Action, world):
			left.dealt++
		case len(d.Subject.Agents) == maxSubjectAgents || size+len(agent) > maxSubjectBytes:
			left.later++
		default:
			d.Subject.Agents = append(d.Subject.Agents, agent)
			size += len(agent)
		}
	}
	d.Trace = append(d.Trace, protectionsStep(len(candidates), len(f.Agents), left))
	if len(d.Subject.Agents) == 0 {
		d.Action = event.DoNone
		if d.Mode == event.ModeNeedsApproval {
			d.Mode = event.ModeEnforce // there is nothing to approve
		}
		return
	}
	if rule.Duration() > 0 {
		until := event.At(f.Time.Add(rule.Duration()))
		d.Until, d.Escalates = &until, rule.Escalates
	}
	if rule.Mode == event.ModeNeedsApproval {
		d.Trace = append(d.Trace, approvalStep(d.Mode, "The rule asks for a person's approval."))
		return
	}
	all, byRule := j.ledger.Used(world, rule.Name, f.Time)
	step, full := capsStep(j.policy, rule, len(d.Subject.Agents), all, byRule)
	d.Trace = append(d.Trace, step)
	if !full {
		return
	}
	if d.Mode == event.ModeEnforce {
		d.Mode = event.ModeNeedsApproval
	}
	d.Trace = append(d.Trace, approvalStep(d.Mode, "The cap is full, and more than it allows needs a person's approval."))
}

// pause fills in who is to wait for a few minutes: of those that this revision adds, who is not
// protected and under no sanction. It is no sanction itself: no cap counts it, and nothing is
// held against anybody for it.
func (j judge) pause(d *event.Decision, rule *policy.Rule, f event.Flag) {
	world := ledger.Real
	if d.Mode == event.ModeShadow {
		world = ledger.Shadow
	}
	candidates := distinct(f.Agents)
	var left leftOut
	for _, agent := range candidates {
		switch {
		case j.policy.Protected(agent):
			left.protected = append(left.protected, agent)
		case j.ledger.Held(agent, rule.Action, world, f.Time):
			left.held++
		default:
			d.Subject.Agents = append(d.Subject.Agents, agent)
		}
	}
	d.Trace = append(d.Trace, protectionsStep(len(candidates), len(f.Agents), left))
	if len(d.Subject.Agents) == 0 {
		d.Action = event.DoNone
		if d.Mode == event.ModeNeedsApproval {
			d.Mode = event.ModeEnforce // there is nothing to approve
		}
		return
	}
	until := event.At(f.Time.Add(rule.Duration()))
	d.Until = &until
	if rule.Mode == event.ModeNeedsApproval {
		d.Trace = append(d.Trace, approvalStep(d.Mode, "The rule asks for a person's approval."))
	}
}

// removal fills in what is taken down. Whose an item is a flag does not say: where one of
// its agents is protected, a person looks first.
func (j judge) removal(d *event.Decision, rule *policy.Rule, f event.Flag) {
	d.Subject.Agents, d.Subject.Items = distinct(f.Agents), distinct(f.Items)
	if len(d.Subject.Items) == 0 {
		d.Action = event.DoNone
		if d.Mode == event.ModeNeedsApproval {
			d.Mode = event.ModeEnforce
		}
		return
	}
	why := ""
	named := slices.Concat(j.ledger.Named(f.ID), f.Agents)
	switch {
	case slices.ContainsFunc(named, j.policy.Protected):
		why = "An agent on the protect list is among the flagged, and the content may be theirs."
	case rule.Mode == event.ModeNeedsApproval:
		why = "The rule asks for a person's approval."
	default:
		return
	}
	if d.Mode == event.ModeEnforce {
		d.Mode = event.ModeNeedsApproval
	}
	d.Trace = append(d.Trace, approvalStep(d.Mode, why))
}

// distinct drops repeats and keeps the order. It is never nil.
func distinct(ids []string) []string {
	seen := make(map[string]bool, len(ids))
	list := make([]string, 0, len(ids))
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	return list
}
