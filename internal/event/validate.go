package event

import (
	"fmt"
	"math"
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

// Validate returns the first *FieldError of a record, or nil.
func Validate[R Action | Flag | Decision](r R) error {
	var c checker
	switch v := any(r).(type) {
	case Action:
		c.action(&v)
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
	if !ok {
		c.fail(field, format, args...)
	}
}

func (c *checker) fail(field, format string, args ...any) {
	if c.err == nil {
		c.err = &FieldError{Field: field, Problem: fmt.Sprintf(format, args...)}
	}
}

func (c *checker) version(v int) { c.want(v == Version, "v", "is %d, this reads %d", v, Version) }

func (c *checker) id(field, value string) {
	if value == "" {
		c.fail(field, "is missing")
	}
	c.optional(field, value)
}

func (c *checker) optional(field, value string) {
	c.atMost(maxNameBytes, field, value, "")
	if strings.IndexByte(value, 0) >= 0 {
		c.fail(field, "holds a NUL byte")
	}
}

// atMost wants a text of at most so many bytes. (Arguments of a failure are made only if there
// is one: this runs for every record.)
func (c *checker) atMost(limit int, field, value, remedy string) {
	if len(value) > limit {
		c.fail(field, "has %d bytes, at most %d are taken%s", len(value), limit, remedy)
	}
}

func (c *checker) time(field string, t Time) {
	if t.IsZero() {
		c.fail(field, "is missing")
	}
	if t.Before(minTime) || !t.Before(maxTime) {
		c.fail(field, "is %s, outside %d to %d", t, minTime.Year(), maxTime.Year())
	}
}

func (c *checker) confidence(x float64) {
	c.want(!math.IsNaN(x) && x >= 0 && x <= 1, "confidence", "is %v, want 0 to 1", x)
}

func (c *checker) oneOf(field, value string, allowed ...string) {
	c.want(slices.Contains(allowed, value), field, "is %q, want one of %s", value, strings.Join(allowed, ", "))
}

func (c *checker) ids(field string, values []string, limit int) {
	if len(values) > limit {
		c.fail(field, "lists %d, at most %d go into one message", len(values), limit)
	}
	for i, v := range values {
		if v == "" || len(v) > maxNameBytes {
			c.id(fmt.Sprintf("%s[%d]", field, i), v)
		}
	}
}

func (c *checker) action(a *Action) {
	if a.V != Version {
		c.version(a.V)
	}
	c.id("id", a.ID)
	c.id("forum", a.Forum)
	if !validKind(string(a.Kind)) {
		c.fail("kind", "is %.70q, want words of a-z joined by dots", a.Kind)
	}
	c.time("time", a.Time)
	c.optional("producer", a.Producer)
	if a.Seq > 0 && a.Producer == "" {
		c.fail("producer", "is missing beside a seq")
	}
	if a.Kind == Watermark {
		if a.Seq == 0 {
			c.fail("seq", "is missing: a watermark without a producer's number covers nothing")
		}
		return
	}
	c.id("agent.id", a.Agent.ID)
	for _, f := range [...]struct{ name, value string }{
		{"agent.name", a.Agent.Name}, {"target.kind", a.Target.Kind}, {"target.id", a.Target.ID},
		{"target.agent_id", a.Target.AgentID}, {"submolt", a.Submolt}, {"post_id", a.PostID}, {"parent_id", a.ParentID},
	} {
		c.optional(f.name, f.value)
	}
	c.atMost(MaxTextBytes, "text", a.Text, " (the rest is cut by the producer)")
	for _, f := range [...]struct{ name, value string }{{"title", a.Title}, {"url", a.URL}, {"reason", a.Reason}, {"rationale", a.Rationale}} {
		c.atMost(MaxLineBytes, f.name, f.value, "")
	}
	if a.Kind == VoteCast && (a.Value < -1 || a.Value > 1) {
		c.fail("value", "is %d, a vote is 1, 0 or -1", a.Value)
	}
	if a.Confidence != 0 {
		c.confidence(a.Confidence)
	}
	c.ids("items", a.Items, MaxListed)
	if a.Features != (Features{}) {
		c.features(&a.Features)
	}
}

// validKind reports whether a kind is words of a-z, 0-9 and _ joined by dots, each beginning with
// a letter, in at most 64 bytes.
func validKind(kind string) bool {
	if len(kind) > 64 {
		return false
	}
	begins := true
	for i := range len(kind) {
		switch c := kind[i]; {
		case c >= 'a' && c <= 'z':
			begins = false
		case !begins && (c >= '0' && c <= '9' || c == '_'):
		case !begins && c == '.':
			begins = true
		default:
			return false
		}
	}
	return !begins
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
