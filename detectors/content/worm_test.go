package content

import (
	"fmt"
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

// What a carrier is known to have read goes by the places that the window still holds, as after a restart.
func TestWhatWasReadIsForgottenWithTheWindow(t *testing.T) {
	at := func(minute int) time.Time { return start.Add(time.Duration(minute) * time.Minute) }
	served := event.Action{V: event.Version, ID: "served", Forum: "f", Time: event.At(at(5)), Kind: event.FeedServed, Agent: event.Agent{ID: "second"}, Items: []string{"thread-0"}}
	w := detectortest.Store(t, testparts.ClickHouse(t), []event.Action{served})
	moved, begun := newForum(), newForum()
	for n, agent := range []string{"origin", "first", "second"} {
		r := row{seen: at(10 * n), id: "worm of " + agent, agent: agent, repeats: 1, text: 7, thread: fmt.Sprint("thread-", n)}
		moved.Take(r)
		if n > 0 {
			begun.Take(r)
		}
	}
	for minute := 30; minute < 33; minute++ { // who had read it is counted once, however often it is asked for
		seen, err := moved.Tick(t.Context(), w, at(minute))
		if err != nil || len(seen.Findings) != 1 || seen.Findings[0].Features["readers"] != 1 {
			t.Fatalf("within the window it finds %+v (%v), want one worm of which one carrier had read it", seen.Findings, err)
		}
	}
	moved.StartAt(at(5))
	for what, f := range map[string]*forum{"moved": moved, "begun": begun} {
		if seen, err := f.Tick(t.Context(), w, at(30)); err != nil || len(seen.Findings) != 0 {
			t.Errorf("the window that %s finds %+v (%v), want nothing: nobody is known to have read what it holds", what, seen.Findings, err)
		}
	}
}
