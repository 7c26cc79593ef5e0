package score_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
	"github.com/moltwatch/moltwatch/sim/score"
)

var begin = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func after(minutes int) time.Time { return begin.Add(time.Duration(minutes) * time.Minute) }

// stage is a forum of a hundred agents. Agents 0 to 9 are a ring that writes an item a minute
// each, for ten minutes from minute 10 on; 10 to 19 are a school that looks like one.
func stage() (*score.World, score.Labels) {
	w := score.NewWorld()
	onset := event.At(after(10))
	ring := sim.Case{ID: "ring", Class: "sybil_ring", Expect: sim.ExpectSanction, Agents: map[string]string{}, Onset: &onset, First: &onset}
	school := sim.Case{ID: "school", Class: "school", Agents: map[string]string{}}
	for i := range 100 {
		id := agent(i)
		w.Agent(id)
		switch {
		case i < 10:
			ring.Agents[id] = id
			for minute := 10; minute < 20; minute++ {
				item := fmt.Sprintf("item-%d-%d", i, minute)
				ring.Items = append(ring.Items, item)
				w.Item(item, id, after(minute))
			}
		case i < 20:
			school.Agents[id] = id
		}
	}
	return w, score.Labels{Complete: true, Cases: []sim.Case{ring}, Negatives: []sim.Case{school}}
}

func agent(i int) string { return fmt.Sprintf("agent-%d", i) }

// accuse flags agents at a minute, with a window from minute 10 on, and bans them a minute later.
func accuse(minute int, confidence float64, who ...int) ([]event.Flag, []event.Decision) {
	f := event.Flag{ID: "f", Revision: 1, Detector: "test", Confidence: confidence, Time: event.At(after(minute)), Window: event.Window{Start: event.At(after(10)), End: event.At(after(60))}}
	d := event.Decision{ID: "d", State: event.StateApplied, Action: event.DoBan, Time: event.At(after(minute + 1))}
	for _, i := range who {
		f.Agents = append(f.Agents, agent(i))
	}
	d.Subject.Agents = f.Agents
	return []event.Flag{f}, []event.Decision{d}
}

func everybody(n int) (who []int) {
	for i := range n {
		who = append(who, i)
	}
	return who
}

func judge(t *testing.T, flags []event.Flag, decisions []event.Decision) map[string]score.Figure {
	t.Helper()
	w, l := stage()
	r := score.Summarise("scenario", "stage", []score.Verdict{score.Judge("stage", l, w, flags, decisions)})
	figures := map[string]score.Figure{}
	for _, f := range r.Figures {
		figures[f.Name] = f
	}
	return figures
}

func want(t *testing.T, figures map[string]score.Figure, expected map[string]float64) {
	t.Helper()
	for name, value := range expected {
		f, ok := figures[name]
		switch {
		case !ok:
			t.Errorf("there is no figure %q", name)
		case value < 0 && f.Value != nil:
			t.Errorf("%s is %g, want it not determined", name, *f.Value)
		case value >= 0 && (f.Value == nil || *f.Value-value > 1e-9 || value-*f.Value > 1e-9):
			t.Errorf("%s is %s, want %g", name, f.Text(), value)
		}
	}
}

const notDetermined = -1

const (
	precision  = "agents flagged, precision"
	recall     = "agents flagged, recall"
	banned     = "innocent agents sanctioned"
	accused    = "innocent agents flagged"
	attributed = "a campaign's items attributed, median"
	beforeFlag = "a campaign's items landed before its flag, median (never flagged: all)"
	toFlag     = "seconds from onset to flag, median of those flagged"
	f1         = "agents flagged, F1"
	auc        = "agents, AUC by the highest confidence of a flag"
)

func TestThePerfectOne(t *testing.T) {
	flags, decisions := accuse(10, 1, everybody(10)...)
	want(t, judge(t, flags, decisions), map[string]float64{
		precision: 1, recall: 1, f1: 1, auc: 1, banned: 0, accused: 0, attributed: 1, beforeFlag: 0.1, toFlag: 0,
		"campaigns flagged": 1, "agents sanctioned, recall": 1, "expected calibration error of flags": 0,
	})
}

func TestTheEmptyOne(t *testing.T) {
	want(t, judge(t, nil, nil), map[string]float64{
		precision: notDetermined, recall: 0, f1: 0, auc: 0.5, banned: 0, attributed: 0, beforeFlag: 1, toFlag: notDetermined,
		"campaigns flagged": 0, "expected calibration error of flags": notDetermined,
	})
}

// Who accuses everybody finds every campaign at once, and must still come out badly.
func TestTheOneThatAccusesEverybody(t *testing.T) {
	flags, decisions := accuse(10, 1, everybody(100)...)
	want(t, judge(t, flags, decisions), map[string]float64{
		precision: 0.1, recall: 1, auc: 0.5, f1: 2 * 10.0 / (20 + 90), banned: 90, accused: 90, "expected calibration error of flags": 1,
		"agents sanctioned, precision": 0.1,
	})
}

func TestTheLateOne(t *testing.T) {
	flags, decisions := accuse(40, 1, everybody(10)...)
	want(t, judge(t, flags, decisions), map[string]float64{recall: 1, attributed: 1, beforeFlag: 1, toFlag: 30 * 60})
}

// Accusing the look-alike in place of the ring is worse than silence.
func TestTheOneThatAccusesTheLookAlike(t *testing.T) {
	flags, decisions := accuse(10, 0.8, 10, 11, 12)
	w, l := stage()
	r := score.Summarise("scenario", "stage", []score.Verdict{score.Judge("stage", l, w, flags, decisions)})
	for _, a := range r.LookAlikes {
		if a.Class == "school" && (a.Agents != 10 || a.Flagged != 3 || a.Sanctioned != 3) {
			t.Errorf("of the school it says %+v", a)
		}
	}
	figures := judge(t, flags, decisions)
	want(t, figures, map[string]float64{precision: 0, recall: 0, banned: 3, "campaigns flagged": 0, "expected calibration error of flags": 0.8})
}

// An item is attributed by its author only if the flag's window covers its time.
func TestAWindowAttributesWhatItCovers(t *testing.T) {
	flags, _ := accuse(30, 1, everybody(10)...)
	flags[0].Window.End = event.At(after(14))
	want(t, judge(t, flags, nil), map[string]float64{attributed: 0.5})
	flags[0].Agents, flags[0].Items = nil, []string{"item-0-19"}
	want(t, judge(t, flags, nil), map[string]float64{attributed: 0.01, recall: 0, "campaigns flagged": 1})
}

func TestShadowAndProposedDecisionsSanctionNobody(t *testing.T) {
	flags, decisions := accuse(10, 1, everybody(10)...)
	decisions[0].State = event.StateProposed
	want(t, judge(t, flags, decisions), map[string]float64{"agents sanctioned, recall": 0})
}
