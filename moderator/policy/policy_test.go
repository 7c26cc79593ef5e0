package policy_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator/policy"
)

func flag(kind, severity string, confidence float64) event.Flag {
	return event.Flag{Kind: kind, Severity: severity, Confidence: confidence, Detector: "lockstep", AgentsTotal: 4, ItemsTotal: 40}
}

func TestDefaultBansOnlyWhatIsSureAndGrave(t *testing.T) {
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		flag event.Flag
		want string
	}{
		{flag("coordination", event.SeverityHigh, 0.95), event.DoBan},
		{flag("coordination", event.SeverityCritical, 1), event.DoBan},
		{flag("coordination", event.SeverityCritical, 0.9499), event.DoEscalate},
		{flag("coordination", event.SeverityMedium, 1), event.DoEscalate},
		{flag("automation", event.SeverityHigh, 0.95), event.DoSuspend},
		{flag("automation", event.SeverityMedium, 1), event.DoLabel},
		{flag("uptake", event.SeverityMedium, 0.5), event.DoPause},
		{flag("uptake", event.SeverityCritical, 1), event.DoPause},
		{flag("promotion", event.SeverityMedium, 1), event.DoLabel},
		{flag("injection", event.SeverityHigh, 0.95), event.DoQuarantine},
		{flag("injection", event.SeverityMedium, 1), event.DoEscalate},
		{flag("takeover", event.SeverityMedium, 1), event.DoEscalate},
		{flag("worm", event.SeverityMedium, 1), event.DoLabel},
		{flag("obedience", event.SeverityCritical, 1), event.DoLabel},
		{flag("secret-leak", event.SeverityMedium, 1), event.DoEscalate},
		{flag("money-ask", event.SeverityMedium, 1), event.DoEscalate},
		{flag("lockstep", event.SeverityHigh, 0.95), event.DoBan},
		{flag("lockstep", event.SeverityHigh, 0.9499), event.DoEscalate},
		{flag("lockstep", event.SeverityMedium, 1), event.DoEscalate},
		{flag("sybil", event.SeverityCritical, 0.95), event.DoQuarantine},
		{flag("sybil", event.SeverityHigh, 1), event.DoEscalate},
		{flag("sybil_ties", event.SeverityCritical, 1), event.DoEscalate},
		{flag("vote_race", event.SeverityHigh, 0.95), event.DoQuarantine},
		{flag("vote_race", event.SeverityMedium, 1), event.DoEscalate},
		{flag("vote_totals", event.SeverityCritical, 1), event.DoEscalate},
		{flag("vote_exchange", event.SeverityCritical, 1), event.DoEscalate},
		{flag("vote_excess", event.SeverityCritical, 1), event.DoNone},
		{flag("spike", event.SeverityCritical, 1), event.DoNone},
		{flag("drift", event.SeverityCritical, 1), event.DoNone},
		{flag("something-new", event.SeverityCritical, 1), ""},
	} {
		got := ""
		if r := p.Match(c.flag); r != nil {
			got = r.Action
		}
		if got != c.want {
			t.Errorf("%s %s %v: action %q, want %q", c.flag.Kind, c.flag.Severity, c.flag.Confidence, got, c.want)
		}
	}
}

func TestEachConditionCounts(t *testing.T) {
	const text = `
caps: {agents_per_hour: 5}
rules:
  - name: only
    match: {detector: lockstep, kind: k, min_severity: medium, min_confidence: 0.5, min_agents: 4, min_items: 40, min_items_per_agent: 10}
    action: suspend
    for: 36h
    reason: Out for a while.
`
	p, err := policy.Parse("test", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if f := flag("k", event.SeverityMedium, 0.5); p.Match(f) == nil {
		t.Fatal("a flag on every border is not matched")
	} else if d := p.Match(f).Duration(); d != 36*time.Hour {
		t.Errorf("duration %s", d)
	}
	for name, spoil := range map[string]func(*event.Flag){
		"detector":   func(f *event.Flag) { f.Detector = "other" },
		"kind":       func(f *event.Flag) { f.Kind = "other" },
		"severity":   func(f *event.Flag) { f.Severity = event.SeverityLow },
		"confidence": func(f *event.Flag) { f.Confidence = 0.49 },
		"agents":     func(f *event.Flag) { f.AgentsTotal = 3 },
		"items":      func(f *event.Flag) { f.AgentsTotal, f.ItemsTotal = 4, 39 },
		"per agent":  func(f *event.Flag) { f.AgentsTotal = 5 },
	} {
		f := flag("k", event.SeverityMedium, 0.5)
		if spoil(&f); p.Match(f) != nil {
			t.Errorf("%s: matched all the same", name)
		}
	}
}

// sound is a policy that the cases below break in one place each.
const sound = `mode: enforce
caps:
  agents_per_hour: 10
protect: [staff-1]
rules:
  - name: first
    match:
      kind: coordination
      min_confidence: 0.9
    action: ban
    reason: Said why.
  - name: second
    match: {}
    action: escalate
`

func TestBrokenPoliciesAreRefusedWithTheirPlace(t *testing.T) {
	if _, err := policy.Parse("p.yaml", []byte(sound)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, where, what string }{
		{"mode: enforce\n", "mode: loud\n", "1:1", "shadow"},
		{"mode: enforce\n", "mood: enforce\n", "1:1", "unknown field"},
		{"agents_per_hour: 10", "agents_per_hour: -1", "3:3", "0 or more"},
		{"agents_per_hour: 10", "agents_per_hour: many", "3:20", "type int"},
		{"agents_per_hour: 10", "agents_per_hour: 1.5", "3:3", "want Integer"},
		{"agents_per_hour: 10", "agents_per_hour:", "2:1", "agents_per_hour"},
		{"protect: [staff-1]", "protect: ['']", "4:11", "empty"},
		{"protect: [staff-1]", "protect: &all [staff-1]", "4:10", "anchors"},
		{"name: first", "name: First Rule", "6:5", "word"},
		{"name: first", "name: no-rule-matched", "6:5", "moderator itself"},
		{"name: second", "name: first", "12:5", "earlier rule"},
		{"kind: coordination", "kin: coordination", "8:7", "unknown field"},
		{"kind: coordination", "min_agents: 2", "7:5", "neither kind nor detector"},
		{"min_confidence: 0.9", "min_confidence: 1.1", "9:7", "0 to 1"},
		{"min_confidence: 0.9", "min_confidence: '0.9'", "9:7", "String"},
		{"min_confidence: 0.9", "min_confidence: .nan", "9:7", "Nan"},
		{"min_confidence: 0.9", "min_severity: huge", "9:7", "critical"},
		{"action: ban", "action: bann", "10:5", "want one of"},
		{"action: ban", "action: suspend", "6:9", "how long"},
		{"action: ban", "action: suspend\n    for: soon", "11:5", "duration"},
		{"action: ban", "action: suspend\n    for: 1s", "11:5", "1m0s"},
		{"action: ban", "action: ban\n    for: 1h", "11:5", "suspend and pause only"},
		{"action: ban", "action: ban\n    escalates: true", "11:5", "is for suspend only"},
		{"action: ban", "action: pause\n    for: 2h", "11:5", "want 1m0s to 1h0m0s"},
		{"action: ban", "action: ban\n    spares: 1h", "11:5", "escalate and label only"},
		{"action: escalate", "action: escalate\n    spares: soon", "15:5", "duration"},
		{"action: escalate", "action: escalate\n    spares: 900h", "15:5", "want 1m0s to 168h0m0s"},
		{"action: ban", "action: ban\n    mode: maybe", "11:5", "needs_approval"},
		{"action: ban", "action: ban\n    action: none", "11:5", "already defined"},
		{"reason: Said why.", "reason: ' '", "11:5", "missing"},
		{"reason: Said why.", "reason: " + strings.Repeat("long ", 120), "11:5", "at most 500"},
		{"action: escalate", "action: escalate\n    caps: {agents_per_hour: 1}", "15:5", "sanctions nobody"},
		{"kind: coordination\n      min_confidence: 0.9", "kind: [", "11:3", "must be specified"},
		{sound, "", "1:1", "0 YAML documents"},
		{sound, "caps: {agents_per_hour: 1}\nrules: []\n", "2:1", "at least one"},
		{sound, sound + "---\n" + sound, "1:1", "2 YAML documents"},
		{sound, sound + "  - name: third\n    action: none\n", "15:9", "never reached"},
		{sound, strings.Repeat("[", 60_000), "1:17", "nested"},
		{sound, strings.Repeat("- ", 30_000), "1:129", "nested"},
		{sound, strings.Repeat("#", 70_000), "1:1", "at most"},
	} {
		text := strings.Replace(sound, c.old, c.new, 1)
		_, err := policy.Parse("p.yaml", []byte(text))
		var wrong *policy.Error
		if !errors.As(err, &wrong) {
			t.Errorf("%.60q: error %v, want a *policy.Error", c.new, err)
			continue
		}
		if where := fmt.Sprintf("p.yaml:%s: ", c.where); !strings.HasPrefix(err.Error(), where) || !strings.Contains(err.Error(), c.what) {
			t.Errorf("%.60q: %v\nwant %s… %s", c.new, err, where, c.what)
		}
	}
}

func TestVersionFollowsTheBytes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "policy.yaml")
	versions := map[string]bool{}
	for _, text := range []string{sound, sound, sound + "# a remark\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := policy.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		versions[p.Version()] = true
		if !p.Protected("staff-1") || p.Protected("somebody") {
			t.Error("the protect list is not kept")
		}
	}
	if len(versions) != 2 {
		t.Errorf("versions %v, want two", versions)
	}
	if _, err := policy.Load(path + ".missing"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

// What a stranger wrote is either a policy whose limits hold, or an error with its place.
func FuzzParse(f *testing.F) {
	f.Add(sound)
	f.Add(string(policy.DefaultYAML()))
	f.Add("rules: [{name: a, match: {kind: b}, action: suspend, for: 1h, reason: c}]\ncaps: {agents_per_hour: 0}")
	f.Add("a: &a [*a]\n")
	f.Add("<<: {mode: shadow}\n? - a\n: b")
	f.Add("rules:\n  - name: |\n     a\n    action: !!str none\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := policy.Parse("fuzz", []byte(text))
		var wrong *policy.Error
		switch {
		case err != nil && !errors.As(err, &wrong):
			t.Fatalf("an error without a place: %v", err)
		case err != nil && (wrong.Line < 1 || wrong.Column < 1):
			t.Fatalf("a place that cannot be: %v", err)
		case err == nil && (len(p.Rules) == 0 || p.Caps.AgentsPerHour == nil || p.Version() == ""):
			t.Fatalf("an incomplete policy was taken: %+v", p)
		}
		if err == nil {
			for _, r := range p.Rules {
				if policy.CallsForum(r.Action) && (r.Reason == "" || (r.Match.Kind == "" && r.Match.Detector == "")) {
					t.Fatalf("a rule acts on anything or without public words: %+v", r)
				}
			}
		}
	})
}
