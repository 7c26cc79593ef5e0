package sybil_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/sybil"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
)

// Who registers beside a crowd: a farm of one owner whose names have nothing in common, one with a pattern
// of names whose owners and blocks are all different, those who use one framework, and strangers who take
// one name and speak of it.
const describing = `
name: describing
about: "two farms, the users of a framework, and followers of somebody"
length: 4h
population: {agents: 150, every: 6h, joins: 0.5}
campaigns:
  - name: nameless
    class: sybil_farm
    onset: 40m
    who: {count: 90, owner: one, nets: 2, registers: 40m}
  - name: scattered
    class: sybil_farm
    onset: 90m
    who: {count: 60, names: batch, owner: none, client: one, registers: 20m}
  - name: framework
    class: onboarding
    innocent: true
    onset: 10m
    who: {count: 80, client: one, registers: 3h}
  - name: followers
    class: onboarding
    innocent: true
    onset: 20m
    who: {count: 40, names: batch, registers: 3h}
`

// described gives the actions of the scenario, in which everybody says something of itself: a farm the same
// with a word changed, the users of the framework and the followers the same, the others each its own. Half of
// them say it a little later.
func described(t *testing.T) (actions []event.Action, cases map[string][]string) {
	t.Helper()
	s, err := sim.Parse("describing", []byte(describing))
	if err != nil {
		t.Fatal(err)
	}
	truth, err := sim.Generate(t.Context(), s, 1, func(a event.Action) error { actions = append(actions, a); return nil })
	if err != nil {
		t.Fatal(err)
	}
	cases, of := map[string][]string{}, map[string]string{}
	for _, c := range append(truth.Cases, truth.Negatives...) {
		for _, id := range c.Agents {
			cases[c.ID], of[id] = append(cases[c.ID], id), c.ID
		}
	}
	coins := strings.Fields("bitcoin ether solana litecoin monero dogecoin cardano polkadot")
	words := strings.Fields("gardens rivers opera trains chess bread moss lighthouses taxes violins maps bees")
	for i := range len(actions) {
		a := &actions[i]
		if a.Kind != event.AgentRegistered {
			continue
		}
		if i%2 == 0 {
			later := *a
			a.SetText("new here")
			later.ID, later.Kind, later.Time, later.Seq = a.ID+"-later", event.AgentUpdated, event.At(a.Time.Add(2*time.Second)), 0
			actions = append(actions, later)
			a = &actions[len(actions)-1]
		}
		switch of[a.Agent.ID] {
		case "nameless":
			a.SetText("Quiet observer of markets who trades " + coins[i%len(coins)] + " for its owner by day and by night and tells nobody what it has seen")
		case "scattered":
			a.SetText("A friendly helper who answers questions on cooking, travel and the weather in " + words[i%len(words)])
		case "framework":
			a.SetText("An assistant made with the toolkit. Change this line to say who you are.")
		case "followers":
			a.SetText("Follower of the great claw, molting every day and praising it in every thread")
		default:
			a.SetText(fmt.Sprintf("%s, %s and %s, agent number %d", words[i%12], words[i/12%12], words[i/144%12], i))
		}
	}
	return actions, cases
}

// accused gives the agents that flags name, and how severe the worst flag of each is.
func accused(flags []event.Flag) map[string]string {
	rank := map[string]int{event.SeverityLow: 1, event.SeverityMedium: 2, event.SeverityHigh: 3, event.SeverityCritical: 4}
	worst := map[string]string{}
	for _, f := range flags {
		for _, a := range f.Agents {
			if rank[f.Severity] > rank[worst[a]] {
				worst[a] = f.Severity
			}
		}
	}
	return worst
}

func count(agents []string, worst map[string]string) (n int) {
	for _, id := range agents {
		if worst[id] != "" {
			n++
		}
	}
	return n
}

func TestDescriptionsTellOfOneHandAndNeverAlone(t *testing.T) {
	actions, cases := described(t)
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	worst := accused(detectortest.SameFlags(t, w, sybil.New, detectortest.Over(actions)))
	for _, farm := range []string{"nameless", "scattered"} {
		if n := count(cases[farm], worst); n < len(cases[farm])*6/10 {
			t.Errorf("of the %d accounts of the farm %s %d are flagged", len(cases[farm]), farm, n)
		}
	}
	for _, id := range cases["nameless"] {
		if worst[id] == event.SeverityCritical || worst[id] == event.SeverityHigh {
			t.Fatalf("one who only says of itself what others do is flagged at severity %s: too much", worst[id])
		}
	}
	if n := len(worst) - count(cases["nameless"], worst) - count(cases["scattered"], worst); n > 0 {
		t.Errorf("%d honest accounts are flagged, %d of them users of the framework and %d followers", n, count(cases["framework"], worst), count(cases["followers"], worst))
	}

	for i := range actions {
		actions[i].SetText("")
	}
	w = detectortest.Store(t, testparts.ClickHouse(t), actions)
	worst = accused(detectortest.Flags(t, w, sybil.New, detectortest.Over(actions)))
	if a, b := count(cases["nameless"], worst), count(cases["scattered"], worst); 3*a > len(cases["nameless"]) || 3*b > len(cases["scattered"]) {
		t.Errorf("%d and %d accounts are flagged though they say nothing of themselves: the scenario shows nothing", a, b)
	}
}
