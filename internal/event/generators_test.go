package event_test

import (
	"time"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/internal/event"
)

var (
	anyID   = rapid.StringMatching(`[a-z0-9-]{1,40}`)
	anyIDs  = rapid.SliceOfN(anyID, 0, 5)
	anyText = rapid.String()
	anyTime = rapid.Custom(func(t *rapid.T) event.Time {
		return event.At(time.UnixMicro(rapid.Int64Range(946_684_800_000_000, 4_102_444_800_000_000).Draw(t, "micros")))
	})
	anyConfidence = rapid.Float64Range(0, 1)
)

var anyAction = rapid.Custom(func(t *rapid.T) event.Action {
	a := event.Action{
		V: event.Version, ID: anyID.Draw(t, "id"), Forum: anyID.Draw(t, "forum"), Time: anyTime.Draw(t, "time"),
		Kind:  rapid.SampledFrom([]event.Kind{event.PostCreated, event.VoteCast, event.Heartbeat, "something.new"}).Draw(t, "kind"),
		Agent: event.Agent{ID: anyID.Draw(t, "agent"), Name: anyID.Draw(t, "name")}, Title: anyText.Draw(t, "title"),
		Origin: event.Origin{Addr: anyID.Draw(t, "addr")}, Target: event.Target{Kind: "post", ID: anyID.Draw(t, "target")},
		Items: anyIDs.Draw(t, "items"), Value: rapid.Int64Range(-1, 1).Draw(t, "value"),
	}
	a.SetText(anyText.Draw(t, "text"))
	if rapid.Bool().Draw(t, "reasoned") {
		a.Rationale, a.Confidence = anyText.Draw(t, "rationale"), anyConfidence.Draw(t, "confidence")
	}
	a.Unseen = rapid.Bool().Draw(t, "unseen")
	if rapid.Bool().Draw(t, "features") {
		a.Features = event.Features{Injection: anyConfidence.Draw(t, "injection"), Repeats: anyConfidence.Draw(t, "repeats"), Runes: rapid.Uint32().Draw(t, "runes"), Model: rapid.SampledFrom([]string{"", "static-2", "all-minilm:latest"}).Draw(t, "model")}
		a.Features.SetVector((*[event.Dims]int8)(rapid.SliceOfN(rapid.Int8(), event.Dims, event.Dims).Draw(t, "vector")))
		a.Features.SetBands(rapid.SliceOfN(rapid.Uint64(), 0, event.MaxBands).Draw(t, "bands"))
	}
	if rapid.Bool().Draw(t, "numbered") {
		a.Producer, a.Seq = anyID.Draw(t, "producer"), rapid.Uint64Range(1, 1<<53).Draw(t, "seq")
	}
	return a
})

var anyFlag = rapid.Custom(func(t *rapid.T) event.Flag {
	at := anyTime.Draw(t, "time")
	agents, items := anyIDs.Draw(t, "agents"), anyIDs.Draw(t, "items")
	return event.Flag{
		V: event.Version, ID: anyID.Draw(t, "id"), Revision: rapid.IntRange(1, 9).Draw(t, "revision"), Part: 1, Parts: 2,
		Detector: anyID.Draw(t, "detector"), Version: "1", Kind: "coordination",
		Severity:   rapid.SampledFrom([]string{"low", "medium", "high", "critical"}).Draw(t, "severity"),
		Confidence: anyConfidence.Draw(t, "confidence"), Time: at, Window: event.Window{Start: at, End: at},
		Agents: agents, AgentsTotal: len(agents), Items: items, ItemsTotal: len(items) + 3,
		Evidence: event.Evidence{Summary: anyText.Draw(t, "summary"), Features: map[string]float64{"n": anyConfidence.Draw(t, "n")}},
	}
})

var anyDecision = rapid.Custom(func(t *rapid.T) event.Decision {
	d := event.Decision{
		V: event.Version, ID: anyID.Draw(t, "id"), Time: anyTime.Draw(t, "time"), State: event.StateApplied,
		Flags: anyIDs.Draw(t, "flags"), Action: event.DoBan, Policy: event.PolicyRef{Version: "v", Rule: "r"}, Judge: "rules",
		Subject:    event.Subject{Kind: "cluster", ID: anyID.Draw(t, "subject"), Agents: anyIDs.Draw(t, "agents"), Items: []string{}},
		Confidence: anyConfidence.Draw(t, "confidence"), Mode: event.ModeEnforce, By: "clawd", Reason: anyText.Draw(t, "reason"),
		Trace: []event.Step{{Step: "evidence", Text: anyText.Draw(t, "text")}},
	}
	if rapid.Bool().Draw(t, "bounded") {
		until := anyTime.Draw(t, "until")
		d.Until = &until
	}
	return d
})
