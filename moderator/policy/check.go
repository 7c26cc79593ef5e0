package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/moltwatch/moltwatch/internal/event"
)

// Names under which the moderator itself records what no rule decided.
const (
	RuleUnmatched = "no-rule-matched"
	RuleFailed    = "could-not-act"
)

// Bounds of what a policy may say.
const (
	maxReasonBytes = 500
	maxRules       = 200
	maxPerAgent    = 1e9
	minSuspension  = time.Minute
	maxSuspension  = 10 * 365 * 24 * time.Hour
	maxPause       = time.Hour // what is longer is a sanction, and must say so
	maxSparing     = 7 * 24 * time.Hour
)

var ruleName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)

// checker keeps the first thing that is wrong, so that a check reads as a list of demands.
type checker struct {
	places places
	err    error
}

func (c *checker) want(ok bool, path, format string, args ...any) {
	if ok || c.err != nil {
		return
	}
	at := c.places.of(path)
	c.err = &Error{Line: at.line, Column: at.column, Problem: path + " " + fmt.Sprintf(format, args...)}
}

func (c *checker) oneOf(path, value string, allowed ...string) {
	c.want(slices.Contains(allowed, value), path, "is %.40q, want one of %s", value, strings.Join(allowed, ", "))
}

// number refuses what the YAML library would quietly turn into a number: text in quotes, and
// a fraction where a count is wanted.
func (c *checker) number(path string, kinds ...ast.NodeType) {
	at, stated := c.places[path]
	c.want(!stated || slices.Contains(append(kinds, ast.NullType), at.value), path, "is a %s, want %s", at.value, kinds[0])
}

func (c *checker) count(path string, value int) {
	c.number(path, ast.IntegerType)
	c.want(value >= 0, path, "is %d, want 0 or more", value)
}

func (c *checker) fraction(path string, value, limit float64) {
	c.number(path, ast.FloatType, ast.IntegerType)
	c.want(value >= 0 && value <= limit, path, "is %v, want 0 to %v", value, limit)
}

// check fills in what was left out and refuses what does not hold together.
func check(p *Policy, at places) error {
	c := &checker{places: at}
	if p.Mode == "" {
		p.Mode = event.ModeEnforce
	}
	c.oneOf("mode", p.Mode, event.ModeEnforce, event.ModeShadow)
	c.want(p.Caps.AgentsPerHour != nil, "caps", "must state agents_per_hour: how many agents may be sanctioned in an hour before a person is asked")
	c.cap("caps", p.Caps)
	for i, agent := range p.Protect {
		c.want(strings.TrimSpace(agent) != "", fmt.Sprintf("protect[%d]", i), "is empty, want the id of an agent")
	}
	c.want(len(p.Rules) > 0, "rules", "are missing: a policy has at least one")
	c.want(len(p.Rules) <= maxRules, "rules", "are %d, at most %d are taken", len(p.Rules), maxRules)
	for i := range p.Rules {
		if c.err != nil {
			return c.err
		}
		c.rule(fmt.Sprintf("rules[%d]", i), &p.Rules[i], p.Rules[:i])
	}
	return c.err
}

func (c *checker) rule(path string, r *Rule, before []Rule) {
	c.want(ruleName.MatchString(r.Name), path+".name", "is %.70q, want a word such as copied-text: a-z, digits and dashes", r.Name)
	c.want(r.Name != RuleUnmatched && r.Name != RuleFailed, path+".name", "%s is kept for the moderator itself", r.Name)
	c.oneOf(path+".action", r.Action, actions...)
	if r.Mode == "" {
		r.Mode = event.ModeEnforce
	}
	c.oneOf(path+".mode", r.Mode, event.ModeEnforce, event.ModeShadow, event.ModeNeedsApproval)
	c.match(path+".match", r.Match)
	c.cap(path+".caps", r.Caps)
	c.want(r.Caps.AgentsPerHour == nil || IsSanction(r.Action), path+".caps", "count sanctioned agents, and %s sanctions nobody", r.Action)
	c.suspension(path+".for", r)
	c.want(!r.Escalates || r.Action == event.DoSuspend, path+".escalates", "is for suspend only, and the action is %s", r.Action)
	c.sparing(path+".spares", r)
	r.Reason = strings.TrimSpace(r.Reason)
	c.want(len(r.Reason) <= maxReasonBytes, path+".reason", "has %d bytes, at most %d are taken", len(r.Reason), maxReasonBytes)
	if CallsForum(r.Action) {
		c.want(r.Reason != "", path+".reason", "is missing: who is met by %s reads why", r.Action)
		c.want(r.Match.Kind != "" || r.Match.Detector != "", path+".match", "names neither kind nor detector: %s must not be done about whatever comes", r.Action)
	}
	for _, earlier := range before {
		c.want(earlier.Name != r.Name, path+".name", "%s is the name of an earlier rule", r.Name)
		c.want(!earlier.Match.covers(r.Match), path, "(%s) is never reached: %s before it takes every flag that it would take", r.Name, earlier.Name)
	}
}

func (c *checker) match(path string, m Match) {
	if m.MinSeverity != "" {
		c.oneOf(path+".min_severity", m.MinSeverity, severities...)
	}
	c.fraction(path+".min_confidence", m.MinConfidence, 1)
	c.count(path+".min_agents", m.MinAgents)
	c.count(path+".min_items", m.MinItems)
	c.fraction(path+".min_items_per_agent", m.MinItemsPerAgent, maxPerAgent)
}

func (c *checker) cap(path string, limit Cap) {
	if limit.AgentsPerHour != nil {
		c.count(path+".agents_per_hour", *limit.AgentsPerHour)
	}
}

func (c *checker) suspension(path string, r *Rule) {
	longest := maxSuspension
	switch r.Action {
	case event.DoSuspend:
		c.want(r.For != "", path, "is missing: say how long a suspension lasts, such as 24h")
	case event.DoPause:
		longest = maxPause
		c.want(r.For != "", path, "is missing: say how long a pause lasts, such as 10m")
	default:
		c.want(r.For == "", path, "is for suspend and pause only, and the action is %s", r.Action)
		return
	}
	d, err := time.ParseDuration(r.For)
	c.want(err == nil, path, "is %.40q, want a duration such as 24h or 90m", r.For)
	c.want(d >= minSuspension && d <= longest, path, "is %s, want %s to %s", d, minSuspension, longest)
	r.duration = d
}

func (c *checker) sparing(path string, r *Rule) {
	if r.Spares == "" {
		return
	}
	c.want(r.Action == event.DoEscalate || r.Action == event.DoLabel, path, "is for escalate and label only, and the action is %s", r.Action)
	d, err := time.ParseDuration(r.Spares)
	c.want(err == nil, path, "is %.40q, want a duration such as 24h or 90m", r.Spares)
	c.want(d >= minSuspension && d <= maxSparing, path, "is %s, want %s to %s", d, minSuspension, maxSparing)
	r.spares = d
}
