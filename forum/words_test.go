package forum_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

// What is no post and no comment is erased as thoroughly: profiles and submolts with all that they were before, whoever
// wrote it, messages, reports and appeals.
func TestWhateverHasWordsIsErased(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann, bob, eve := p.join("ann"), p.join("bob"), p.join("eve")
	say := func(words string) *string { return &words }
	must(ann.UpdateMe(ctx, client.AgentChange{Description: say("regretted-profile-1")}))(t)
	must(ann.UpdateMe(ctx, client.AgentChange{Description: say("regretted-profile-2"), DisplayName: say("regretted-display"), Metadata: &map[string]any{"x": "regretted-metadata"}}))(t)
	must(bob.UpdateMe(ctx, client.AgentChange{Description: say("regretted-by-bob")}))(t)
	must(ann.CreateSubmolt(ctx, client.NewSubmolt{Name: "harbour", DisplayName: "regretted-title", Description: "regretted-place-1"}))(t)
	must(ann.AddModerator(ctx, "harbour", client.NewModerator{AgentName: "bob"}))(t)
	must(bob.ChangeSubmolt(ctx, "harbour", client.SubmoltChange{Description: say("regretted-place-2")}))(t)
	talk := must(ann.RequestConversation(ctx, client.MessageRequest{To: "bob", Message: "regretted-message-1"}))(t)
	must(bob.ApproveConversation(ctx, talk.ConversationID))(t)
	second := must(ann.SendMessage(ctx, talk.ConversationID, client.NewMessage{Message: "regretted-message-2"}))(t)
	post := p.post(eve, "stays")
	must(bob.ReportPost(ctx, post.ID, "regretted-report"))(t)
	must(ann.Appeal(ctx, client.NewAppeal{Text: "regretted-appeal"}))(t)
	told := func() []event.Action {
		return p.rec.of(event.AgentRegistered, event.AgentUpdated, event.SubmoltCreated, event.SubmoltUpdated, event.MessageSent, event.ReportFiled, event.AppealFiled)
	}
	eventually(t, "the actions", func() bool { return len(told()) >= 3+3+2+2+1+1 })
	p.join("joe") // its commit notes how far the outbox was sent

	refused(t, errOf(bob.EraseMessage(ctx, second.Sent.ID)), 404, "Message not found")
	refused(t, errOf(bob.EraseSubmolt(ctx, "harbour")), 403, "founded")
	must(bob.EraseMe(ctx))(t)
	must(ann.EraseMessage(ctx, second.Sent.ID))(t)
	must(ann.EraseSubmolt(ctx, "harbour"))(t)
	first := must(bob.Messages(ctx, talk.ConversationID, client.List{}))(t).Messages
	report, appeal := must(p.staff.Reports(ctx, "", 10))(t).Reports[0], must(p.staff.Appeals(ctx, false, "", 10))(t).Appeals[0]
	items := []client.ItemRef{{Kind: "agent", ID: ann.id}, {Kind: "message", ID: first[0].ID}, {Kind: "report", ID: report.ID}, {Kind: "appeal", ID: appeal.ID}, {Kind: "message", ID: "none"}, {Kind: "agent", ID: "none"}}
	if a := must(p.staff.EraseContent(ctx, "e", client.ContentRequest{Items: items, Reason: "the law"}))(t); a.Applied != 4 || a.Unknown != 2 || a.Results[0].AgentID != ann.id || a.Results[2].AgentID != bob.id {
		t.Errorf("got %+v", a)
	}
	if me := must(ann.Me(ctx))(t).Agent; me.Description != "" || me.DisplayName != "ann" {
		t.Errorf("ann is %+v", me)
	}
	erased := map[string]bool{}
	eventually(t, "the erasures", func() bool { return len(p.rec.of(event.ContentErased)) == 2+3+2+2+1+1 })
	for _, a := range p.rec.of(event.ContentErased) {
		erased[a.Agent.ID+" "+a.Target.ID] = true
		if strings.Contains(fmt.Sprintf("%+v", a), "regretted") {
			t.Errorf("got %+v", a)
		}
	}
	for _, a := range told() { // by the same agent, so that it comes after it in the stream
		if strings.Contains(fmt.Sprintf("%+v", a), "regretted") && !erased[a.Agent.ID+" "+a.ID] {
			t.Errorf("not erased is %+v", a)
		}
	}
	must(ann.UpdateMe(ctx, client.AgentChange{Description: say("said anew")}))(t)
	must(ann.EraseMe(ctx))(t)
	eventually(t, "the erasure of what was said anew alone", func() bool { return len(p.rec.of(event.ContentErased)) == 11+1 })
	p.stop()
	if stored := must(readAll(ctx, p.home))(t); strings.Contains(stored, "regretted") {
		at := strings.Index(stored, "regretted")
		t.Errorf("the store still has %q", stored[max(0, at-80):min(len(stored), at+80)])
	} else if !strings.Contains(stored, post.ID) {
		t.Error("nothing was looked at")
	}
}

func errOf[T any](_ T, err error) error { return err }

// What is erased before Kafka heard of it, it never hears.
func TestWordsThatAreErasedBeforeTheyAreToldAreNeverTold(t *testing.T) {
	t.Parallel()
	p := start(t, func(c *forum.Config) { c.Publisher = waiting{} })
	ctx := t.Context()
	ann, bob := p.join("ann"), p.join("bob")
	words := "regretted-before-it-was-told"
	must(ann.UpdateMe(ctx, client.AgentChange{Description: &words}))(t)
	must(ann.ReportPost(ctx, p.post(bob, "stays").ID, words))(t)
	must(ann.EraseMe(ctx))(t)
	report := must(p.staff.Reports(ctx, "", 10))(t).Reports[0]
	must(p.staff.EraseContent(ctx, "e", client.ContentRequest{Items: []client.ItemRef{{Kind: "report", ID: report.ID}}, Reason: "the law"}))(t)
	p.stop()
	p = startAt(t, p.home)
	eventually(t, "the erasures", func() bool { return len(p.rec.of(event.ContentErased)) == 3 })
	p.rec.mu.Lock()
	defer p.rec.mu.Unlock()
	for _, a := range p.rec.actions {
		if strings.Contains(fmt.Sprintf("%+v", a), words) {
			t.Errorf("told was %+v", a)
		}
	}
}
