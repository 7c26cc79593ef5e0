package votes_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/votes"
	"github.com/moltwatch/moltwatch/internal/event"
)

// crawled is a crawl that sees agents by and by, and totals of posts.
func crawled(agents int) (actions []event.Action) {
	began := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	for i := range agents + 1 {
		at := time.Duration(i) * time.Second
		if i == agents {
			at, i = 4*time.Hour, 0 // when there was time to say what else there is
		}
		actions = append(actions, event.Action{
			V: event.Version, ID: fmt.Sprint("a-", at), Forum: "f", Time: event.At(began.Add(at)), Kind: event.Heartbeat,
			Agent: event.Agent{ID: fmt.Sprint("agent-", i)},
		})
	}
	for i, upvotes := range []int64{900, 1500, 2500, 4000, 2500, 5000} {
		post := fmt.Sprint("post-", i%5)
		actions = append(actions, event.Action{
			V: event.Version, ID: fmt.Sprint("t-", i), Forum: "f", Time: event.At(began.Add(2*time.Hour + time.Duration(i)*time.Minute)), Kind: event.ScoreObserved,
			Agent: event.Agent{ID: "agent-0"}, Target: event.Target{Kind: "post", ID: post, AgentID: "agent-0"}, PostID: post, Reason: "upvotes", Value: upvotes,
		})
	}
	slices.SortStableFunc(actions, func(a, b event.Action) int { return a.Time.Compare(b.Time.Time) })
	return actions
}

func TestMoreVotesThanAgentsIsSaidOfTheItemsAndOfNobody(t *testing.T) {
	for agents, want := range map[int][]string{
		2000: {"post-2", "post-3", "post-4", "post-0"}, // the last was observed again
		999:  nil,                                      // too little is known
	} {
		actions := crawled(agents)
		w := detectortest.Store(t, testparts.ClickHouse(t), actions)
		var items []string
		ids := map[string]bool{}
		play := detectortest.SameFlags
		if want == nil {
			play = detectortest.Flags
		}
		for _, f := range play(t, w, votes.New, detectortest.Over(actions)) {
			if f.Kind != "vote_excess" || len(f.Agents) > 0 || f.Severity != event.SeverityLow {
				t.Errorf("%s %s accuses %v", f.Kind, f.Severity, f.Agents)
			}
			if seen := f.Evidence.Features["agents_seen"]; seen != float64(agents) {
				t.Errorf("it says that %v agents were seen, of %d", seen, agents)
			}
			items = append(items, f.Items...)
			ids[f.ID] = true
		}
		if !slices.Equal(items, want) || len(ids) > 1 {
			t.Errorf("of %d agents: %d episodes show %v, want one with %v", agents, len(ids), items, want)
		}
	}
}
