package dashboards_test

import (
	"context"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

func TestMain(m *testing.M) { testparts.Main(m) }

// noon is when the seeded afternoon begins; the dashboards look at the hour after it.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// at gives a time of the seeded day, from 15:04:05.
func at(clock string) time.Time {
	t, err := time.Parse(time.TimeOnly, clock)
	if err != nil {
		panic(err)
	}
	return time.Date(noon.Year(), noon.Month(), noon.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// seeded gives the address of a database with a small forum in which a ring copies, for the
// user who may only read.
func seeded(t *testing.T) (dsn string) {
	t.Helper()
	ctx := t.Context()
	dsn = testparts.ClickHouse(t)
	w, err := warehouse.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, step := range []func(context.Context, *warehouse.Warehouse) error{
		func(ctx context.Context, w *warehouse.Warehouse) error { return w.Migrate(ctx) },
		seedActions, seedFlags, seedDecisions, seedProgress,
	} {
		if err := step(ctx, w); err != nil {
			t.Fatal(err)
		}
	}
	return testparts.Reader(t, dsn)
}

func seedActions(ctx context.Context, w *warehouse.Warehouse) error {
	var block warehouse.Actions
	offset := int64(0)
	add := func(clock string, kind event.Kind, agent, name, submolt string, change ...func(*event.Action, *warehouse.Place)) {
		offset++
		a := event.Action{V: 1, ID: "action-" + clock, Forum: "test", Kind: kind, Time: event.At(at(clock)),
			Agent: event.Agent{ID: agent, Name: name}, Submolt: submolt}
		if kind == event.PostCreated || kind == event.CommentCreated {
			a.Text = "words"
		}
		p := warehouse.Place{Partition: 0, Offset: offset, BrokerTime: a.Time.Time, Seen: a.Time.Time}
		for _, c := range change {
			c(&a, &p)
		}
		block.Append(&a, p)
	}
	add("11:00:00", event.PostCreated, "agent-0", "Before", "harbour") // outside the hour
	add("12:00:10", event.PostCreated, "agent-1", "Ada", "harbour")
	add("12:00:20", event.PostCreated, "agent-2", "Bo", "harbour")
	add("12:00:30", event.CommentCreated, "agent-1", "Ada", "workshop", func(a *event.Action, _ *warehouse.Place) { a.PostID, a.Text = "action-12:00:20", "as @Bo says" })
	add("12:00:50", event.VoteCast, "agent-4", "Dot", "harbour", func(_ *event.Action, p *warehouse.Place) {
		p.Seen, p.Late = at("12:02:00"), true
	})
	add("12:01:05", event.VoteCast, "agent-3", "Cy", "harbour")
	add("12:01:10", event.CommentCreated, "agent-2", "Bo", "o'clock") // a name that must be quoted well
	add("12:01:15", event.PostCreated, "ring-1", "Copy One", "harbour")
	add("12:01:16", event.PostCreated, "ring-2", "Copy Two", "harbour")
	add("12:02:40", event.Heartbeat, "agent-4", "Dot", "")
	add("12:02:42", "task.asked", "agent-4", "Dot", "")
	add("12:02:43", "task.accepted", "agent-3", "Cy", "", func(a *event.Action, _ *warehouse.Place) {
		a.Target = event.Target{Kind: "task", ID: "action-12:02:42", AgentID: "agent-4"}
	})
	add("12:02:41", event.ScoreObserved, "agent-5", "Counted", "harbour") // no doing of the agent
	add("12:02:03", event.SanctionApplied, "ring-1", "Copy One", "", carriesOut("ban-ring"))
	add("12:02:03", event.SanctionApplied, "ring-2", "Copy Two", "", carriesOut("ban-ring"))
	add("12:03:05", event.SanctionApplied, "ring-3", "", "", carriesOut("ban-third"))
	_, err := block.Insert(ctx, w, "seed")
	return err
}

func carriesOut(decision string) func(*event.Action, *warehouse.Place) {
	return func(a *event.Action, _ *warehouse.Place) { a.Title, a.Items = event.DoBan, []string{decision} }
}

func seedFlags(ctx context.Context, w *warehouse.Warehouse) error {
	flag := func(id, detector, severity, clock string, revision int, agents ...string) event.Flag {
		return event.Flag{V: 1, ID: id, Revision: revision, Part: 1, Parts: 1, Detector: detector, Version: "1",
			Kind: "coordination", Severity: severity, Confidence: 0.9, Time: event.At(at(clock)),
			Window: event.Window{Start: event.At(at(clock).Add(-2 * time.Minute)), End: event.At(at(clock))},
			Agents: agents, AgentsTotal: len(agents), Items: []string{}, Evidence: event.Evidence{Summary: "what " + id + " saw"}}
	}
	grown := flag("settled", "copypasta", event.SeverityCritical, "12:03:00", 2, "ring-3")
	grown.AgentsTotal, grown.Confidence = 3, 0.97
	second := flag("undecided", "copypasta", event.SeverityMedium, "12:04:00", 1, "agent-9")
	first := flag("undecided", "copypasta", event.SeverityMedium, "12:04:00", 1, "agent-8")
	first.Parts, second.Parts, second.Part, first.AgentsTotal, second.AgentsTotal = 2, 2, 2, 2, 2
	flags := []event.Flag{
		flag("settled", "copypasta", event.SeverityHigh, "12:02:00", 1, "ring-1", "ring-2"), grown,
		first, second,
		flag("with-a-person", "sybil", event.SeverityLow, "12:04:30", 1, "agent-6"),
		flag("awaits-approval", "sybil", event.SeverityHigh, "12:05:00", 1, "agent-7"),
		flag("only-shadow", "copypasta", event.SeverityHigh, "12:05:10", 1, "agent-10"),
		flag("act-failed", "sybil", event.SeverityMedium, "12:06:00", 1, "agent-11"),
		flag("reverted", "copypasta", event.SeverityLow, "12:05:00", 1, "agent-12"),
		flag("long-ago", "sybil", event.SeverityMedium, "11:00:00", 1, "agent-13"),
		flag("to-come", "sybil", event.SeverityMedium, "14:00:00", 1, "agent-14"),
	}
	if err := w.StoreFlags(ctx, flags); err != nil {
		return err
	}
	return w.StoreFlags(ctx, flags[:2]) // the topic may repeat
}

func seedDecisions(ctx context.Context, w *warehouse.Warehouse) error {
	offset := int64(0)
	said := func(id, flag, rule, action, mode, state, clock string, agents ...string) error {
		offset++
		d := event.Decision{V: 1, ID: id, Time: event.At(at(clock)), State: state, Flags: []string{flag},
			Subject: event.Subject{Kind: "cluster", ID: "about-" + flag, Agents: agents, Items: []string{}},
			Action:  action, Policy: event.PolicyRef{Version: "p1", Rule: rule}, Judge: "rules", Confidence: 0.9,
			Mode: mode, By: "clawd", Reason: "why " + id,
			Trace: []event.Step{{Step: "evidence", Text: "what was seen"}, {Step: "rule", Text: "which rule"}}}
		return w.StoreDecision(ctx, d, offset)
	}
	for _, err := range []error{
		said("ban-ring", "settled", "copies", event.DoBan, event.ModeEnforce, event.StateProposed, "12:02:00", "ring-1", "ring-2"),
		said("ban-ring", "settled", "copies", event.DoBan, event.ModeEnforce, event.StateApplied, "12:02:00", "ring-1", "ring-2"),
		said("ban-ring", "settled", "copies", event.DoBan, event.ModeEnforce, event.StateApplied, "12:02:00", "ring-1", "ring-2"), // repeated
		said("ban-third", "settled", "copies", event.DoBan, event.ModeEnforce, event.StateProposed, "12:03:00", "ring-3"),
		said("ban-third", "settled", "copies", event.DoBan, event.ModeEnforce, event.StateApplied, "12:03:00", "ring-3"),
		said("ask", "with-a-person", "unmatched", event.DoEscalate, event.ModeEnforce, event.StateApplied, "12:04:30", "agent-6"),
		said("wait", "awaits-approval", "sybils", event.DoSuspend, event.ModeNeedsApproval, event.StateProposed, "12:05:00", "agent-7"),
		said("say", "only-shadow", "copies", event.DoBan, event.ModeShadow, event.StateProposed, "12:05:10", "agent-10"),
		said("fail", "act-failed", "sybils", event.DoBan, event.ModeEnforce, event.StateProposed, "12:06:00", "agent-11"),
		said("fail", "act-failed", "sybils", event.DoBan, event.ModeEnforce, event.StateFailed, "12:06:00", "agent-11"),
		said("undo", "reverted", "copies", event.DoSuspend, event.ModeNeedsApproval, event.StateProposed, "12:05:00", "agent-12"),
		said("undo", "reverted", "copies", event.DoSuspend, event.ModeNeedsApproval, event.StateApproved, "12:20:00", "agent-12"),
		said("undo", "reverted", "copies", event.DoSuspend, event.ModeNeedsApproval, event.StateApplied, "12:20:30", "agent-12"),
		said("undo", "reverted", "copies", event.DoSuspend, event.ModeNeedsApproval, event.StateReverted, "12:40:00", "agent-12"),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func seedProgress(ctx context.Context, w *warehouse.Warehouse) error {
	for _, p := range []warehouse.Progress{
		{Stage: "actions", Partition: 0, NextOffset: 10, Rows: 9, Watermark: at("12:01:00"), BrokerTime: at("12:01:00")},
		{Stage: "actions", Partition: 0, NextOffset: 15, Rows: 14, Late: 1, DeadLetters: 2, Duplicates: 3, Watermark: at("12:10:00"), BrokerTime: at("12:10:01")},
		{Stage: "actions", Partition: 1, NextOffset: 0, BrokerTime: at("12:10:02")}, // its watermark is not known yet
		{Stage: "actions", Partition: 2, NextOffset: 5, Rows: 4, Watermark: at("12:09:00"), BrokerTime: at("12:10:03")},
	} {
		if err := w.StoreProgress(ctx, p); err != nil {
			return err
		}
	}
	return w.StoreDetectorTicks(ctx, map[string]time.Time{"copypasta": at("12:08:30")})
}
