package event

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// FieldError says which field of a record is wrong and how.
type FieldError struct {
	Field   string // path as in the JSON, for example agent.id
	Problem string
}

func (e *FieldError) Error() string { return "field " + e.Field + " " + e.Problem }

// maxNameBytes bounds ids and names; longer ones are no identifiers.
const maxNameBytes = 256

var kindPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$`)

// Validate returns the first *FieldError of a record, or nil.
func Validate[R Action | Flag | Decision](r R) error {
	var c checker
	switch v := any(r).(type) {
	case Action:
		c.action(v)
	case Flag:
		c.flag(v)
	case Decision:
		c.decision(v)
	}
	return c.err
}

// checker keeps the first failure, so that a validation reads as a list of rules.
type checker struct{ err error }

func (c *checker) want(ok bool, field, format string, args ...any) {
	if c.err == nil && !ok {
		c.err = &FieldError{Field: field, Problem: fmt.Sprintf(format, args...)}
	}
}

func (c *checker) version(v int) { c.want(v == Version, "v", "is %d, this reads %d", v, Version) }

func (c *checker) id(field, value string) {
	c.want(value != "", field, "is missing")
	c.optional(field, value)
}

func (c *checker) optional(field, value string) {
	c.want(len(value) <= maxNameBytes, field, "has %d bytes, at most %d are taken", len(value), maxNameBytes)
	c.want(!strings.ContainsRune(value, 0), field, "holds a NUL byte")
}

func (c *checker) time(field string, t Time) {
	c.want(!t.IsZero(), field, "is missing")
	c.want(!t.Before(minTime) && t.Before(maxTime), field, "is %s, outside %d to %d", t, minTime.Year(), maxTime.Year())
}

func (c *checker) confidence(x float64) {
	c.want(!math.IsNaN(x) && x >= 0 && x <= 1, "confidence", "is %v, want 0 to 1", x)
}

func (c *checker) oneOf(field, value string, allowed ...string) {
	c.want(slices.Contains(allowed, value), field, "is %q, want one of %s", value, strings.Join(allowed, ", "))
}

func (c *checker) ids(field string, values []string, limit int) {
	c.want(len(values) <= limit, field, "lists %d, at most %d go into one message", len(values), limit)
	for i, v := range values {
		if v == "" || len(v) > maxNameBytes {
			c.id(fmt.Sprintf("%s[%d]", field, i), v)
		}
	}
}

func (c *checker) action(a Action) {
	c.version(a.V)
	c.id("id", a.ID)
	c.id("forum", a.Forum)
	c.want(len(a.Kind) <= 64 && kindPattern.MatchString(string(a.Kind)), "kind", "is %.70q, want words of a-z joined by dots", a.Kind)
	c.time("time", a.Time)
	c.optional("producer", a.Producer)
	c.want(a.Seq == 0 || a.Producer != "", "producer", "is missing beside a seq")
	if a.Kind == Watermark {
		c.want(a.Seq > 0, "seq", "is missing: a watermark without a producer's number covers nothing")
		return
	}
	c.id("agent.id", a.Agent.ID)
	for _, f := range [...]struct{ name, value string }{
		{"agent.name", a.Agent.Name}, {"target.kind", a.Target.Kind}, {"target.id", a.Target.ID},
		{"target.agent_id", a.Target.AgentID}, {"submolt", a.Submolt}, {"post_id", a.PostID}, {"parent_id", a.ParentID},
	} {
		c.optional(f.name, f.value)
	}
	c.want(len(a.Text) <= MaxTextBytes, "text", "has %d bytes, at most %d are taken (the rest is cut by the producer)", len(a.Text), MaxTextBytes)
	for _, f := range [...]struct{ name, value string }{{"title", a.Title}, {"url", a.URL}, {"reason", a.Reason}} {
		c.want(len(f.value) <= MaxLineBytes, f.name, "has %d bytes, at most %d are taken", len(f.value), MaxLineBytes)
	}
	c.want(a.Kind != VoteCast || (a.Value >= -1 && a.Value <= 1), "value", "is %d, a vote is 1, 0 or -1", a.Value)
	c.ids("items", a.Items, MaxListed)
}

func (c *checker) flag(f Flag) {
	c.version(f.V)
	c.id("id", f.ID)
	c.want(f.Revision >= 1, "revision", "is %d, they count from 1", f.Revision)
	c.want(f.Part >= 1 && f.Part <= f.Parts, "part", "is %d of %d", f.Part, f.Parts)
	c.id("detector", f.Detector)
	c.id("kind", f.Kind)
	c.oneOf("severity", f.Severity, SeverityLow, SeverityMedium, SeverityHigh, SeverityCritical)
	c.confidence(f.Confidence)
	c.time("time", f.Time)
	c.time("window.start", f.Window.Start)
	c.time("window.end", f.Window.End)
	c.want(!f.Window.End.Before(f.Window.Start.Time), "window.end", "is before window.start")
	c.ids("agents", f.Agents, MaxListed)
	c.ids("items", f.Items, MaxListed)
	c.want(f.AgentsTotal >= len(f.Agents), "agents_total", "is %d with %d listed", f.AgentsTotal, len(f.Agents))
	c.want(f.ItemsTotal >= len(f.Items), "items_total", "is %d with %d listed", f.ItemsTotal, len(f.Items))
}

func (c *checker) decision(d Decision) {
	c.version(d.V)
	c.id("id", d.ID)
	c.time("time", d.Time)
	c.oneOf("state", d.State, StateProposed, StateApproved, StateRejected, StateExpired, StateApplied, StateFailed, StateReverted)
	c.oneOf("subject.kind", d.Subject.Kind, "agent", "cluster", "item", "rule")
	c.id("subject.id", d.Subject.ID)
	c.oneOf("action", d.Action, DoNone, DoLabel, DoWarn, DoThrottle, DoPause, DoQuarantine, DoRemove, DoShadowban,
		DoSuspend, DoBan, DoLift, DoRestore, DoWelcome, DoAnnounce, DoEscalate)
	c.id("policy.rule", d.Policy.Rule)
	c.confidence(d.Confidence)
	c.oneOf("mode", d.Mode, ModeEnforce, ModeShadow, ModeNeedsApproval)
	c.id("by", d.By)
	if d.Until != nil {
		c.time("until", *d.Until)
	}
}
