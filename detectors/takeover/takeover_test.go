package takeover_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
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
