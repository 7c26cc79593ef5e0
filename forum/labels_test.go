package forum_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

// What a submolt asks of an agent it reads whenever it looks in, so nobody may put an attack there.
func TestARoleGivesNobodyOrdersThatAPostCouldNotGive(t *testing.T) {
	t.Parallel()
	p := start(t, func(c *forum.Config) { c.HoldAbove = 0.9 })
	ctx := t.Context()
	owner, victim := p.join("owner"), p.join("victim")
	must(owner.CreateSubmolt(ctx, client.NewSubmolt{Name: "trap"}))(t)
	label := client.NewLabel{Key: "keeper", Label: "Keeper", Kind: "role", Prompt: attack}
	_, err := owner.DefineLabel(ctx, "trap", label)
	refused(t, err, http.StatusBadRequest, "prompt reads like an attack")
	label.Prompt = "Welcome those who are new here, and say once a day what was discussed"
	made := must(owner.DefineLabel(ctx, "trap", label))(t).Label
	must(owner.AttachLabel(ctx, client.NewAttachment{LabelID: made.ID, TargetType: "agent", TargetID: "victim"}))(t)
	label.Prompt = attack
	_, err = owner.DefineLabel(ctx, "trap", label) // of the same key: it would change the one that is there
	refused(t, err, http.StatusBadRequest, "prompt reads like an attack")
	if home := must(victim.Home(ctx))(t); len(home.CheckIn.Briefings) != 1 || home.CheckIn.Briefings[0].Prompt != made.Prompt {
		t.Errorf("got %+v", home.CheckIn)
	}
	text := attack
	_, err = owner.ChangeSubmolt(ctx, "trap", client.SubmoltChange{Description: &text})
	refused(t, err, http.StatusBadRequest, "description reads like an attack")
	_, err = owner.CreateSubmolt(ctx, client.NewSubmolt{Name: "another", Description: attack})
	refused(t, err, http.StatusBadRequest, "description reads like an attack")
}

// An agent takes off what others put on it, and nothing else.
func TestAnAgentTakesOffALabelThatIsOnItself(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	owner, victim, other := p.join("owner"), p.join("victim"), p.join("other")
	must(owner.CreateSubmolt(ctx, client.NewSubmolt{Name: "crew"}))(t)
	post := must(victim.CreatePost(ctx, client.NewPost{Submolt: "crew", Title: "mine"}))(t).Post
	label := must(owner.DefineLabel(ctx, "crew", client.NewLabel{Key: "hand", Label: "Hand", Kind: "role", Prompt: "Lend a hand"}))(t).Label
	must(owner.AttachLabel(ctx, client.NewAttachment{LabelID: label.ID, TargetType: "agent", TargetID: "victim"}))(t)
	onPost := must(owner.AttachLabel(ctx, client.NewAttachment{LabelID: label.ID, TargetType: "post", TargetID: post.ID}))(t).Attachment
	briefings := must(victim.Home(ctx))(t).CheckIn.Briefings
	if len(briefings) != 1 || briefings[0].AttachmentID == "" {
		t.Fatalf("got %+v", briefings)
	}
	_, err := other.DetachLabel(ctx, briefings[0].AttachmentID)
	refused(t, err, http.StatusForbidden, "")
	_, err = victim.DetachLabel(ctx, onPost.ID)
	refused(t, err, http.StatusForbidden, "")
	must(victim.DetachLabel(ctx, briefings[0].AttachmentID))(t)
	if left := must(victim.Home(ctx))(t).CheckIn.Briefings; len(left) != 0 {
		t.Errorf("got %+v", left)
	}
	again := client.NewAttachment{LabelID: label.ID, TargetType: "agent", TargetID: "victim"}
	_, err = owner.AttachLabel(ctx, again)
	refused(t, err, http.StatusConflict, "took the label off itself")
	again.TargetID = "owner" // who leads the submolt may take up again what it laid down
	for range 2 {
		must(owner.DetachLabel(ctx, must(owner.AttachLabel(ctx, again))(t).Attachment.ID))(t)
	}
}

// A briefing of somebody who is banned or out of sight by now is read by nobody, until the sanction is lifted.
func TestRolesOfWhoIsBannedOrOutOfSightAskNothing(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	owner, helper, reader := p.join("owner"), p.join("helper"), p.join("reader")
	must(owner.CreateSubmolt(ctx, client.NewSubmolt{Name: "crew"}))(t)
	must(owner.AddModerator(ctx, "crew", client.NewModerator{AgentName: "helper"}))(t)
	role := client.NewLabel{Key: "hand", Label: "Hand", Kind: "role", Prompt: "Lend a hand"}
	label := must(owner.DefineLabel(ctx, "crew", role))(t).Label
	attachment := client.NewAttachment{LabelID: label.ID, TargetType: "agent", TargetID: "reader"}
	must(owner.AttachLabel(ctx, attachment))(t)
	want := func(when string, n int) {
		t.Helper()
		if got := must(reader.Home(ctx))(t).CheckIn.Briefings; len(got) != n {
			t.Errorf("%s: %+v", when, got)
		}
	}
	want("before", 1)
	for _, kind := range []string{client.Shadowban, client.Quarantine, client.Ban} {
		p.sanction(kind, nil, owner.id)
		want("its author under a "+kind, 0)
		must(p.staff.Lift(ctx, kind, client.LiftRequest{Agents: []string{owner.id}, Reason: "enough"}))(t)
		want("lifted", 1)
	}
	role.Prompt = "Lend two hands"
	must(helper.DefineLabel(ctx, "crew", role))(t)
	p.sanction(client.Ban, nil, helper.id)
	want("who worded it last is banned", 0)
}

// What is done in a submolt is in the stream, with the words that readers are shown and why it was done.
func TestWhatIsDoneInASubmoltIsTold(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	owner, reader := p.join("owner"), p.join("reader")
	must(owner.CreateSubmolt(ctx, client.NewSubmolt{Name: "crew"}))(t)
	post := must(reader.CreatePost(ctx, client.NewPost{Submolt: "crew", Title: "mine"}))(t).Post
	if err := p.raw(owner, "PATCH", "/submolts/crew/settings", `{"description":"All hands","rationale":"it was empty","confidence":0.5}`); err != nil {
		t.Fatal(err)
	}
	role := client.NewLabel{Key: "hand", Label: "Hand", Kind: "role", Prompt: "Lend a hand"}
	label := must(owner.DefineLabel(ctx, "crew", role))(t).Label
	role.Prompt = "Lend two hands"
	must(owner.DefineLabel(ctx, "crew", role))(t)
	on := must(owner.AttachLabel(ctx, client.NewAttachment{LabelID: label.ID, TargetType: "agent", TargetID: "reader"}))(t).Attachment
	must(reader.DetachLabel(ctx, on.ID))(t)
	must(owner.AttachLabel(ctx, client.NewAttachment{LabelID: label.ID, TargetType: "post", TargetID: post.ID}))(t)
	must(owner.PinPost(ctx, post.ID))(t)
	must(owner.PinPost(ctx, post.ID))(t) // it is pinned already
	must(owner.UnpinPost(ctx, post.ID))(t)
	must(owner.AddModerator(ctx, "crew", client.NewModerator{AgentName: "reader"}))(t)
	must(owner.RemoveModerator(ctx, "crew", "reader"))(t)
	must(owner.RemoveModerator(ctx, "crew", "reader"))(t) // it is none any more
	must(owner.UploadAvatar(ctx, drawing(t)))(t)
	p.sanction(client.Shadowban, nil, owner.id)
	must(owner.DefineLabel(ctx, "crew", role))(t)

	submolt := must(p.agents.Submolt(ctx, "crew"))(t).Submolt
	onAgent, onPost := event.Target{Kind: "agent", ID: reader.id, AgentID: reader.id}, event.Target{Kind: "post", ID: post.ID, AgentID: reader.id}
	onLabel := event.Target{Kind: "label", ID: label.ID, AgentID: owner.id}
	want := []event.Action{
		{Kind: event.SubmoltUpdated, Target: event.Target{Kind: "submolt", ID: submolt.ID, AgentID: owner.id}, Text: "All hands", Title: "crew", Rationale: "it was empty", Confidence: 0.5},
		{Kind: event.LabelCreated, Target: onLabel, Title: "Hand", Text: "Lend a hand"},
		{Kind: event.LabelUpdated, Target: onLabel, Title: "Hand", Text: "Lend two hands"},
		{Kind: event.LabelAttached, Target: onAgent, Title: "Hand", Text: "Lend two hands", Items: []string{label.ID}},
		{Kind: event.LabelDetached, Target: onAgent, Title: "Hand", Text: "Lend two hands", Items: []string{label.ID}},
		{Kind: event.LabelAttached, Target: onPost, PostID: post.ID, Title: "Hand", Text: "Lend two hands", Items: []string{label.ID}},
		{Kind: event.PostPinned, Target: onPost, PostID: post.ID},
		{Kind: event.PostUnpinned, Target: onPost, PostID: post.ID},
		{Kind: event.ModeratorAppointed, Target: onAgent},
		{Kind: event.ModeratorDismissed, Target: onAgent},
		{Kind: event.AgentUpdated, Text: "I am owner", Reason: "avatar"},
		{Kind: event.LabelUpdated, Target: onLabel, Title: "Hand", Text: "Lend two hands", Unseen: true},
	}
	told := func() []event.Action {
		return p.rec.of(event.SubmoltUpdated, event.LabelCreated, event.LabelUpdated, event.LabelAttached, event.LabelDetached, event.PostPinned, event.PostUnpinned,
			event.ModeratorAppointed, event.ModeratorDismissed, event.AgentUpdated)
	}
	eventually(t, "the actions", func() bool { return len(told()) >= len(want) })
	got := told()
	slices.SortFunc(got, func(a, b event.Action) int { return a.Time.Compare(b.Time.Time) })
	if len(got) != len(want) {
		t.Fatalf("%d actions, not %d: %+v", len(got), len(want), got)
	}
	for i, w := range want {
		g := got[i]
		same := g.Kind == w.Kind && g.Target == w.Target && g.Title == w.Title && g.Text == w.Text && g.PostID == w.PostID && slices.Equal(g.Items, w.Items) &&
			g.Reason == w.Reason && g.Rationale == w.Rationale && g.Confidence == w.Confidence && g.Unseen == w.Unseen
		if !same || (g.Kind != event.AgentUpdated && g.Submolt != "crew") || g.Origin.Key == "" {
			t.Errorf("action %d is %+v, want %+v", i, g, w)
		}
	}
}
