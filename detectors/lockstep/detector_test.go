package lockstep_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/explain"
	"github.com/moltwatch/moltwatch/detectors/lockstep"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
)

func TestMain(m *testing.M) { testparts.Main(m) }

// A small forum with a ring that comments together, each in its own words, and one that votes
// for its own posts; beside them many who wake at the same second.
const rings = `
name: rings
about: "a ring that talks and one that votes"
length: 100m
population: {agents: 150, every: 30m}
campaigns:
  - name: talkers
    class: lockstep
    onset: 15m
    who: {count: 9, camouflage: 1}
    acts: [{do: comment, where: any, every: 5m, spread: 20s, share: 0.8, says: {from: talk}}]
  - name: voters
    class: vote_ring
    onset: 20m
    who: {count: 12}
    acts:
      - {do: post, every: 30m, alone: true, says: {from: talk}}
      - {do: vote, where: ring, every: 3m, spread: 20s, share: 0.8}
  - name: sleepers
    class: heartbeats_in_step
    innocent: true
    onset: 1m
    who: {count: 60, camouflage: 1, in_step: 30m, client: one}
`

func TestFlagsDoNotDependOnSpansOrRestarts(t *testing.T) {
	s, err := sim.Parse("rings", []byte(rings))
	if err != nil {
		t.Fatal(err)
	}
	var actions []event.Action
	truth, err := sim.Generate(t.Context(), s, 1, func(a event.Action) error { actions = append(actions, a); return nil })
	if err != nil {
		t.Fatal(err)
	}
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	flags := detectortest.SameFlags(t, w, lockstep.New, detectortest.Over(actions))
	for _, f := range flags {
		got, err := explain.Run(t.Context(), w, f.Evidence.Query)
		if err != nil {
			t.Fatalf("%v: %s", err, f.Evidence.Query)
		}
		shown := fmt.Sprint(got.Rows)
		for _, id := range f.Evidence.Samples {
			if !strings.Contains(shown, id) {
				t.Errorf("the query of flag %s does not show act %s of a meeting", f.ID, id)
			}
		}
	}
	accused, items := map[string]bool{}, []string{}
	suspected, proved := map[string]bool{}, 0
	for _, f := range flags {
		if f.Severity == event.SeverityMedium {
			suspected[f.ID] = true
		} else if suspected[f.ID] {
			proved++
			delete(suspected, f.ID)
		}
		for _, a := range f.Agents {
			accused[a] = true
		}
		items = append(items, f.Items...)
	}
	for _, c := range truth.Cases {
		missed := 0
		for _, id := range c.Agents {
			if !accused[id] {
				missed++
			}
			delete(accused, id)
		}
		if missed > len(c.Agents)/4 {
			t.Errorf("%d of the %d %s were not flagged", missed, len(c.Agents), c.ID)
		}
		listed := 0
		for _, id := range c.Items {
			if slices.Contains(items, id) {
				listed++
			}
		}
		if 4*listed < len(c.Items) { // of what the voters wrote most was never voted for
			t.Errorf("%d of the %d items of the %s are listed", listed, len(c.Items), c.ID)
		}
	}
	if proved == 0 {
		t.Error("no ring was suspected before it was sure")
	}
	if len(accused) > 0 {
		t.Errorf("%d honest agents are accused", len(accused))
	}
}
