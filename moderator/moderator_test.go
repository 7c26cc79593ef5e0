package moderator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator/ledger"
	"github.com/moltwatch/moltwatch/moderator/policy"
)

func builtIn(t testing.TB) *policy.Policy {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// brief writes decisions as lines: state, mode, action and agents.
func brief(list []event.Decision) []string {
	var lines []string
	for _, d := range list {
		lines = append(lines, fmt.Sprintf("%s %s %s %s", d.State, d.Mode, d.Action, strings.Join(d.Subject.Agents, ",")))
	}
	return lines
}

func want(t *testing.T, got []event.Decision, lines ...string) {
	t.Helper()
	if have := brief(got); !slices.Equal(have, lines) {
		t.Errorf("decisions\n%s\nwant\n%s", strings.Join(have, "\n"), strings.Join(lines, "\n"))
	}
}

func steps(d event.Decision) string {
	var lines []string
	for _, s := range d.Trace {
		lines = append(lines, s.Step+": "+s.Text)
	}
	return strings.Join(lines, "\n")
}

// Whom a flag names as taken over nobody bans for a day, whatever else it is accused of; who is
// accused with it is banned.
func TestAVictimIsSparedUntilAPersonHasLooked(t *testing.T) {
	victim := flagged("f1", "ann")
	victim.Kind, victim.Severity = "takeover", event.SeverityMedium
	ring := later(flagged("f2"), time.Hour, "ann", "bob")
	tomorrow := later(flagged("f3"), 25*time.Hour, "ann", "cat")
	s := newStage(victim, ring, tomorrow)
	got := s.mustRun(t, Config{Policy: builtIn(t)})
	want(t, got, "applied enforce escalate ann", "proposed enforce ban bob", "applied enforce ban bob",
		"proposed enforce ban ann,cat", "applied enforce ban ann,cat")
	if text := steps(got[2]); !strings.Contains(text, "Left out as victims, until a person has looked: 1.") {
		t.Errorf("the trace does not say who is spared:\n%s", text)
	}
}

func TestARingIsBannedAndThePublicReadsWhy(t *testing.T) {
	f := flagged("f1", "ann", "bob")
	f.Evidence.Summary = "Two agents repeat each other."
	s := newStage(f)
	p := builtIn(t)
	got := s.mustRun(t, Config{Policy: p})
	want(t, got, "proposed enforce ban ann,bob", "applied enforce ban ann,bob")
	if state := s.forum.state(); !strings.HasPrefix(state, "[ann=ban bob=ban]") {
		t.Errorf("the forum has %s", state)
	}
	done := got[1]
	const trace = `evidence: Detector lockstep (version 1) saw coordination, severity high, confidence 0.97: 2 agents and 2 items between 2026-03-01 12:00:00 and 2026-03-01 12:01:00. This is revision 1. In its words: Two agents repeat each other.
rule: Rule coordinated-ring of policy VERSION is the first that matches: the kind is coordination, severity high is at least high, confidence 0.97 is at least 0.95. It asks for ban.
protections: The flag names 2 agents so far, 2 in this revision and part; 2 are met.
caps: In the last hour 0 agents were sanctioned, of 2000 allowed; this adds 2. Of these 0 by this rule, of 1000 allowed.
act: Ask the forum: ban 2 agents.
outcome: The forum answered for 2 agents: 2 applied, 0 already so, 0 unknown to it.`
	if text := strings.Replace(trace, "VERSION", p.Version(), 1); steps(done) != text {
		t.Errorf("trace\n%s\nwant\n%s", steps(done), text)
	}
	if done.Subject.Kind != "cluster" || done.Subject.ID != "ring-f1" || !slices.Equal(done.Flags, []string{"f1"}) ||
		!done.Time.Equal(f.Time.Time) || done.By != "clawd" || done.Reason != p.Rules[0].Reason || done.Judge != "rules" {
		t.Errorf("decision %+v", done)
	}
}

func TestEveryFlagGetsADecision(t *testing.T) {
	unsure, strange, empty := flagged("f1", "ann"), flagged("f2", "bob"), flagged("f3")
	unsure.Confidence, strange.Kind = 0.5, "something-new"
	s := newStage(unsure, strange, empty)
	got := s.mustRun(t, Config{Policy: builtIn(t)})
	want(t, got, "applied enforce escalate ann", "applied enforce escalate bob", "applied enforce none ")
	if got[0].Policy.Rule != "possible-coordination" || got[1].Policy.Rule != policy.RuleUnmatched {
		t.Errorf("rules %s, %s", got[0].Policy.Rule, got[1].Policy.Rule)
	}
	if s.forum.calls != 0 {
		t.Errorf("the forum was called %d times", s.forum.calls)
	}
}

func TestAnEpisodeThatGrowsGraveIsAboutAllItNamed(t *testing.T) {
	small := flagged("f1", "ann", "bob")
	small.Severity = event.SeverityMedium
	grave := later(small, time.Minute, "cid")
	grave.Severity = event.SeverityHigh
	quiet := later(grave, time.Minute)
	s := newStage(small, grave, quiet, later(quiet, time.Minute, "dee"))
	s.mustRun(t, Config{Policy: builtIn(t)})
	want(t, decisions(t, s.records),
		"applied enforce escalate ann,bob",
		"proposed enforce ban ann,bob,cid", "applied enforce ban ann,bob,cid",
		"applied enforce none ",
		"proposed enforce ban dee", "applied enforce ban dee")
}

const strictPolicy = `
caps: {agents_per_hour: 3}
protect: [clawd, staff]
rules:
  - {name: ring, match: {kind: coordination, min_confidence: 0.9}, action: ban, caps: {agents_per_hour: 2}, reason: Ring.}
  - {name: noise, match: {kind: flood}, action: suspend, for: 2h, reason: Noise.}
  - {name: ask, match: {kind: doubt}, action: quarantine, mode: needs_approval, reason: Doubt.}
  - {name: trial, match: {kind: trial}, action: ban, mode: shadow, reason: Trial.}
  - {name: spam, match: {kind: spam}, action: remove, reason: Spam.}
  - {name: news, match: {kind: uptake}, action: pause, for: 10m, reason: News.}
`

func ofKind(kind, id string, at time.Duration, agents ...string) event.Flag {
	f := flagged(id, agents...)
	f.Kind, f.Time = kind, event.At(start.Add(at))
	f.Window.End = f.Time
	return f
}

func TestProtectedAgentsAreNeverMet(t *testing.T) {
	s := newStage(ofKind("coordination", "f1", 0, "staff", "ann"), ofKind("coordination", "f2", 0, "clawd"), ofKind("spam", "f3", 0, "staff"))
	got := s.mustRun(t, Config{Policy: mustParse(t, strictPolicy)})
	want(t, got, "proposed enforce ban ann", "applied enforce ban ann", "applied enforce none ", "proposed needs_approval remove staff")
	if text := steps(got[0]); !strings.Contains(text, "Left out as protected: 1 (staff).") {
		t.Error(text)
	}
}

// A pause is for whoever is under nothing yet, counts against no cap, and is nothing that a
// later sanction would be the second of.
func TestAPauseIsNoSanction(t *testing.T) {
	s := newStage(
		ofKind("coordination", "f1", 0, "ann", "bob"),
		ofKind("uptake", "f2", time.Minute, "ann", "cid", "dee", "eve", "fay", "staff"),
		ofKind("coordination", "f3", 2*time.Hour, "cid"),
	)
	got := s.mustRun(t, Config{Policy: mustParse(t, strictPolicy)})
	want(t, got, "proposed enforce ban ann,bob", "applied enforce ban ann,bob",
		"proposed enforce pause cid,dee,eve,fay", "applied enforce pause cid,dee,eve,fay",
		"proposed enforce ban cid", "applied enforce ban cid")
	if until := got[2].Until; until == nil || !until.Equal(start.Add(11*time.Minute)) {
		t.Errorf("the pause ends at %v, want ten minutes after the flag", until)
	}
	if s.forum.state() == "" {
		t.Error("the forum was not asked")
	}
}

func TestCapsCountInEventTime(t *testing.T) {
	s := newStage(
		ofKind("coordination", "f1", 0, "a1", "a2"),
		ofKind("coordination", "f2", 10*time.Minute, "b1"), // the rule's cap is full
		ofKind("flood", "f3", 20*time.Minute, "c1"),        // the last place of all
		ofKind("flood", "f4", 30*time.Minute, "d1"),        // the cap of all is full
		ofKind("coordination", "f5", time.Hour, "e1"),      // the first has left the hour
	)
	got := s.mustRun(t, Config{Policy: mustParse(t, strictPolicy)})
	want(t, got,
		"proposed enforce ban a1,a2", "applied enforce ban a1,a2",
		"proposed needs_approval ban b1",
		"proposed enforce suspend c1", "applied enforce suspend c1",
		"proposed needs_approval suspend d1",
		"proposed enforce ban e1", "applied enforce ban e1")
	if until := got[3].Until; until == nil || !until.Equal(start.Add(140*time.Minute)) {
		t.Errorf("suspended until %v", until)
	}
	if text := steps(got[2]); !strings.Contains(text, "approval: The cap is full") {
		t.Error(text)
	}
}

func TestNobodyIsSanctionedTwiceForOneThing(t *testing.T) {
	s := newStage(
		ofKind("flood", "f1", 0, "ann"),
		ofKind("flood", "f2", time.Hour, "ann"),           // still suspended
		ofKind("flood", "f3", 3*time.Hour, "ann"),         // no longer, and another flag
		ofKind("flood", "f1", 9*time.Hour, "ann", "bob"),  // a new revision of the first
		ofKind("doubt", "f4", 9*time.Hour, "ann"),         // waits for a person
		ofKind("coordination", "f5", 10*time.Hour, "ann"), // stronger
		ofKind("flood", "f6", 11*time.Hour, "ann"),        // weaker
	)
	s.flags[3] = revised(t, s.flags[3])
	got := s.mustRun(t, Config{Policy: mustParse(t, strictPolicy)})
	want(t, got,
		"proposed enforce suspend ann", "applied enforce suspend ann",
		"applied enforce none ",
		"proposed enforce suspend ann", "applied enforce suspend ann",
		"proposed enforce suspend bob", "applied enforce suspend bob",
		"proposed needs_approval quarantine ann",
		"proposed enforce ban ann", "applied enforce ban ann",
		"applied enforce none ")
}

func revised(t *testing.T, raw []byte) []byte {
	t.Helper()
	f, err := event.Decode[event.Flag](raw)
	if err != nil {
		t.Fatal(err)
	}
	f.Revision++
	if raw, err = event.Encode(f); err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestShadowModeLeavesTheForumAlone(t *testing.T) {
	flags := []event.Flag{ofKind("coordination", "f1", 0, "ann", "bob"), ofKind("coordination", "f2", time.Minute, "bob", "cid"), ofKind("spam", "f3", time.Minute, "dee"), ofKind("other", "f4", time.Minute, "eve")}
	s := newStage(flags...)
	got := s.mustRun(t, Config{Policy: mustParse(t, strictPolicy), Mode: event.ModeShadow})
	want(t, got, "proposed shadow ban ann,bob", "proposed shadow ban cid", "proposed shadow remove dee", "proposed shadow escalate eve")
	if s.forum.calls != 0 {
		t.Errorf("the forum was called %d times", s.forum.calls)
	}
	if text := steps(got[0]); !strings.Contains(text, "act: Shadow mode, nothing is done. It would have been: ban 2 agents.") || strings.Contains(text, ledger.StepApproval) {
		t.Error(text)
	}
	if text := steps(got[1]); !strings.Contains(text, "approval: The cap is full") {
		t.Error(text)
	}
	rule := newStage(ofKind("trial", "f1", 0, "ann"), ofKind("coordination", "f2", 0, "ann"))
	want(t, rule.mustRun(t, Config{Policy: mustParse(t, strictPolicy)}), "proposed shadow ban ann", "proposed enforce ban ann", "applied enforce ban ann")
}

func TestContentIsRemovedWhicheverKindItIs(t *testing.T) {
	s := newStage(ofKind("spam", "f1", 0, "ann"))
	got := s.mustRun(t, Config{Policy: mustParse(t, strictPolicy)})
	want(t, got, "proposed enforce remove ann", "applied enforce remove ann")
	if !strings.HasSuffix(steps(got[1]), "The forum answered for 2 items: 2 applied, 0 already so, 0 unknown to it.") {
		t.Error(steps(got[1]))
	}
	if state := s.forum.state(); !strings.HasPrefix(state, "[] [c1 p1]") {
		t.Error(state)
	}
}

func TestAFailureIsEscalatedAndTakenUpAgain(t *testing.T) {
	first := flagged("f1", "ann", "bob")
	s := newStage(first, later(first, time.Minute, "cid"))
	s.forum.fail = func(call int) error {
		if call <= 3 {
			return errors.New("connection refused")
		}
		return nil
	}
	got := s.mustRun(t, Config{Policy: builtIn(t), Tries: 3})
	want(t, got,
		"proposed enforce ban ann,bob", "failed enforce ban ann,bob", "applied enforce escalate ann,bob",
		"proposed enforce ban ann,bob,cid", "applied enforce ban ann,bob,cid")
	if got[2].Policy.Rule != policy.RuleFailed || !strings.Contains(steps(got[2]), got[1].ID) {
		t.Errorf("escalation %+v", got[2])
	}
}

func TestAPassingFaultIsTriedAgain(t *testing.T) {
	for _, status := range []int{409, 429, 500, 503} {
		s := newStage(flagged("f1", "ann"))
		s.forum.fail = func(call int) error {
			if call < 3 {
				return &client.Error{Status: status}
			}
			return nil
		}
		want(t, s.mustRun(t, Config{Policy: builtIn(t), Tries: 3}), "proposed enforce ban ann", "applied enforce ban ann")
	}
}

func TestARefusedCredentialStopsItAndLosesNothing(t *testing.T) {
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound} {
		s := newStage(flagged("f1", "ann"))
		s.forum.fail = func(int) error { return &client.Error{Status: status, Message: "no"} }
		if ended, err := s.run(t, Config{Policy: builtIn(t)}); ended || err == nil || !strings.Contains(err.Error(), "address and token") {
			t.Fatalf("%d: ended %v, error %v", status, ended, err)
		}
		want(t, decisions(t, s.records), "proposed enforce ban ann")
		s.forum.fail = nil
		want(t, s.mustRun(t, Config{Policy: builtIn(t)}), "proposed enforce ban ann", "applied enforce ban ann")
	}
}

// answering says something else than it was asked.
type answering struct {
	Forum
	answer client.SanctionAnswer
}

func (a answering) Sanction(context.Context, string, client.SanctionRequest) (client.SanctionAnswer, error) {
	return a.answer, nil
}

func TestAnOutcomeIsHeldAgainstTheQuestion(t *testing.T) {
	results := func(pairs ...string) (a client.SanctionAnswer) {
		for i := 0; i < len(pairs); i += 2 {
			a.Results = append(a.Results, client.AgentResult{AgentID: pairs[i], Status: pairs[i+1]})
		}
		return a
	}
	for _, c := range []struct {
		answer client.SanctionAnswer
		state  string
		words  string
	}{
		{results("ann", "applied", "bob", "already"), event.StateApplied, "1 applied, 1 already so, 0 unknown"},
		{results("ann", "unknown", "bob", "already"), event.StateApplied, "0 applied, 1 already so, 1 unknown"},
		{results("ann", "applied"), event.StateFailed, "It said nothing of 1."},
		{results("ann", "applied", "bob", "perhaps"), event.StateFailed, "It said nothing of 1."},
		{results("ann", "unknown", "bob", "unknown"), event.StateFailed, "Nobody was met."},
		{client.SanctionAnswer{Applied: 2}, event.StateFailed, "It said nothing of 2."},
	} {
		s := newStage(flagged("f1", "ann", "bob"))
		got := s.mustRun(t, Config{Policy: builtIn(t), Forum: answering{answer: c.answer}})
		if got[1].State != c.state || !strings.Contains(steps(got[1]), c.words) {
			t.Errorf("%+v: %s\n%s", c.answer.Results, got[1].State, steps(got[1]))
		}
	}
}

func TestABrokenChainIsReportedAndDoesNotStopIt(t *testing.T) {
	s := newStage(flagged("f1", "ann"), flagged("f2", "bob"))
	s.mustRun(t, Config{Policy: builtIn(t)})
	var log bytes.Buffer
	registry := prometheus.NewRegistry()
	s.records = slices.Delete(s.records, 1, 2) // the outcome for ann is gone
	got := s.mustRun(t, Config{Policy: builtIn(t), Logger: slog.New(slog.NewTextHandler(&log, nil)), Metrics: registry})
	want(t, got, "proposed enforce ban ann", "proposed enforce ban bob", "applied enforce ban bob", "applied enforce ban ann")
	if n := strings.Count(log.String(), "chain of decisions is broken"); n != 1 {
		t.Errorf("reported %d times:\n%s", n, log.String())
	}
	if n := counted(t, registry, "moltwatch_moderator_chain_breaks_total"); n != 1 {
		t.Errorf("counted %v breaks", n)
	}
}

func counted(t *testing.T, registry *prometheus.Registry, name string) (sum float64) {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if family.GetName() == name {
				sum += m.GetCounter().GetValue()
			}
		}
	}
	return sum
}

func TestAnUnreadableFlagIsPassedOver(t *testing.T) {
	s := newStage(flagged("f1", "ann"), flagged("f2", "bob"), flagged("f3", "cid"))
	s.flags[1] = []byte(`{"v":1,"id":"f2"`)
	var log bytes.Buffer
	got := s.mustRun(t, Config{Policy: builtIn(t), Logger: slog.New(slog.NewTextHandler(&log, nil))})
	if len(got) != 4 || !strings.Contains(log.String(), "cannot be read") {
		t.Errorf("%v\n%s", brief(got), log.String())
	}
}

func TestAVeryLargeEpisodeIsTakenInParts(t *testing.T) {
	var flags []event.Flag
	f := flagged("f1")
	f.Severity = event.SeverityLow
	for part := range 6 {
		var agents []string
		for i := range event.MaxListed {
			agents = append(agents, fmt.Sprintf("agent-%d-%d", part, i))
		}
		f = later(f, time.Minute, agents...)
		flags = append(flags, f)
	}
	grave := later(f, time.Minute, "last")
	grave.Severity = event.SeverityCritical
	s := newStage(append(flags, grave, later(grave, time.Minute))...)
	p := mustParse(t, "caps: {agents_per_hour: 100000}\nrules: [{name: ring, match: {kind: coordination, min_severity: high}, action: ban, reason: Ring.}]")
	s.mustRun(t, Config{Policy: p})
	if n := len(s.forum.sanctions); n != 6*event.MaxListed+1 {
		t.Errorf("%d agents are banned", n)
	}
}

func TestWhatIsMissingIsRefused(t *testing.T) {
	if _, err := New(Config{}); err == nil {
		t.Error("a moderator without a bus")
	}
	for _, cfg := range []Config{{Policy: builtIn(t)}, {Forum: newForum()}, {Forum: newForum(), Policy: builtIn(t), Mode: "loud"}} {
		if _, err := build(cfg, nil, nil); err == nil {
			t.Errorf("taken: %+v", reflect.TypeOf(cfg.Forum))
		}
	}
}

// How long a repeated suspension lasts the forum says: the record says what was asked, and of how many it is not true.
func TestASuspensionThatEscalatesIsAskedAsSuch(t *testing.T) {
	rules := strings.Replace(strictPolicy, "for: 2h,", "for: 2h, escalates: true,", 1)
	s := newStage(ofKind("flood", "f1", 0, "ann", "bob"), ofKind("coordination", "f2", 0, "carl"))
	s.forum.longer = map[string]time.Duration{"bob": time.Hour}
	got := s.mustRun(t, Config{Policy: mustParse(t, rules)})
	want(t, got, "proposed enforce suspend ann,bob", "applied enforce suspend ann,bob", "proposed enforce ban carl", "applied enforce ban carl")
	if d := got[1]; !d.Escalates || d.Until == nil || !d.Until.Equal(start.Add(2*time.Hour)) || !strings.Contains(steps(d), "not the first offense of 1,") {
		t.Errorf("got %+v", d)
	}
	if d := got[3]; d.Escalates || strings.Contains(steps(d), "first offense") {
		t.Errorf("a ban: got %+v", d)
	}
	if !slices.Equal(s.forum.escalated, []string{"ann", "bob"}) {
		t.Errorf("%v were asked to be suspended by their offenses", s.forum.escalated)
	}
}
