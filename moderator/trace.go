package moderator

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator/ledger"
	"github.com/moltwatch/moltwatch/moderator/policy"
)

// Steps of a trace, in the order they are taken; ledger.StepApproval stands before act.
const (
	stepEvidence    = "evidence"
	stepRule        = "rule"
	stepProtections = "protections"
	stepCaps        = "caps"
	stepAct         = "act"
	stepOutcome     = "outcome"
)

// maxQuoted bounds, in bytes, what is quoted of a detector's words.
const maxQuoted = 400

func evidenceStep(f event.Flag) event.Step {
	part := ""
	if f.Parts > 1 {
		part = fmt.Sprintf(", part %d of %d", f.Part, f.Parts)
	}
	text := fmt.Sprintf("Detector %s (version %s) saw %s, severity %s, confidence %v: %s and %s between %s and %s. This is revision %d%s.",
		f.Detector, f.Version, f.Kind, f.Severity, f.Confidence, count(f.AgentsTotal, "agent", "agents"), count(f.ItemsTotal, "item", "items"),
		f.Window.Start.Format(time.DateTime), f.Window.End.Format(time.DateTime), f.Revision, part)
	if f.Evidence.Summary != "" {
		text += " In its words: " + quoted(f.Evidence.Summary)
	}
	return event.Step{Step: stepEvidence, Text: text}
}

func ruleStep(p *policy.Policy, r *policy.Rule, matched bool, f event.Flag) event.Step {
	if !matched {
		return event.Step{Step: stepRule, Text: fmt.Sprintf("No rule of policy %s is for this flag, so it goes to a person.", p.Version())}
	}
	action := r.Action
	if r.For != "" {
		action += " for " + r.For
	}
	return event.Step{Step: stepRule, Text: fmt.Sprintf("Rule %s of policy %s is the first that matches: %s. It asks for %s.",
		r.Name, p.Version(), r.Match.Explain(f), action)}
}

// leftOut is who of the flagged a sanction does not meet, and why.
type leftOut struct {
	protected []string
	spared    int // named as a victim, and a person has to look first
	held      int // under an equal or stronger sanction of ours
	dealt     int // this flag has been dealt with for them
	later     int // beyond what one decision takes
}

func protectionsStep(candidates, listed int, left leftOut) event.Step {
	met := candidates - len(left.protected) - left.spared - left.held - left.dealt - left.later
	parts := []string{fmt.Sprintf("The flag names %s so far, %d in this revision and part; %s met.", count(candidates, "agent", "agents"), listed, are(met))}
	if n := len(left.protected); n > 0 {
		const named = 5
		parts = append(parts, fmt.Sprintf("Left out as protected: %d (%s).", n, quoted(strings.Join(left.protected[:min(n, named)], ", "))))
	}
	if left.spared > 0 {
		parts = append(parts, fmt.Sprintf("Left out as victims, until a person has looked: %d.", left.spared))
	}
	if left.held > 0 {
		parts = append(parts, fmt.Sprintf("Left out as under an equal or stronger sanction already: %d.", left.held))
	}
	if left.dealt > 0 {
		parts = append(parts, fmt.Sprintf("Left out as this flag was decided for them before: %d.", left.dealt))
	}
	if left.later > 0 {
		parts = append(parts, fmt.Sprintf("Left for the next revision, beyond what one decision takes: %d.", left.later))
	}
	return event.Step{Step: stepProtections, Text: strings.Join(parts, " ")}
}

// capsStep says how much of the caps is used, and whether more agents fit.
func capsStep(p *policy.Policy, r *policy.Rule, more, all, byRule int) (step event.Step, full bool) {
	text := fmt.Sprintf("In the last hour %s sanctioned, of %d allowed; this adds %d.", were(all), *p.Caps.AgentsPerHour, more)
	full = all+more > *p.Caps.AgentsPerHour
	if limit := r.Caps.AgentsPerHour; limit != nil {
		text += fmt.Sprintf(" Of these %d by this rule, of %d allowed.", byRule, *limit)
		full = full || byRule+more > *limit
	}
	return event.Step{Step: stepCaps, Text: text}, full
}

func approvalStep(mode, why string) event.Step {
	if mode == event.ModeShadow {
		return event.Step{Step: ledger.StepApproval, Text: why + " Outside shadow mode it would wait for that."}
	}
	return event.Step{Step: ledger.StepApproval, Text: why}
}

func actStep(d event.Decision) event.Step {
	var what string
	switch {
	case d.Action == event.DoRemove:
		what = fmt.Sprintf("remove %s", count(len(d.Subject.Items), "item", "items"))
	case policy.MeetsAgents(d.Action):
		what = fmt.Sprintf("%s %s", d.Action, count(len(d.Subject.Agents), "agent", "agents"))
		if d.Until != nil {
			what += " until " + d.Until.Format(time.DateTime)
		}
		if d.Escalates {
			what += ", or longer if it is not the first offense"
		}
	default:
		what = d.Action + ", put on record only"
	}
	switch {
	case d.Mode == event.ModeShadow:
		what = "Shadow mode, nothing is done. It would have been: " + what + "."
	case d.Mode == event.ModeNeedsApproval:
		what = "Nothing is done until a person approves: " + what + "."
	case policy.CallsForum(d.Action):
		what = "Ask the forum: " + what + "."
	default:
		what = "The forum is not called: " + what + "."
	}
	return event.Step{Step: stepAct, Text: what}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func are(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

func were(n int) string {
	if n == 1 {
		return "1 agent was"
	}
	return fmt.Sprintf("%d agents were", n)
}

// quoted cuts words of others on a rune boundary.
func quoted(s string) string {
	if len(s) <= maxQuoted {
		return s
	}
	end := maxQuoted
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
