package forum_test

import (
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
)

// Who comes back does so for longer, whoever asks for it; what was lifted counts for nothing, and to ask once more for what
// stands changes nothing.
func TestSuspensionsGrowWithOffenses(t *testing.T) {
	t.Parallel()
	clock := &movable{}
	p := start(t, clock.configure)
	ann, bob := p.join("ann"), p.join("bob")
	const day = 24 * time.Hour
	suspend := func(key string, until time.Duration, escalate bool, agents ...string) client.SanctionAnswer {
		t.Helper()
		r := client.SanctionRequest{Kind: client.Suspend, Escalate: escalate, Agents: agents, Reason: "flooding"}
		if until > 0 {
			end := clock.now().Add(until)
			r.Until = &end
		}
		return must(p.staff.Sanction(t.Context(), key, r))(t)
	}
	lasts := func(what string, a client.SanctionAnswer, n int, want time.Duration, offenses int64) {
		t.Helper()
		if len(a.Results) <= n || a.Results[n].Until == nil {
			t.Fatalf("%s: got %+v", what, a)
		}
		record := must(p.staff.Agent(t.Context(), a.Results[n].AgentID))(t)
		if record.Sanction == nil || record.Sanction.Until == nil || !record.Sanction.Until.Equal(*a.Results[n].Until) || record.Offenses != offenses {
			t.Errorf("%s: the answer is %+v and the record %+v, %d offenses", what, a.Results[n], record.Sanction, record.Offenses)
		}
		if d := a.Results[n].Until.Sub(clock.now()); d > want || d < want-time.Minute {
			t.Errorf("%s: it lasts %s, want %s", what, d, want)
		}
	}
	ends := func(d time.Duration) {
		t.Helper()
		clock.pass(d)
		eventually(t, "the end", func() bool { return must(p.staff.Agent(t.Context(), ann.id))(t).Sanction == nil })
	}

	lasts("lifted later", suspend("1", 0, false, ann.id), 0, day, 1)
	must(p.staff.Lift(t.Context(), "lift", client.LiftRequest{Agents: []string{ann.id}, Reason: "an error"}))(t)
	lasts("the first", suspend("2", 2*time.Hour, true, ann.id), 0, 2*time.Hour, 1)
	if a := suspend("3", 3*time.Hour, true, ann.id); a.Already != 1 {
		t.Errorf("the same offense once more: %+v", a)
	}
	if a := suspend("4", 0, false, ann.id); a.Already != 1 {
		t.Errorf("the same offense once more: %+v", a)
	}
	ends(2 * time.Hour)
	both := suspend("5", 2*time.Hour, true, ann.id, bob.id, ann.id)
	lasts("the second", both, 0, 7*day, 2)
	lasts("another's first", both, 1, 2*time.Hour, 1)
	if again := both.Results[2]; both.Applied != 2 || both.Already != 1 || again.Status != client.Already || again.Until != nil {
		t.Errorf("got %+v", both)
	}
	ends(7 * day)
	lasts("the third", suspend("6", 0, false, ann.id), 0, 30*day, 3)
	ends(30 * day)
	lasts("the fourth", suspend("7", 60*day, true, ann.id), 0, 60*day, 4)
	ends(60 * day)
	lasts("the fifth, with an end", suspend("8", time.Hour, false, ann.id), 0, time.Hour, 5)
	_, err := ann.CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: "x"})
	refused(t, err, 401, "Account suspended")
}
