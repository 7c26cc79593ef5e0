package episode_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/event"
)

var began = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

func named(prefix string, n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("%s%04d", prefix, i))
	}
	return names
}

func finding(agents, items int) episode.Finding {
	return episode.Finding{
		Kind: "k", Anchor: "x", Onset: began, Severity: event.SeverityLow, Confidence: 0.5,
		Agents: named("a", agents), Items: named("i", items), Summary: "s",
	}
}

func TestGrowthIsSaidInSteps(t *testing.T) {
	b := episode.NewBook(episode.Rules{Detector: "d", Version: "1"})
	at := began.Add(time.Minute)
	say := func(agents, items int) (flags []event.Flag, due time.Time) {
		t.Helper()
		flags, due = b.Say(finding(agents, items), at)
		at = at.Add(10 * time.Second)
		return flags, due
	}
	if flags, _ := say(3, 100); len(flags) != 1 || flags[0].Revision != 1 || len(flags[0].Items) != 100 {
		t.Fatalf("an opening gave %+v", flags)
	}
	if flags, due := say(3, 105); flags != nil || !due.Equal(began.Add(6*time.Minute)) {
		t.Errorf("five items on top of a hundred gave %d flags, due %s", len(flags), due)
	}
	if flags, _ := say(4, 105); len(flags) != 1 || flags[0].Revision != 2 || len(flags[0].Agents) != 1 || len(flags[0].Items) != 5 || flags[0].ItemsTotal != 105 {
		t.Errorf("a new agent gave %+v", flags)
	}
	if flags, _ := say(4, 116); len(flags) != 1 || len(flags[0].Items) != 11 {
		t.Errorf("a tenth more gave %+v", flags)
	}
	if flags, due := say(4, 116); flags != nil || !due.IsZero() {
		t.Errorf("nothing new gave %d flags, due %s", len(flags), due)
	}
	if flags, _ := say(4, 2300); len(flags) != 3 || flags[2].Part != 3 || flags[2].Parts != 3 || len(flags[1].Agents) != 0 {
		t.Errorf("many items came in %d parts", len(flags))
	}
}

func TestEpisodesAreKeptApartByKindAndMembers(t *testing.T) {
	b := episode.NewBook(episode.Rules{Detector: "d", Version: "1"})
	first, _ := b.Say(finding(3, 3), began)
	other := finding(3, 3)
	other.Kind, other.Anchor = "l", "y"
	if flags, _ := b.Say(other, began); flags[0].ID == first[0].ID || flags[0].Revision != 1 {
		t.Errorf("another kind joined the episode: %+v", flags)
	}
	strangers := finding(3, 3)
	strangers.Agents, strangers.Anchor = named("b", 3), "z"
	if flags, _ := b.Say(strangers, began); flags[0].ID == first[0].ID {
		t.Errorf("strangers joined the episode: %+v", flags)
	}
	if b.Open() != 3 {
		t.Errorf("%d episodes are open, want 3", b.Open())
	}
	if b.Forget(began.Add(25 * time.Hour)); b.Open() != 0 {
		t.Errorf("%d episodes are open after a day of silence", b.Open())
	}
}

func TestAnAnchorsEpisodeGrowsRisesAndEnds(t *testing.T) {
	b := episode.NewBook(episode.Rules{Detector: "d", Version: "1", ByAnchor: true, Escalate: true})
	f := finding(1, 1)
	if flags, _ := b.Say(f, began); len(flags) != 1 {
		t.Fatal("an opening said nothing")
	}
	if flags, _ := b.Say(f, began.Add(time.Minute)); flags != nil {
		t.Errorf("the same again gave %+v", flags)
	}
	if f.Confidence = 0.96; len(first(b.Say(f, began.Add(2*time.Minute)))) != 1 {
		t.Error("being ten times surer is not said")
	}
	f.Severity = event.SeverityHigh
	if flags, _ := b.Say(f, began.Add(3*time.Minute)); len(flags) != 1 || flags[0].Severity != event.SeverityHigh || len(flags[0].Items) != 0 {
		t.Errorf("a higher severity gave %+v", flags)
	}
	f.Ended = true
	if flags, _ := b.Say(f, began.Add(4*time.Minute)); len(flags) != 1 || flags[0].Evidence.Features["ended"] != 1 {
		t.Errorf("the end gave %+v", flags)
	}
	f.Ended = false
	if flags, _ := b.Say(f, began.Add(5*time.Minute)); flags != nil {
		t.Errorf("what has ended is opened again: %+v", flags)
	}
	f.Onset = began.Add(5 * time.Minute)
	if flags, _ := b.Say(f, began.Add(6*time.Minute)); len(flags) != 1 || flags[0].Revision != 1 {
		t.Errorf("the next episode of the anchor gave %+v", flags)
	}
}

// What names nobody has nothing but its anchor to go by.
func TestAFindingThatNamesNobodyGrowsByItsAnchor(t *testing.T) {
	b := episode.NewBook(episode.Rules{Detector: "d", Version: "1"})
	f := finding(0, 1)
	said := first(b.Say(f, began.Add(time.Minute)))
	f.Items, f.Onset = append(f.Items, "more-1", "more-2"), began.Add(30*time.Second)
	if grown, _ := b.Say(f, began.Add(10*time.Minute)); len(said) != 1 || len(grown) != 1 || grown[0].ID != said[0].ID || grown[0].Revision != 2 || len(grown[0].Items) != 2 {
		t.Errorf("it was said as %+v, and when it grew as %+v", said, grown)
	}
	f.Anchor = "another"
	if other, _ := b.Say(f, began.Add(11*time.Minute)); len(other) != 1 || other[0].ID == said[0].ID {
		t.Errorf("what has another anchor gave %+v", other)
	}
}

// When a detector's window moves, what it sees last may be older than what it said last.
func TestWhatEndedBeforeAnEpisodeBeganIsNoPartOfIt(t *testing.T) {
	b := episode.NewBook(episode.Rules{Detector: "d", Version: "1", ByAnchor: true})
	f := finding(0, 0)
	f.Onset, f.End = began.Add(time.Hour), began.Add(time.Hour)
	said := first(b.Say(f, began.Add(61*time.Minute)))
	if len(said) != 1 {
		t.Fatalf("an opening gave %+v", said)
	}
	older := finding(0, 0)
	older.End, older.Ended = began.Add(10*time.Minute), true
	if flags, _ := b.Say(older, began.Add(62*time.Minute)); flags != nil {
		t.Errorf("what ended before gave %+v", flags)
	}
	f.End, f.Ended = began.Add(90*time.Minute), true
	if flags, _ := b.Say(f, began.Add(91*time.Minute)); len(flags) != 1 || flags[0].ID != said[0].ID || flags[0].Revision != 2 {
		t.Errorf("its own end gave %+v", flags)
	}
}

func first(flags []event.Flag, _ time.Time) []event.Flag { return flags }

// A detector that gives the same list again, or the same one grown, is said what one is that makes
// a list of its own at every tick.
func TestTheSameListIsNotLookedThroughAgainAndNothingIsMissed(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 1))
	said := 0
	for range 50 {
		kept, made := episode.NewBook(episode.Rules{Detector: "d", Version: "1"}), episode.NewBook(episode.Rules{Detector: "d", Version: "1"})
		lists := make([]episode.Finding, 4)
		at := began
		for tick := range 300 {
			at = at.Add(10 * time.Second)
			n := random.IntN(len(lists))
			f := &lists[n]
			switch random.IntN(12) {
			case 0: // another list, as long
				f.Items = slices.Clone(f.Items)
				if len(f.Items) > 0 {
					f.Items[random.IntN(len(f.Items))] = fmt.Sprintf("item-%d-%d", n, tick)
				}
			case 1, 2, 3, 4:
				f.Items = append(f.Items, fmt.Sprintf("item-%d-%d", n, tick))
			case 5:
				f.Agents = append(slices.Clone(f.Agents), fmt.Sprintf("agent-%d", random.IntN(12)))
			}
			if len(f.Items) == 0 || len(f.Agents) == 0 {
				continue
			}
			f.Kind, f.Anchor, f.Onset, f.Severity = "ring", f.Items[0], at.Add(-time.Minute), event.SeverityLow
			own := *f
			own.Agents, own.Items = slices.Clone(f.Agents), slices.Clone(f.Items)
			a, dueA := kept.Say(*f, at)
			b, dueB := made.Say(own, at)
			if !reflect.DeepEqual(a, b) || !dueA.Equal(dueB) {
				t.Fatalf("at tick %d: %+v (%s), and of a list of its own %+v (%s)", tick, a, dueA, b, dueB)
			}
			said += len(a)
		}
	}
	if said == 0 {
		t.Error("nothing was said")
	}
}
