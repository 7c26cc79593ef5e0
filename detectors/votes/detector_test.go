package votes_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/votes"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
)

func TestMain(m *testing.M) { testparts.Main(m) }

// Sleepers with names of their own lift one thread; beside them newcomers with lives, and
// honest agents who rush to another thread to comment and vote.
const voting = `
name: voting
about: "a race, newcomers and a flash crowd"
length: 100m
population: {agents: 250, every: 40m, joins: 0.2}
campaigns:
  - name: lift
    class: vote_ring
    onset: 20m
    who: {count: 40, registers: 30m}
    acts: [{do: vote, where: one, every: 20m, spread: 30s, times: 2, after: 31m}]
  - name: newcomers
    class: onboarding
    innocent: true
    onset: 10m
    who: {count: 80, registers: 60m, camouflage: 1}
    acts: [{do: post, every: 3m, alone: true, times: 1, says: {from: hello}}]
  - name: rush
    class: flash_crowd
    innocent: true
    onset: 30m
    lasts: 30m
    who: {count: 60, crowd: true}
    acts:
      - {do: comment, where: one, every: 30m, alone: true, times: 2, says: {from: react}}
      - {do: vote, where: one, every: 5m, alone: true, times: 1}
`

// totals are what a crawl sees: comments of one author that stand above their posts, and others
// that stand high under posts that stand higher, or above their posts but hardly at all.
func totals(at time.Time) (actions []event.Action) {
	see := func(n int, author, kind, id, post string, upvotes int64) {
		actions = append(actions, event.Action{
			V: event.Version, ID: id + "/upvotes", Forum: "f", Time: event.At(at.Add(time.Duration(n) * 10 * time.Second)), Kind: event.ScoreObserved,
			Agent: event.Agent{ID: author}, Target: event.Target{Kind: kind, ID: id, AgentID: author}, PostID: post, Reason: "upvotes", Value: upvotes,
		})
	}
	for n := range 60 {
		post := fmt.Sprintf("post-%02d", n)
		see(n, "poster", "post", post, post, int64(5+n))
		see(n, "lifted", "comment", "lifted-"+post, post, int64(100+n))
		see(n, "good", "comment", "good-"+post, post, int64(4+n))
		see(n, "early", "comment", "early-"+post, "unseen", 9)
	}
	return actions
}

func TestFlagsDoNotDependOnSpansOrRestarts(t *testing.T) {
	s, err := sim.Parse("voting", []byte(voting))
	if err != nil {
		t.Fatal(err)
	}
	var actions []event.Action
	truth, err := sim.Generate(t.Context(), s, 1, func(a event.Action) error { actions = append(actions, a); return nil })
	if err != nil {
		t.Fatal(err)
	}
	actions = append(actions, totals(actions[len(actions)/2].Time.Time)...)
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	flags := detectortest.SameFlags(t, w, votes.New, detectortest.Over(actions))
	accused := map[string]string{}
	items := 0
	for _, f := range flags {
		for _, a := range f.Agents {
			accused[a] = f.Kind
		}
		items += len(f.Items)
	}
	missed := 0
	for _, id := range truth.Cases[0].Agents {
		if accused[id] != "vote_race" {
			missed++
		}
		delete(accused, id)
	}
	if missed > 4 {
		t.Errorf("%d of the racers were not flagged", missed)
	}
	if len(accused) != 1 || accused["lifted"] != "vote_totals" || items != 60 {
		t.Errorf("beside the racers %v are accused, with %d items: want the one author, with 60", accused, items)
	}
}
