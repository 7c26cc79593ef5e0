package exposure_test

import (
	"fmt"
	"slices"
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
	for i, kind := range []event.Kind{event.ContentHeld, event.ContentRemoved, event.ContentRestored, event.ContentErased} { // of what it wrote there before
		act("moderated", 20+i, event.Action{Kind: kind, PostID: "p1", Target: event.Target{Kind: "post", ID: "p1", AgentID: "moderated"}})
	}
	act("later", 70, feed("p1"))
	act("yesterday", -60*24+30, feed("p1"))
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	places := []exposure.Place{{Item: "p1", Since: minutes(10)}, {Item: "p2", Since: minutes(30)}}
	want := map[string]bool{"shown": true, "too-early": false, "elsewhere": false, "later": false, "yesterday": false, "nobody": false, "moderated": false, "answered": true, "voted": true}
	var deeds []exposure.Deed
	for agent := range want {
		deeds = append(deeds, exposure.Deed{Agent: agent, Seen: minutes(60)})
	}
	got, err := exposure.Readers(t.Context(), w, deeds, places)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range deeds {
		if got[i] != want[d.Agent] {
			t.Errorf("that %s had read it is said to be %v", d.Agent, got[i])
		}
	}
	if got, err := exposure.Readers(t.Context(), nil, deeds, places); err != nil || slices.Contains(got, true) {
		t.Errorf("without a warehouse it is known who had read it: %v (%v)", got, err)
	}
}

// Of a worm with more carriers and places than one query takes, each is answered for, by its own deed.
func TestOfManyCarriersEachIsAnswered(t *testing.T) {
	const carriers = 2500
	var actions []event.Action
	var deeds []exposure.Deed
	var places []exposure.Place
	for i := range carriers {
		at := start.Add(time.Duration(i) * time.Second)
		agent := fmt.Sprintf("agent %d of a forum", i)
		if i%3 == 0 && i > 0 { // was shown where the last one had left it, just before it did the same
			actions = append(actions, event.Action{V: event.Version, ID: fmt.Sprint("feed-", i), Forum: "f", Kind: event.FeedServed, Agent: event.Agent{ID: agent},
				Time: event.At(at.Add(-time.Millisecond)), Items: []string{places[i-1].Item}})
		}
		if i%3 == 1 { // is shown the last place after it did the same
			actions = append(actions, event.Action{V: event.Version, ID: fmt.Sprint("feed-", i), Forum: "f", Kind: event.FeedServed, Agent: event.Agent{ID: agent},
				Time: event.At(at.Add(time.Millisecond)), Items: []string{places[i-1].Item}})
		}
		deeds = append(deeds, exposure.Deed{Agent: agent, Seen: at})
		places = append(places, exposure.Place{Item: fmt.Sprintf("thread %d, which has a longer name", i), Since: at})
	}
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	got, err := exposure.Readers(t.Context(), w, deeds, places)
	if err != nil {
		t.Fatal(err)
	}
	for i := range deeds {
		if want := i%3 == 0 && i > 0; got[i] != want {
			t.Fatalf("that carrier %d had read it is said to be %v", i, got[i])
		}
	}
}
