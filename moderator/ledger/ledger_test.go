package ledger_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator/ledger"
)

var start = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func at(d time.Duration) event.Time { return event.At(start.Add(d)) }

// pen writes records that follow one another.
type pen struct {
	t    testing.TB
	book *ledger.Ledger
	head string
}

func newPen(t testing.TB) *pen { return &pen{t: t, book: ledger.New()} }

func decision(id, state, mode, action string, agents ...string) event.Decision {
	return event.Decision{
		V: event.Version, ID: id, Time: at(0), State: state, Mode: mode, Action: action, Flags: []string{"flag-of-" + id},
		Subject: event.Subject{Kind: "cluster", ID: "c", Agents: agents}, Policy: event.PolicyRef{Rule: "rule"}, Judge: "rules", By: "clawd",
	}
}

func (p *pen) encode(d event.Decision) []byte {
	p.t.Helper()
	d.Prev = p.head
	raw, err := event.Encode(d)
	if err != nil {
		p.t.Fatal(err)
	}
	sum := sha256.Sum256(raw)
	p.head = hex.EncodeToString(sum[:])
	return raw
}

func (p *pen) write(d event.Decision) []byte {
	p.t.Helper()
	raw := p.encode(d)
	if err := p.book.Observe(raw); err != nil {
		p.t.Fatal(err)
	}
	return raw
}

func TestWhatAStateMeansForAnAgent(t *testing.T) {
	for _, c := range []struct {
		mode, states string
		held, dealt  bool
		used         int
	}{
		{event.ModeEnforce, "proposed", true, true, 1},
		{event.ModeEnforce, "proposed applied", true, true, 1},
		{event.ModeEnforce, "proposed failed", false, false, 0},
		{event.ModeEnforce, "proposed applied reverted", false, true, 0},
		{event.ModeNeedsApproval, "proposed", false, true, 0},
		{event.ModeNeedsApproval, "proposed rejected", false, true, 0},
		{event.ModeNeedsApproval, "proposed expired", false, true, 0},
		{event.ModeNeedsApproval, "proposed approved", true, true, 0},
		{event.ModeNeedsApproval, "proposed approved applied", true, true, 0},
		{event.ModeShadow, "proposed", false, false, 0},
	} {
		p := newPen(t)
		var states []string
		for state := range strings.FieldsSeq(c.states) {
			states = append(states, state)
			p.write(decision("d", state, c.mode, event.DoBan, "ann"))
		}
		held := p.book.Held("ann", event.DoBan, ledger.Real, at(0))
		dealt := p.book.Dealt("flag-of-d", "ann", event.DoBan, ledger.Real)
		used, _ := p.book.Used(ledger.Real, "rule", at(0))
		if held != c.held || dealt != c.dealt || used != c.used {
			t.Errorf("%s %v: held %v, dealt %v, used %d; want %v, %v, %d", c.mode, states, held, dealt, used, c.held, c.dealt, c.used)
		}
		if p.book.Dealt("another", "ann", event.DoBan, ledger.Real) {
			t.Errorf("%s %v: another flag counts as dealt with", c.mode, states)
		}
	}
}

func TestStrengthAndEndOfASanction(t *testing.T) {
	p := newPen(t)
	d := decision("d", event.StateApplied, event.ModeEnforce, event.DoSuspend, "ann")
	until := at(time.Hour)
	d.Until = &until
	p.write(d)
	p.write(decision("e", event.StateApplied, event.ModeEnforce, event.DoQuarantine, "bob"))
	for _, c := range []struct {
		agent, action string
		at            time.Duration
		want          bool
	}{
		{"ann", event.DoSuspend, 59 * time.Minute, true},
		{"ann", event.DoSuspend, time.Hour, false},
		{"ann", event.DoShadowban, 0, false},
		{"bob", event.DoSuspend, 0, true},
		{"bob", event.DoShadowban, 0, true},
		{"bob", event.DoQuarantine, 9999 * time.Hour, true},
		{"bob", event.DoBan, 0, false},
		{"cid", event.DoSuspend, 0, false},
	} {
		if got := p.book.Held(c.agent, c.action, ledger.Real, at(c.at)); got != c.want {
			t.Errorf("%s %s at %s: %v", c.agent, c.action, c.at, got)
		}
	}
}

func TestShadowSeesBothWorlds(t *testing.T) {
	p := newPen(t)
	p.write(decision("d", event.StateApplied, event.ModeEnforce, event.DoBan, "ann"))
	p.write(decision("e", event.StateProposed, event.ModeShadow, event.DoBan, "bob"))
	waits := decision("f", event.StateProposed, event.ModeShadow, event.DoBan, "cid")
	waits.Trace = []event.Step{{Step: ledger.StepApproval, Text: "full"}}
	p.write(waits)
	for agent, want := range map[string][2]bool{"ann": {true, true}, "bob": {false, true}, "cid": {false, false}} {
		got := [2]bool{p.book.Held(agent, event.DoBan, ledger.Real, at(0)), p.book.Held(agent, event.DoBan, ledger.Shadow, at(0))}
		if got != want {
			t.Errorf("%s: held in the real world and in shadow %v, want %v", agent, got, want)
		}
	}
	if n, _ := p.book.Used(ledger.Shadow, "rule", at(0)); n != 2 {
		t.Errorf("%d used in shadow", n)
	}
}

func TestUnfinishedKeepsWhatIsNeededToAct(t *testing.T) {
	p := newPen(t)
	first := decision("d", event.StateProposed, event.ModeEnforce, event.DoBan, "ann")
	first.Reason, first.Trace = "Why.", []event.Step{{Step: "act", Text: "now"}}
	p.write(first)
	p.write(decision("e", event.StateProposed, event.ModeEnforce, event.DoBan, "bob"))
	p.write(decision("e", event.StateApplied, event.ModeEnforce, event.DoBan, "bob"))
	p.write(decision("f", event.StateProposed, event.ModeNeedsApproval, event.DoBan, "cid"))
	p.write(decision("g", event.StateApplied, event.ModeEnforce, event.DoEscalate, "dee"))
	got := p.book.Unfinished()
	if len(got) != 1 || got[0].ID != "d" || got[0].Reason != "Why." || len(got[0].Trace) != 1 || !slices.Equal(got[0].Subject.Agents, []string{"ann"}) {
		t.Errorf("unfinished %+v", got)
	}
}

func TestRepeatsAreNoLinksAndStatesDoNotGoBack(t *testing.T) {
	p := newPen(t)
	proposed := p.write(decision("d", event.StateProposed, event.ModeEnforce, event.DoBan, "ann"))
	p.write(decision("d", event.StateApplied, event.ModeEnforce, event.DoBan, "ann"))
	if err := p.book.Observe(proposed); err != nil || p.book.Head() != p.head || p.book.Records() != 2 {
		t.Errorf("a repeat: %v, %d records", err, p.book.Records())
	}
	again := decision("d", event.StateProposed, event.ModeEnforce, event.DoBan, "ann")
	again.By = "somebody else"
	p.write(again)
	if s := p.book.State("d"); s != event.StateApplied {
		t.Errorf("state %s", s)
	}
	if n, _ := p.book.Used(ledger.Real, "rule", at(0)); n != 1 {
		t.Errorf("%d used", n)
	}
}

func TestABrokenChainIsFoundOnce(t *testing.T) {
	p := newPen(t)
	p.write(decision("a", event.StateApplied, event.ModeEnforce, event.DoNone))
	p.encode(decision("b", event.StateApplied, event.ModeEnforce, event.DoNone)) // lost
	var broken *ledger.BrokenChain
	if err := p.book.Observe(p.encode(decision("c", event.StateApplied, event.ModeEnforce, event.DoBan, "ann"))); !errors.As(err, &broken) || broken.ID != "c" {
		t.Fatalf("error %v", err)
	}
	if !p.book.Known("c") || p.book.Known("b") {
		t.Error("the record after the break is not booked")
	}
	p.write(decision("d", event.StateApplied, event.ModeEnforce, event.DoNone))
	if err := p.book.Observe([]byte("no record")); err == nil || errors.As(err, &broken) {
		t.Errorf("not a record: %v", err)
	}
}

// However charges come and go, no use is counted that an hour does not hold.
func TestUsedIsTheSumOverTheHour(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := newPen(t)
		type booked struct {
			at     time.Duration
			rule   string
			agents int
			failed bool
		}
		var all []booked
		for i := range rapid.IntRange(0, 20).Draw(rt, "decisions") {
			b := booked{
				at:     time.Duration(rapid.IntRange(0, 240).Draw(rt, "minute")) * time.Minute,
				rule:   rapid.SampledFrom([]string{"one", "two"}).Draw(rt, "rule"),
				agents: rapid.IntRange(1, 3).Draw(rt, "agents"), failed: rapid.Bool().Draw(rt, "failed"),
			}
			all = append(all, b)
			d := decision(fmt.Sprint(i), event.StateProposed, event.ModeEnforce, event.DoBan, []string{"x", "y", "z"}[:b.agents]...)
			d.Time, d.Policy.Rule = at(b.at), b.rule
			p.write(d)
			if b.failed {
				d.State = event.StateFailed
				p.write(d)
			}
		}
		now := time.Duration(rapid.IntRange(0, 300).Draw(rt, "now")) * time.Minute
		wantAll, wantOne := 0, 0
		for _, b := range all {
			if !b.failed && b.at > now-time.Hour {
				wantAll += b.agents
				if b.rule == "one" {
					wantOne += b.agents
				}
			}
		}
		if gotAll, gotOne := p.book.Used(ledger.Real, "one", at(now)); gotAll != wantAll || gotOne != wantOne {
			rt.Fatalf("used %d and %d, want %d and %d", gotAll, gotOne, wantAll, wantOne)
		}
	})
}
