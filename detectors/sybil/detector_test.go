package sybil_test

import (
	"testing"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/sybil"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
)

func TestMain(m *testing.M) { testparts.Main(m) }

// A farm registers while newcomers of all sorts do, and while a hundred of different owners
// arrive from one data centre.
const arriving = `
name: arriving
about: "a farm, newcomers, and tenants of one data centre"
length: 26h
population: {agents: 150, every: 6h, joins: 0.5}
campaigns:
  - name: farm
    class: sybil_farm
    onset: 40m
    who: {count: 60, names: batch, owner: one, nets: 3, client: one, registers: 40m}
    acts: [{do: post, every: 2h, alone: true, says: {from: template}}]
  - name: newcomers
    class: onboarding
    innocent: true
    onset: 10m
    who: {count: 100, registers: 90m, camouflage: 1}
    acts: [{do: post, every: 3m, alone: true, times: 1, says: {from: hello}}]
  - name: tenants
    class: shared_address
    innocent: true
    onset: 1m
    who: {count: 100, nets: 1, owner: each, client: one, registers: 20m, camouflage: 1}
`

func TestFlagsDoNotDependOnSpansOrRestarts(t *testing.T) {
	s, err := sim.Parse("arriving", []byte(arriving))
	if err != nil {
		t.Fatal(err)
	}
	var actions []event.Action
	truth, err := sim.Generate(t.Context(), s, 1, func(a event.Action) error { actions = append(actions, a); return nil })
	if err != nil {
		t.Fatal(err)
	}
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	flags := detectortest.SameFlags(t, w, sybil.New, detectortest.Over(actions))
	accused := map[string]bool{}
	for _, f := range flags {
		for _, a := range f.Agents {
			accused[a] = true
		}
	}
	farm, missed := truth.Cases[0], 0
	for _, id := range farm.Agents {
		if !accused[id] {
			missed++
		}
		delete(accused, id)
	}
	if missed > 0 {
		t.Errorf("%d of the farm's %d accounts were not flagged", missed, len(farm.Agents))
	}
	if len(accused) > 0 {
		t.Errorf("%d honest accounts are accused", len(accused))
	}
	if last := flags[len(flags)-1]; last.Severity != event.SeverityCritical || last.Confidence < 0.95 {
		t.Errorf("a farm of %d is of severity %s at %.3f", last.AgentsTotal, last.Severity, last.Confidence)
	}
	if first := flags[0]; first.Severity != event.SeverityLow || first.AgentsTotal > 20 {
		t.Errorf("the first flag lists %d accounts at severity %s: a few are to be said early, and softly", first.AgentsTotal, first.Severity)
	}
}
