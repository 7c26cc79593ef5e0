package moderator

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator/ledger"
	"github.com/moltwatch/moltwatch/moderator/policy"
)

const (
	capOfAll  = 5
	capOfRing = 3
)

// drawPolicy gives one of many policies over the same kinds of flag.
func drawPolicy(t *rapid.T, modes ...string) *policy.Policy {
	mode := func(rule string) string { return rapid.SampledFrom(modes).Draw(t, rule+" mode") }
	action := func(rule string) string {
		a := rapid.SampledFrom([]string{"ban", "shadowban", "quarantine", "suspend, for: 90m", "remove"}).Draw(t, rule+" action")
		return a
	}
	ring := action("ring")
	caps := fmt.Sprintf(", caps: {agents_per_hour: %d}", capOfRing)
	if ring == "remove" {
		caps = ""
	}
	text := fmt.Sprintf(`
caps: {agents_per_hour: %d}
protect: [a0]
rules:
  - {name: ring, match: {kind: ring, min_confidence: 0.5}, action: %s, mode: %s%s, reason: Ring.}
  - {name: noise, match: {kind: noise}, action: %s, mode: %s, reason: Noise.}
  - {name: look, match: {kind: ring}, action: escalate}
`, capOfAll, ring, mode("ring"), caps, action("noise"), mode("noise"))
	p, err := policy.Parse("drawn", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// drawFlags gives a history: a few episodes that grow, out of order by up to some minutes,
// with what was said before said again.
func drawFlags(t *rapid.T) []event.Flag {
	agent := rapid.Custom(func(t *rapid.T) string { return fmt.Sprintf("a%d", rapid.IntRange(0, 11).Draw(t, "agent")) })
	revisions := map[string]int{}
	var flags []event.Flag
	at := time.Duration(0)
	for range rapid.IntRange(1, 12).Draw(t, "flags") {
		if len(flags) > 0 && rapid.IntRange(0, 4).Draw(t, "repeat") == 0 {
			flags = append(flags, rapid.SampledFrom(flags).Draw(t, "repeated"))
			continue
		}
		at += time.Duration(rapid.IntRange(-10, 45).Draw(t, "minutes")) * time.Minute
		id := rapid.SampledFrom([]string{"f1", "f2", "f3"}).Draw(t, "flag")
		kind := rapid.SampledFrom([]string{"ring", "ring", "noise", "other"}).Draw(t, "kind")
		f := ofKind(kind, id, at+time.Hour, rapid.SliceOfN(agent, 0, 4).Draw(t, "agents")...)
		revisions[id]++
		f.Revision, f.AgentsTotal = revisions[id], 12
		f.Confidence = rapid.SampledFrom([]float64{0.3, 0.9}).Draw(t, "confidence")
		flags = append(flags, f)
	}
	return flags
}

// Whatever comes, and wherever the moderator dies, the limits hold, and what is on record
// and on the forum is what an undisturbed run leaves.
func TestLimitsHoldAndDeathsLeaveNoMark(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		flags := drawFlags(rt)
		p := drawPolicy(rt, event.ModeEnforce, event.ModeEnforce, event.ModeShadow, event.ModeNeedsApproval)
		undisturbed := newStage(flags...)
		list := undisturbed.mustRun(t, Config{Policy: p})
		checkLimits(rt, list)
		checkComplete(rt, flags, list)

		killed := newStage(flags...)
		killed.kill.at = rapid.SliceOfN(rapid.IntRange(0, 2*undisturbed.kill.steps), 0, 6).Draw(rt, "deaths")
		for ended := false; !ended; {
			var err error
			if ended, err = killed.run(t, Config{Policy: p}); err != nil {
				rt.Fatal(err)
			}
		}
		compare(rt, undisturbed, killed)
	})
}

func compare(t rapid.TB, want, have *stage) {
	if !slices.EqualFunc(want.records, have.records, bytes.Equal) {
		t.Fatalf("records differ\n%s\nwant\n%s", bytes.Join(have.records, []byte("\n")), bytes.Join(want.records, []byte("\n")))
	}
	if w, h := want.forum.state(), have.forum.state(); w != h {
		t.Fatalf("forum %s\nwant  %s", h, w)
	}
}

// checkLimits recomputes from the records alone what must hold of them.
func checkLimits(t rapid.TB, list []event.Decision) {
	strength := map[string]int{"suspend": 1, "shadowban": 2, "quarantine": 3, "ban": 4}
	type sanction struct {
		decision event.Decision
		agent    string
	}
	var applied []sanction
	for _, d := range list {
		for _, agent := range d.Subject.Agents {
			if agent == "a0" && strength[d.Action] > 0 {
				t.Fatalf("decision %s meets a protected agent", d.ID)
			}
			if d.State != event.StateApplied || strength[d.Action] == 0 {
				continue
			}
			if d.Mode != event.ModeEnforce {
				t.Fatalf("decision %s was applied in mode %s", d.ID, d.Mode)
			}
			for _, before := range applied {
				if before.agent != agent || strength[before.decision.Action] < strength[d.Action] {
					continue
				}
				if before.decision.Flags[0] == d.Flags[0] {
					t.Fatalf("%s is sanctioned twice for flag %s", agent, d.Flags[0])
				}
				if until := before.decision.Until; until == nil || until.After(d.Time.Time) {
					t.Fatalf("%s is under %s already when %s comes", agent, before.decision.Action, d.Action)
				}
			}
			applied = append(applied, sanction{d, agent})
		}
	}
	for _, last := range applied {
		all, ring := 0, 0
		for _, s := range applied {
			age := last.decision.Time.Sub(s.decision.Time.Time)
			if age < 0 || age >= time.Hour {
				continue
			}
			all++
			if s.decision.Policy.Rule == "ring" {
				ring++
			}
		}
		if all > capOfAll || ring > capOfRing {
			t.Fatalf("in the hour up to %s %d agents were sanctioned, %d of them by ring", last.decision.Time, all, ring)
		}
	}
}

// checkComplete demands one decision a flag message, and an outcome for each that acts.
func checkComplete(t rapid.TB, flags []event.Flag, list []event.Decision) {
	messages := map[string]bool{}
	for _, f := range flags {
		messages[fmt.Sprint(f.ID, f.Revision)] = true
	}
	states := map[string][]string{}
	for _, d := range list {
		states[d.ID] = append(states[d.ID], d.State)
		first := states[d.ID][0] == event.StateProposed
		acts := d.Mode == event.ModeEnforce && policy.CallsForum(d.Action)
		if d.State == event.StateApplied && acts && !first {
			t.Fatalf("decision %s was applied before it was proposed", d.ID)
		}
		if d.State == event.StateProposed && acts && !slices.ContainsFunc(list, func(o event.Decision) bool { return o.ID == d.ID && o.State != event.StateProposed }) {
			t.Fatalf("decision %s has no outcome", d.ID)
		}
	}
	if len(states) != len(messages) {
		t.Fatalf("%d decisions on %d flag messages", len(states), len(messages))
	}
	books := ledger.New()
	for _, d := range list {
		raw, err := event.Encode(d)
		if err != nil {
			t.Fatal(err)
		}
		if err := books.Observe(raw); err != nil {
			t.Fatal(err)
		}
	}
}

// What shadow mode says would be done is what is done without it.
func TestShadowModeForetellsWhatEnforcingDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		flags := drawFlags(rt)
		p := drawPolicy(rt, event.ModeEnforce, event.ModeNeedsApproval)
		enforced := newStage(flags...)
		shadowed := newStage(flags...)
		acts := enforced.mustRun(t, Config{Policy: p})
		foretold := shadowed.mustRun(t, Config{Policy: p, Mode: event.ModeShadow})
		if shadowed.forum.calls > 0 {
			rt.Fatal("the forum was called in shadow mode")
		}
		acts = slices.DeleteFunc(acts, func(d event.Decision) bool {
			return d.State == event.StateApplied && policy.CallsForum(d.Action) // the outcomes
		})
		if len(acts) != len(foretold) {
			rt.Fatalf("%d decisions, %d foretold", len(acts), len(foretold))
		}
		for i, d := range acts {
			f := foretold[i]
			waits := slices.ContainsFunc(f.Trace, func(s event.Step) bool { return s.Step == ledger.StepApproval })
			if d.ID != f.ID || d.Action != f.Action || !slices.Equal(d.Subject.Agents, f.Subject.Agents) || waits != (d.Mode == event.ModeNeedsApproval) {
				rt.Fatalf("foretold %+v\ndone %+v", f, d)
			}
		}
	})
}

// Every place where one process can die, one after the other.
func TestDeathAtEachStep(t *testing.T) {
	undisturbed := newStage(history()...)
	undisturbed.mustRun(t, Config{Policy: builtIn(t)})
	for step := range undisturbed.kill.steps {
		killed := newStage(history()...)
		killed.kill.at = []int{step}
		if ended, err := killed.run(t, Config{Policy: builtIn(t)}); ended || err != nil {
			t.Fatalf("step %d: ended %v, %v", step, ended, err)
		}
		killed.mustRun(t, Config{Policy: builtIn(t)})
		compare(t, undisturbed, killed)
	}
	if undisturbed.kill.steps < 20 {
		t.Errorf("only %d steps were tried", undisturbed.kill.steps)
	}
}
