package episode_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/event"
)

// of gives a finding of some agents, as a detector with suspicions gives it.
func of(severity string, agents ...string) episode.Finding {
	f := episode.Finding{
		Kind: "ring", Anchor: "x", Onset: began, Agents: agents, Items: []string{"i"}, Confidence: 0.5, Severity: severity,
		SeverityOf: func(int, int) string { return event.SeverityHigh },
	}
	if severity != "" {
		f.Anchor = "suspected x"
	}
	return f
}

const suspected = event.SeverityMedium

func bookWithSuspicions() *episode.Book {
	return episode.NewBook(episode.Rules{Detector: "d", Version: "1", Sure: event.SeverityHigh})
}

func TestASuspicionThatProvesRightIsTheSameFlag(t *testing.T) {
	b := bookWithSuspicions()
	opened := first(b.Say(of(suspected, "a", "b"), began))
	grown := first(b.Say(of(suspected, "a", "b", "c"), began.Add(time.Minute)))
	if len(opened) != 1 || opened[0].Severity != suspected || len(grown) != 1 || grown[0].ID != opened[0].ID {
		t.Fatalf("a suspicion was said as %+v and grew as %+v", opened, grown)
	}
	sure := first(b.Say(of("", "a", "b", "c"), began.Add(2*time.Minute)))
	if len(sure) != 1 || sure[0].ID != opened[0].ID || sure[0].Revision != 3 || sure[0].Severity != event.SeverityHigh {
		t.Fatalf("when it was sure it was said as %+v", sure)
	}
	again := first(b.Say(of("", "a", "b", "d"), began.Add(3*time.Minute)))
	if len(again) != 1 || again[0].ID != opened[0].ID || !slices.Equal(again[0].Agents, []string{"d"}) {
		t.Errorf("a new member was said as %+v", again)
	}
}

func TestWhoWasOnlySuspectedDoesNotFallWithTheOthers(t *testing.T) {
	b := bookWithSuspicions()
	opened := first(b.Say(of(suspected, "a", "b", "passer-by"), began))
	sure := first(b.Say(of("", "a", "b", "c"), began.Add(time.Minute)))
	if len(sure) != 1 || sure[0].ID == opened[0].ID || !slices.Equal(sure[0].Agents, []string{"a", "b", "c"}) {
		t.Fatalf("a ring without one of the suspected was said as %+v", sure)
	}
	more := first(b.Say(of("", "a", "b", "c", "d"), began.Add(2*time.Minute)))
	if len(more) != 1 || more[0].ID != sure[0].ID {
		t.Errorf("the ring grew as %+v", more)
	}
}

func TestARingGoesOnAsARingNotAsAnOlderSuspicion(t *testing.T) {
	b := bookWithSuspicions()
	b.Say(of(suspected, "a", "b"), began)
	ring := of("", "a", "c")
	ring.Onset = began.Add(time.Second)
	said := first(b.Say(ring, began.Add(time.Minute)))
	ring.Agents = []string{"a", "b", "c"}
	if grown := first(b.Say(ring, began.Add(2*time.Minute))); len(said) != 1 || len(grown) != 1 || grown[0].ID != said[0].ID {
		t.Errorf("it was said as %+v and grew as %+v", said, grown)
	}
}

func TestASuspicionOfWhoIsAlreadyInARingIsNotSaid(t *testing.T) {
	b := bookWithSuspicions()
	b.Say(of("", "a", "b"), began)
	if flags, due := b.Say(of(suspected, "b", "passer-by"), began.Add(time.Hour)); flags != nil || !due.IsZero() {
		t.Errorf("a suspicion of one of a ring was said as %+v, due %s", flags, due)
	}
}

// However findings come: who is in a flag that counts was in a finding that was sure.
func TestOnlyWhoWasInASureFindingIsInAFlagThatCounts(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 3))
	counted := 0
	for range 500 {
		b, at := bookWithSuspicions(), began
		sure, named, counts := map[string]bool{}, map[string]map[string]bool{}, map[string]bool{}
		for range 30 {
			severity := suspected
			if random.IntN(3) == 0 {
				severity = ""
			}
			var agents []string
			for n := range 8 {
				if random.IntN(3) == 0 {
					agents = append(agents, fmt.Sprintf("agent-%d", n))
				}
			}
			if len(agents) == 0 {
				continue
			}
			at = at.Add(time.Duration(1+random.IntN(600)) * time.Minute)
			f := of(severity, agents...)
			f.Anchor, f.Onset = f.Anchor+agents[0], at.Add(-time.Minute)
			if severity == "" {
				for _, agent := range agents {
					sure[agent] = true
				}
			}
			for _, flag := range first(b.Say(f, at)) {
				if named[flag.ID] == nil {
					named[flag.ID] = map[string]bool{}
				}
				for _, agent := range flag.Agents {
					named[flag.ID][agent] = true
				}
				if counts[flag.ID] && flag.Severity == suspected {
					t.Fatalf("what counted is a suspicion again: %+v", flag)
				}
				counts[flag.ID] = flag.Severity != suspected
			}
			for id, counting := range counts {
				for agent := range named[id] {
					if counting && !sure[agent] {
						t.Fatalf("%s was never in a sure finding, and is in a flag that counts", agent)
					}
				}
				if counting {
					counted++
				}
			}
			b.Forget(at)
		}
	}
	if counted < 500 {
		t.Errorf("only %d times a flag counted", counted)
	}
}
