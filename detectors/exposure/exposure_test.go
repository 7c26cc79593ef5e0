package exposure_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/exposure"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestMain(m *testing.M) { testparts.Main(m) }

var start = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

func minutes(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }

// The text stands in thread p1 from minute 10 on, and in p2 from minute 30 on.
func TestWhoHadTheTextBeforeItsEyes(t *testing.T) {
	var actions []event.Action
	act := func(agent string, minute int, a event.Action) {
		a.V, a.ID, a.Forum = event.Version, fmt.Sprintf("%s-%d", agent, minute), "f"
		a.Agent, a.Time = event.Agent{ID: agent}, event.At(minutes(minute))
		actions = append(actions, a)
	}
	feed := func(items ...string) event.Action { return event.Action{Kind: event.FeedServed, Items: items} }
	comment := func(post string) event.Action {
		return event.Action{Kind: event.CommentCreated, PostID: post, Target: event.Target{Kind: "post", ID: post}, Text: "x"}
	}
	vote := func(on string) event.Action {
		return event.Action{Kind: event.VoteCast, Value: 1, PostID: on, Target: event.Target{Kind: "post", ID: on}}
	}
	act("shown", 20, feed("p0", "p1"))
	act("shown", 25, feed("p1"))
	act("too-early", 5, feed("p1"))
	act("too-early", 20, feed("p2"))
	act("elsewhere", 20, feed("p0", "p3"))
	act("answered", 15, comment("p1"))
	act("voted", 40, vote("p2"))
	act("later", 70, feed("p1"))
	act("yesterday", -60*24+30, feed("p1"))
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	places := []exposure.Place{{Item: "p1", Since: minutes(10)}, {Item: "p2", Since: minutes(30)}}
	for agent, want := range map[string]exposure.Reading{
		"shown":     {Shown: 2, First: minutes(20)},
		"too-early": {}, "elsewhere": {}, "later": {}, "yesterday": {}, "nobody": {},
		"answered": {Acted: 1, First: minutes(15)},
		"voted":    {Acted: 1, First: minutes(40)},
	} {
		var m exposure.Memory
		for range 2 { // the second time from memory
			got, err := m.Read(t.Context(), w, exposure.Deed{Agent: agent, Item: "deed", Seen: minutes(60)}, places)
			if err != nil || got != want {
				t.Errorf("%s: %+v (%v), want %+v", agent, got, err, want)
			}
		}
	}
}
