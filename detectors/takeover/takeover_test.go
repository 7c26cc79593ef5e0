package takeover_test

import (
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/takeover"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestMain(m *testing.M) { testparts.Main(m) }

var start = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

func TestWhoActsFromElsewhereWasTakenOver(t *testing.T) {
	var s scene
	live := func(agent string, deeds int) {
		for i := range deeds {
			s.says(agent, "home", "its own", i)
		}
	}
	cases := map[string]struct {
		deed takeover.Deed
		want bool
	}{}
	for _, agent := range []string{"stolen", "moved", "upgraded", "steady", "young", "moderated", "anonymous"} {
		lived := 5
		if agent == "young" || agent == "moderated" {
			lived = 1
		}
		live(agent, lived)
	}
	add := func(name string, want bool, deed takeover.Deed) {
		cases[name] = struct {
			deed takeover.Deed
			want bool
		}{deed, want}
	}
	for i, kind := range []event.Kind{event.ContentHeld, event.ContentRestored, event.ContentRemoved, event.SanctionApplied, event.SanctionLifted} {
		s.does(kind, "moderated", "", "", 10+i)
	}
	add("another net and client", true, s.says("stolen", "elsewhere", "another", 60))
	add("another net", false, s.says("moved", "elsewhere", "its own", 60))
	add("another client", false, s.says("upgraded", "home", "another", 60))
	add("as ever", false, s.says("steady", "home", "its own", 60))
	add("hardly lived", false, s.says("young", "elsewhere", "another", 60))
	add("what was done to it is no life", false, s.says("moderated", "elsewhere", "another", 60))
	add("no origin told", false, s.says("anonymous", "", "", 60))
	// What comes later changes nothing.
	s.says("steady", "elsewhere", "another", 90)
	w := detectortest.Store(t, testparts.ClickHouse(t), s.actions)
	var m takeover.Memory
	for name, c := range cases {
		for range 2 { // the second time from memory
			got, err := m.Taken(t.Context(), w, c.deed)
			if err != nil || got != c.want {
				t.Errorf("%s: %t (%v), want %t", name, got, err, c.want)
			}
		}
	}
}

// A thief that has eight keys takes some from accounts that hardly ever spoke.
func TestWhoActsFromTheThiefsPlaceWasTakenOverToo(t *testing.T) {
	var s scene
	var deeds []takeover.Deed
	ring := episode.Finding{Kind: "coordination"}
	member := func(agent string, lived int, registers bool, net, client string) {
		for i := range lived {
			s.says(agent, "home", "its own", i)
		}
		if registers {
			s.does(event.AgentRegistered, agent, net, client, 50)
		}
		deed := s.says(agent, net, client, 60)
		deeds = append(deeds, deed)
		ring.Agents, ring.Items = append(ring.Agents, agent), append(ring.Items, deed.Item)
	}
	for _, agent := range []string{"stolen-1", "stolen-2", "stolen-3"} {
		member(agent, 4, false, "thief", "thief's")
	}
	member("hardly-lived", 1, false, "thief", "thief's")
	member("silent", 0, false, "thief", "thief's")
	member("silent-too", 0, false, "thief", "thief's")
	member("made-for-it", 0, true, "thief", "thief's")
	member("another-hand", 0, false, "elsewhere", "another")
	w := detectortest.Store(t, testparts.ClickHouse(t), s.actions)
	var m takeover.Memory
	d, err := m.Divide(t.Context(), w, ring.Agents, deeds)
	if err != nil {
		t.Fatal(err)
	}
	own, taken := d.Of(ring)
	if want := []string{"stolen-1", "stolen-2", "stolen-3", "hardly-lived", "silent", "silent-too"}; !slices.Equal(taken.Agents, want) {
		t.Errorf("taken over were %v, want %v", taken.Agents, want)
	}
	if want := []string{"made-for-it", "another-hand"}; !slices.Equal(own.Agents, want) {
		t.Errorf("on its own was %v, want %v", own.Agents, want)
	}
	// Where the place is known for one victim among many, who was never seen is no victim.
	few := []takeover.Deed{deeds[0], deeds[4], deeds[5]}
	ring.Agents = []string{"stolen-1", "silent", "silent-too"}
	d, err = m.Divide(t.Context(), w, ring.Agents, few)
	if _, taken = d.Of(ring); err != nil || !slices.Equal(taken.Agents, []string{"stolen-1"}) {
		t.Errorf("taken over were %v (%v)", taken.Agents, err)
	}
}

// What was before an agent's own day, or comes after its own deed, counts neither if others are asked about with it.
func TestWhoIsAskedAboutTogetherIsAnsweredAsAlone(t *testing.T) {
	var s scene
	s.says("forgotten", "home", "its own", 0, 1) // more than a day before its deed
	s.says("early", "home", "its own", 30)
	s.says("stolen", "home", "its own", 31, 32)
	early := s.says("early", "elsewhere", "another", 60)
	stolen := s.says("stolen", "elsewhere", "another", 61)
	s.says("early", "home", "its own", 70)
	forgotten := s.says("forgotten", "abroad", "a third", 24*60+10)
	w := detectortest.Store(t, testparts.ClickHouse(t), s.actions)
	var together takeover.Memory
	if _, err := together.Victims(t.Context(), w, []takeover.Deed{early, stolen, forgotten}); err != nil {
		t.Fatal(err)
	}
	for _, d := range []takeover.Deed{early, stolen, forgotten} {
		var alone takeover.Memory
		want, err := alone.Taken(t.Context(), w, d)
		if err != nil {
			t.Fatal(err)
		}
		got, err := together.Taken(t.Context(), w, d)
		if err != nil || got != want || got != (d.Agent == "stolen") {
			t.Errorf("%s was taken over: %t among others (%v), %t alone", d.Agent, got, err, want)
		}
	}
}
