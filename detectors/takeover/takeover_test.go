package takeover_test

import (
	"fmt"
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
	var actions []event.Action
	act := func(agent string, minute int, net, client string) takeover.Deed {
		a := event.Action{
			V: event.Version, ID: fmt.Sprintf("%s-%d", agent, minute), Forum: "f", Time: event.At(start.Add(time.Duration(minute) * time.Minute)),
			Kind: event.CommentCreated, Agent: event.Agent{ID: agent}, PostID: "p", Text: "x", Origin: event.Origin{Net: net, Client: client},
		}
		actions = append(actions, a)
		return takeover.Deed{Agent: agent, Item: a.ID, Seen: a.Time.Time}
	}
	live := func(agent string, deeds int) {
		for i := range deeds {
			act(agent, i, "home", "its own")
		}
	}
	cases := map[string]struct {
		deed takeover.Deed
		want bool
	}{}
	for _, agent := range []string{"stolen", "moved", "upgraded", "steady", "young", "anonymous"} {
		lived := 5
		if agent == "young" {
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
	add("another net and client", true, act("stolen", 60, "elsewhere", "another"))
	add("another net", false, act("moved", 60, "elsewhere", "its own"))
	add("another client", false, act("upgraded", 60, "home", "another"))
	add("as ever", false, act("steady", 60, "home", "its own"))
	add("hardly lived", false, act("young", 60, "elsewhere", "another"))
	add("no origin told", false, act("anonymous", 60, "", ""))
	// What comes later changes nothing.
	act("steady", 90, "elsewhere", "another")
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
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
	var actions []event.Action
	var deeds []takeover.Deed
	ring := episode.Finding{Kind: "coordination"}
	act := func(agent string, minute int, kind event.Kind, net, client string) {
		a := event.Action{
			V: event.Version, ID: fmt.Sprintf("%s-%d", agent, minute), Forum: "f", Time: event.At(start.Add(time.Duration(minute) * time.Minute)),
			Kind: kind, Agent: event.Agent{ID: agent}, Origin: event.Origin{Net: net, Client: client},
		}
		if kind == event.CommentCreated {
			a.PostID, a.Text = "p", "x"
		}
		actions = append(actions, a)
		if minute >= 60 {
			deeds = append(deeds, takeover.Deed{Agent: agent, Item: a.ID, Seen: a.Time.Time})
		}
	}
	member := func(agent string, lived int, registers bool, net, client string) {
		for i := range lived {
			act(agent, i, event.CommentCreated, "home", "its own")
		}
		if registers {
			act(agent, 50, event.AgentRegistered, net, client)
		}
		act(agent, 60, event.CommentCreated, net, client)
		ring.Agents, ring.Items = append(ring.Agents, agent), append(ring.Items, agent+"-60")
	}
	for _, agent := range []string{"stolen-1", "stolen-2", "stolen-3"} {
		member(agent, 4, false, "thief", "thief's")
	}
	member("hardly-lived", 1, false, "thief", "thief's")
	member("silent", 0, false, "thief", "thief's")
	member("silent-too", 0, false, "thief", "thief's")
	member("made-for-it", 0, true, "thief", "thief's")
	member("another-hand", 0, false, "elsewhere", "another")
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	var m takeover.Memory
	own, taken, err := m.Split(t.Context(), w, ring, deeds)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"stolen-1", "stolen-2", "stolen-3", "hardly-lived", "silent", "silent-too"}; !slices.Equal(taken.Agents, want) {
		t.Errorf("taken over were %v, want %v", taken.Agents, want)
	}
	if want := []string{"made-for-it", "another-hand"}; !slices.Equal(own.Agents, want) {
		t.Errorf("on its own was %v, want %v", own.Agents, want)
	}
	// Where the place is known for one victim among many, who was never seen is no victim.
	few := []takeover.Deed{deeds[0], deeds[4], deeds[5]}
	ring.Agents = []string{"stolen-1", "silent", "silent-too"}
	if _, taken, err = m.Split(t.Context(), w, ring, few); err != nil || !slices.Equal(taken.Agents, []string{"stolen-1"}) {
		t.Errorf("taken over were %v (%v)", taken.Agents, err)
	}
}
