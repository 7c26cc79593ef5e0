package lockstep

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/explain"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

func TestAnEventTellsWhenItsActWasSeen(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	last := moment.Of(time.Date(2106, 1, 1, 0, 0, 0, 0, time.UTC))
	for range 1_000_000 {
		if m := moment.Moment(r.Int64N(int64(last))); momentAt(seconds(m)) != m {
			t.Fatalf("%d came back as %d", m, momentAt(seconds(m)))
		}
	}
}

// A ring and the suspicion of it may begin with the same act, and be two flags if the suspicion named others.
func TestARingAndItsSuspicionMayBeTwoFlags(t *testing.T) {
	w := newWatcher()
	at := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	var ring Group
	for n := range 6 {
		w.Take(act{seen: at.Add(time.Duration(n) * time.Second), id: fmt.Sprintf("act-%d", n), agent: fmt.Sprintf("agent-%d", n), trace: 1})
		ring.Accounts = append(ring.Accounts, int32(n))
	}
	w.settle()
	ring.Rounds = []Round{{Acts: []int32{0, 1, 2, 3, 4, 5}}}
	suspicion := ring
	suspicion.Suspected = true
	sure, doubtful := w.finding(ring), w.finding(suspicion)
	if sure.Anchor == doubtful.Anchor || !sure.Onset.Equal(doubtful.Onset) {
		t.Errorf("the ring's flag is named by %s at %s, the suspicion's by %s at %s", sure.Anchor, sure.Onset, doubtful.Anchor, doubtful.Onset)
	}
	if sure.SeverityOf(6, 0) != event.SeverityHigh || sure.Severity != "" || doubtful.Severity != event.SeverityMedium {
		t.Errorf("the ring is %q, the suspicion %q", sure.Severity, doubtful.Severity)
	}
}

// The query of a flag shows the traces by which the detector sees agents meet, whatever they are.
func TestTheQueryShowsTheTracesThatAgentsShare(t *testing.T) {
	began := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	var actions []event.Action
	for n, agent := range []string{"ann", "bob", "cee"} {
		act := func(kind event.Kind, target string, a event.Action) {
			a.V, a.Forum, a.Kind, a.ID = event.Version, "f", kind, fmt.Sprintf("%s-%02d", agent, len(actions))
			a.Agent, a.Time = event.Agent{ID: agent}, event.At(began.Add(time.Duration(len(actions))*time.Second))
			if a.Target.ID = target; target != "" {
				a.Target.Kind, a.Target.AgentID = "comment", "of "+target
			}
			actions = append(actions, a)
		}
		act(event.CommentCreated, fmt.Sprint("reply-to-", n), event.Action{PostID: "thread", Text: "x"})
		act(event.PostCreated, "", event.Action{Title: "see", Text: "(https://one.example/a) and https://one.example/a?b='c', " + agent})
		act(event.VoteCast, "liked", event.Action{Value: 1})
		act(event.VoteCast, "disputed", event.Action{Value: int64(n%2)*2 - 1})
		act(event.VoteCast, "taken-back", event.Action{Value: 0})
		act(event.AgentFollowed, "star", event.Action{})
		act(event.MessageSent, fmt.Sprint("friend-", n), event.Action{})
		act(event.ReportFiled, "reported", event.Action{})
	}
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	rows, err := w.Conn().Query(t.Context(), "SELECT groupArray(id) FROM ("+actsQuery+") GROUP BY trace HAVING uniqExact(agent_id) > 1", warehouse.Between(began, began.Add(time.Hour))...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var want, got []string
	for rows.Next() {
		var ids []string
		if err := rows.Scan(&ids); err != nil {
			t.Fatal(err)
		}
		want = append(want, fmt.Sprint(slices.Sorted(slices.Values(ids))))
	}
	shown, err := explain.Run(t.Context(), w, meetingsQuery("'ann', 'bob', 'cee'", began, began.Add(time.Hour)))
	if err != nil || rows.Err() != nil {
		t.Fatal(err, rows.Err())
	}
	for _, row := range shown.Rows {
		got = append(got, fmt.Sprint(slices.Sorted(slices.Values(row[5].([]string)))))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) || len(want) != 9 {
		t.Errorf("shown are %d meetings, by %v, want %d, by %v", len(got), got, len(want), want)
	}
}
