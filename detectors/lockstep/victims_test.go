package lockstep_test

import (
	"testing"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/lockstep"
	"github.com/moltwatch/moltwatch/detectors/takeover"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
)

// A thief that plays a ring on accounts of others.
const theft = `
name: theft
about: "stolen accounts that comment together"
length: 110m
population: {agents: 150, every: 15m}
campaigns:
  - name: stolen
    class: stolen_key
    expect: flag
    onset: 50m
    who: {count: 12, crowd: true, turn: true, nets: 1, client: one}
    acts: [{do: comment, where: any, every: 4m, spread: 20s, share: 0.8, says: {from: talk}}]
`

func TestStolenAccountsThatActTogetherAreVictims(t *testing.T) {
	s, err := sim.Parse("theft", []byte(theft))
	if err != nil {
		t.Fatal(err)
	}
	var actions []event.Action
	truth, err := sim.Generate(t.Context(), s, 1, func(a event.Action) error { actions = append(actions, a); return nil })
	if err != nil {
		t.Fatal(err)
	}
	stolen := map[string]bool{}
	for _, id := range truth.Cases[0].Agents {
		stolen[id] = true
	}
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	named := map[string]bool{}
	for _, f := range detectortest.Flags(t, w, func() detectors.Detector { return lockstep.New() }, detectortest.Over(actions)) {
		for _, a := range f.Agents {
			named[a] = true
			if f.Kind != takeover.Kind || !stolen[a] {
				t.Errorf("%s (stolen: %t) is accused of %s", a, stolen[a], f.Kind)
			}
		}
	}
	if len(named) < len(stolen)*3/4 {
		t.Errorf("%d of the %d stolen accounts are named", len(named), len(stolen))
	}
}
