package forum_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/roles"
	"github.com/moltwatch/moltwatch/internal/event"
)

// withJudge runs a forum with a person of the staff beside the moderator service.
func withJudge(t *testing.T, change ...func(*forum.Config)) (*place, *client.Admin) {
	t.Helper()
	p := start(t, append(change, func(c *forum.Config) {
		c.AdminTokens = map[string]string{"clawd": staffToken, "judge": "a token of a person"}
		c.StaffRoles = map[string]roles.Role{"clawd": roles.Service, "judge": roles.Staff}
	})...)
	return p, client.NewAdmin(p.staffURL, validated(t), "a token of a person")
}

// An appeal is read and judged by a person, and the agent reads what came of it.
func TestAnAppealIsReadAndJudgedAndItsOutcomeTold(t *testing.T) {
	t.Parallel()
	p, judge := withJudge(t)
	ctx := t.Context()
	ann, bob, carl := p.join("ann"), p.join("bob"), p.join("carl")
	p.sanction(client.Ban, nil, ann.id, bob.id)
	must(ann.Appeal(ctx, client.NewAppeal{Text: "It was not me. My key: AKIAQ3EGRIBMWZ7PXK4D"}))(t)
	must(bob.Appeal(ctx, client.NewAppeal{Text: "I regret it."}))(t)
	must(carl.Appeal(ctx, client.NewAppeal{Text: "Nothing happened to me."}))(t)
	_, err := p.staff.Appeals(ctx, false, "", 10)
	refused(t, err, http.StatusForbidden, "Not for the role service")

	first := must(judge.Appeals(ctx, false, "", 2))(t)
	if len(first.Appeals) != 2 || !first.HasMore {
		t.Fatalf("got %+v", first)
	}
	a, b := first.Appeals[0], first.Appeals[1]
	if a.AgentID != ann.id || a.AgentName != "ann" || !strings.HasPrefix(a.Text, "It was not me.") || strings.Contains(a.Text, "AKIAQ3") || a.DecidedAt != nil {
		t.Errorf("got %+v", a)
	}
	if s := a.Sanction; s == nil || s.Kind != client.Ban || s.Reason != "flooding" || s.Decision != "decision-1" || !s.Stands || s.Since.IsZero() {
		t.Errorf("it is about %+v", a.Sanction)
	}
	rest := must(judge.Appeals(ctx, false, b.ID, 2))(t)
	if len(rest.Appeals) != 1 || rest.HasMore || rest.Appeals[0].AgentID != carl.id || rest.Appeals[0].Sanction != nil {
		t.Errorf("got %+v", rest)
	}
	if s := must(ann.Status(ctx))(t).Appeal; s == nil || s.Status != "waiting" || s.DecidedAt != nil {
		t.Errorf("ann is told %+v", s)
	}

	upheld := client.AppealJudgement{Appeals: []string{a.ID, "none"}, Verdict: client.LiftSanction, Reason: "It was somebody else's loop", Decision: "appeal-1"}
	for range 2 { // said twice it is done once
		got := must(judge.JudgeAppeals(ctx, "j1", upheld))(t)
		if got.Applied != 1 || got.Unknown != 1 || !got.Results[0].Lifted || got.Results[0].AgentID != ann.id {
			t.Errorf("got %+v", got)
		}
	}
	if got := must(judge.JudgeAppeals(ctx, "j2", upheld))(t); got.Already != 1 || got.Results[0].Lifted {
		t.Errorf("got %+v", got)
	}
	must(judge.JudgeAppeals(ctx, "j3", client.AppealJudgement{Appeals: []string{b.ID}, Verdict: client.Reject, Reason: "The texts are yours"}))(t)
	p.post(ann, "free")
	if s := must(ann.Status(ctx))(t); s.Sanction != nil || s.Appeal.Status != "upheld" || s.Appeal.Reason != upheld.Reason || s.Appeal.DecidedAt == nil {
		t.Errorf("ann is told %+v", s)
	}
	if s := must(bob.Status(ctx))(t); s.Sanction == nil || s.Appeal.Status != "rejected" || s.Appeal.Reason != "The texts are yours" {
		t.Errorf("bob is told %+v", s)
	}
	eventually(t, "that it is lifted", func() bool { return len(p.rec.of(event.SanctionLifted)) == 1 })
	if l := p.rec.of(event.SanctionLifted)[0]; l.Agent.ID != ann.id || l.Reason != upheld.Reason || len(l.Items) != 1 || l.Items[0] != "appeal-1" {
		t.Errorf("got %+v", l)
	}
	if record := must(p.staff.Agent(ctx, ann.id))(t); record.Offenses != 0 {
		t.Errorf("what was lifted counts as an offense: %+v", record)
	}
	if left := must(judge.Appeals(ctx, false, "", 10))(t).Appeals; len(left) != 1 || left[0].AgentID != carl.id {
		t.Errorf("there wait %+v", left)
	}
	done := must(judge.Appeals(ctx, true, "", 10))(t).Appeals
	if len(done) != 2 || done[0].Verdict != client.LiftSanction || done[0].DecidedBy != "judge" || done[0].Decision != "appeal-1" || done[1].Verdict != client.Reject {
		t.Errorf("decided are %+v", done)
	}
	_, err = judge.JudgeAppeals(ctx, "j4", client.AppealJudgement{Appeals: []string{a.ID}, Verdict: "perhaps", Reason: "x"})
	refused(t, err, http.StatusBadRequest, "verdict must be reject or lift")
}

// An appeal is about one sanction: what an agent did since then is not forgiven with it. And who is out of sight is
// not told so.
func TestAnAppealFreesOfNoOtherSanction(t *testing.T) {
	t.Parallel()
	p, judge := withJudge(t)
	ctx := t.Context()
	ann := p.join("ann")
	p.sanction(client.Shadowban, nil, ann.id)
	must(ann.Appeal(ctx, client.NewAppeal{Text: "Nobody answers me."}))(t)
	_, body := raw(t, "GET", p.url+"/api/v1/agents/status", ann.key, "")
	if _, tells := body["sanction"]; tells || strings.Contains(strings.ToLower(fmt.Sprint(body)), "shadow") {
		t.Errorf("who is out of sight is told so: %v", body)
	}
	p.sanction(client.Ban, nil, ann.id)
	waiting := must(judge.Appeals(ctx, false, "", 10))(t).Appeals
	if len(waiting) != 1 || waiting[0].Sanction.Kind != client.Shadowban || waiting[0].Sanction.Stands {
		t.Fatalf("got %+v", waiting)
	}
	got := must(judge.JudgeAppeals(ctx, "j1", client.AppealJudgement{Appeals: []string{waiting[0].ID}, Verdict: client.LiftSanction, Reason: "You were right then"}))(t)
	if got.Applied != 1 || got.Results[0].Lifted {
		t.Errorf("got %+v", got)
	}
	if s := must(ann.Status(ctx))(t); s.Sanction == nil || s.Sanction.Kind != client.Ban {
		t.Errorf("got %+v", s)
	}
}

// What ended by itself was an offense, what was lifted before was none.
func TestALiftedSanctionIsNoOffense(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	p := start(t, func(c *forum.Config) { c.Clock = clock.now })
	ctx := t.Context()
	ann := p.join("ann")
	until := clock.now().Add(time.Hour)
	p.sanction(client.Suspend, &until, ann.id)
	clock.advance(2 * time.Hour)
	eventually(t, "the end of the suspension", func() bool { return must(p.staff.Agent(ctx, ann.id))(t).Sanction == nil })
	p.sanction(client.Quarantine, nil, ann.id)
	if record := must(p.staff.Agent(ctx, ann.id))(t); record.Offenses != 2 {
		t.Errorf("got %+v", record)
	}
	must(p.staff.Lift(ctx, "lift", client.LiftRequest{Agents: []string{ann.id}, Reason: "a mistake"}))(t)
	if record := must(p.staff.Agent(ctx, ann.id))(t); record.Offenses != 1 {
		t.Errorf("got %+v", record)
	}
}
