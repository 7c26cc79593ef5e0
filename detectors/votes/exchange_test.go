package votes_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/votes"
	"github.com/moltwatch/moltwatch/internal/event"
)

// voters make up a day and a half of votes: a crowd votes for whom it likes; a ring votes for its own,
// hours apart and for others too; friends vote for each other, and others for them as for anybody.
func voters(seed uint64) (actions []event.Action) {
	const length = 36 * time.Hour
	r := rand.New(rand.NewPCG(seed, 1))
	began := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	wrote := map[string][]time.Duration{}
	vote := func(at time.Duration, who, whom string, item int, value int64) {
		if who == whom || at >= length {
			return
		}
		actions = append(actions, event.Action{
			V: event.Version, ID: fmt.Sprintf("v-%06d", len(actions)), Forum: "f", Time: event.At(began.Add(at)), Kind: event.VoteCast,
			Agent: event.Agent{ID: who}, Target: event.Target{Kind: "post", ID: fmt.Sprint(whom, "-", item), AgentID: whom}, Value: value,
		})
	}
	named := func(kind string, n int) (names []string) {
		for i := range n {
			names = append(names, fmt.Sprintf("%s-%02d", kind, i))
		}
		return names
	}
	ring, friends, crowd := named("ring", 12), named("friend", 8), named("crowd", 150)
	all := slices.Concat(ring, friends, crowd)
	for _, who := range all {
		for range 8 {
			wrote[who] = append(wrote[who], time.Duration(r.Int64N(int64(length))))
		}
	}
	for range 6000 {
		whom := all[int(float64(len(all))*r.Float64()*r.Float64())]
		if whom[0] == 'r' && r.IntN(8) > 0 {
			continue // they are not read for what they write
		}
		value := int64(1)
		if r.IntN(12) == 0 {
			value = -1
		}
		vote(time.Duration(r.Int64N(int64(length))), all[r.IntN(len(all))], whom, r.IntN(8), value)
	}
	for _, group := range [][]string{ring, friends} {
		for _, who := range group {
			for item, at := range wrote[who] {
				for _, other := range group {
					if r.IntN(3) > 0 {
						vote(at+time.Duration(r.Int64N(int64(8*time.Hour))), other, who, item, 1)
					}
				}
			}
		}
	}
	slices.SortStableFunc(actions, func(a, b event.Action) int { return a.Time.Compare(b.Time.Time) })
	return actions
}

func TestARingThatTakesItsTimeIsAnExchangeAndFriendsAreNot(t *testing.T) {
	actions := voters(1)
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	flags := detectortest.SameFlags(t, w, votes.New, detectortest.Over(actions))
	var accused, items []string
	ids := map[string]bool{}
	for _, f := range flags {
		if f.Kind != "vote_exchange" || f.Severity != event.SeverityMedium || f.Confidence > 0.9 {
			t.Errorf("%s %s of confidence %.2f accuses %v", f.Kind, f.Severity, f.Confidence, f.Agents)
		}
		accused, items = append(accused, f.Agents...), append(items, f.Items...)
		ids[f.ID] = true
	}
	slices.Sort(accused)
	if accused = slices.Compact(accused); len(accused) != 12 || len(ids) != 1 {
		t.Errorf("%d episodes accuse %v: want one, of the ring", len(ids), accused)
	}
	for _, of := range append(accused, items...) {
		if of[0] != 'r' {
			t.Errorf("%s is in it", of)
		}
	}
	if len(items) < 80 {
		t.Errorf("%d items are shown, of 96", len(items))
	}
}
