package content

import (
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
)

// The worm of the proving ground: who carries it is named, nobody else is, and the first of whom the
// forum says that it had read the text is named without waiting for more.
func TestTheWormOfTheProvingGround(t *testing.T) {
	s, err := sim.Load("injection-worm")
	if err != nil {
		t.Fatal(err)
	}
	s.Length = 100 * time.Minute
	var actions []event.Action
	truth, err := sim.Generate(t.Context(), s, 3, func(a event.Action) error {
		a.V = event.Version
		actions = append(actions, a)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	hosts := map[string]bool{}
	for _, c := range truth.Cases {
		for _, id := range c.Agents {
			hosts[id] = c.ID == "worm-hosts"
		}
	}
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	flags := detectortest.Flags(t, w, func() detectors.Detector { return New() }, detectortest.Over(actions))
	carried, readers := map[string]bool{}, 0.0
	for _, f := range flags {
		for _, a := range f.Agents {
			if f.Kind == KindWorm {
				carried[a] = true
			}
			if f.Kind == KindWorm && !hosts[a] {
				t.Errorf("%s is said to carry the worm", a)
			}
		}
		readers = max(readers, f.Evidence.Features["readers"])
	}
	for id, is := range hosts {
		if is && !carried[id] {
			t.Errorf("%s carries the worm and nobody says so", id)
		}
	}
	if len(carried) < 5 || readers < 2 {
		t.Errorf("%d carriers, of whom %g had read it: too few to prove anything", len(carried), readers)
	}
	first := flags[slices.IndexFunc(flags, func(f event.Flag) bool { return f.Kind == KindWorm })]
	if len(first.Agents) >= carriers-1 && first.Evidence.Features["readers"] == 0 {
		t.Errorf("nobody was named before %d carried it: %v", len(first.Agents), first.Evidence.Features)
	}
}
