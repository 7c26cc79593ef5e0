package policy

import (
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

// Policy is what stands in a policy file.
type Policy struct {
	Mode    string   `yaml:"mode"`    // enforce (default), or shadow: nothing is acted upon
	Caps    Cap      `yaml:"caps"`    // over all rules together
	Protect []string `yaml:"protect"` // ids of agents whom no rule may touch
	Rules   []Rule   `yaml:"rules"`

	version   string
	protected map[string]bool
}

// Rule says which flags it is for and what is done about them.
type Rule struct {
	Name   string `yaml:"name"`
	Match  Match  `yaml:"match"`
	Action string `yaml:"action"`
	For    string `yaml:"for"` // how long a suspension or a pause lasts, as a Go duration
	// Escalates has a suspension last longer for whom it is not the first offense; how long, the forum says, which
	// knows what was lifted.
	Escalates bool   `yaml:"escalates"`
	Mode      string `yaml:"mode"`
	Caps      Cap    `yaml:"caps"`
	Reason    string `yaml:"reason"` // the words that the public reads
	// Spares is how long no rule sanctions whom this one names, as a Go duration: victims.
	Spares string `yaml:"spares"`

	duration, spares time.Duration
}

// Match is a set of conditions of which all must hold. One that is left out always holds.
type Match struct {
	Detector         string  `yaml:"detector"`
	Kind             string  `yaml:"kind"`
	MinSeverity      string  `yaml:"min_severity"`
	MinConfidence    float64 `yaml:"min_confidence"` // 0..1
	MinAgents        int     `yaml:"min_agents"`     // of the whole episode
	MinItems         int     `yaml:"min_items"`      // of the whole episode
	MinItemsPerAgent float64 `yaml:"min_items_per_agent"`
}

// Cap bounds how many agents are sanctioned in any one hour of event time without a
// person's approval. Without a number it bounds nothing.
type Cap struct {
	AgentsPerHour *int `yaml:"agents_per_hour"`
}

// Version is a short hash of the bytes that the policy was read from.
func (p *Policy) Version() string { return p.version }

// Protected reports whether no rule may touch agent.
func (p *Policy) Protected(agent string) bool { return p.protected[agent] }

// Spared is how long no rule sanctions whom this rule names; 0: it spares nobody.
func (r *Rule) Spared() time.Duration { return r.spares }

// Duration is how long a suspension or a pause under this rule lasts; 0 for all other actions.
func (r *Rule) Duration() time.Duration { return r.duration }

// sanctions are the actions that restrict an agent.
var sanctions = []string{event.DoQuarantine, event.DoSuspend, event.DoShadowban, event.DoBan}

// actions are all that a rule may ask for.
var actions = append([]string{event.DoNone, event.DoLabel, event.DoEscalate, event.DoRemove, event.DoPause}, sanctions...)

// IsSanction reports whether action restricts an agent, so that caps and the protect list
// bear on it.
func IsSanction(action string) bool { return slices.Contains(sanctions, action) }

// MeetsAgents reports whether action keeps agents from something, be it as a sanction or, for a
// few minutes and without reproach, as a pause. The protect list bears on both.
func MeetsAgents(action string) bool { return IsSanction(action) || action == event.DoPause }

// CallsForum reports whether action changes something on the forum. The others are only
// put on record.
func CallsForum(action string) bool { return MeetsAgents(action) || action == event.DoRemove }
