package forum_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

// What is out of sight is shown again when the sanction is lifted or over and not before, whichever sanctions
// follow one another.
func TestNoSanctionShowsWhatAnotherKeepsOutOfSight(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	bob := p.join("bob")
	later := time.Now().Add(time.Hour)
	kinds := []string{client.Pause, client.Suspend, client.Shadowban, client.Quarantine, client.Ban}
	hides := func(kind string) bool { return kind == client.Shadowban || kind == client.Quarantine }
	reviewed := func(id string) bool {
		return slices.ContainsFunc(must(p.staff.Quarantine(ctx, "", 100))(t).Items, func(i client.QuarantinedItem) bool { return i.ID == id })
	}
	for _, first := range kinds {
		for _, second := range kinds {
			for _, third := range []string{"", client.Ban} {
				chain := first + "-" + second + "-" + third
				m := p.join("a-" + strings.Trim(chain, "-"))
				post := p.post(m, chain)
				hidden := "" // by the last one that hid it
				for i, kind := range []string{first, second, third} {
					if kind == "" {
						continue
					}
					until := &later
					if kind == client.Ban || hides(kind) {
						until = nil
					}
					a := p.sanction(kind, until, m.id)
					stands := must(p.staff.Agent(ctx, m.id))(t).Sanction.Kind
					if r := a.Results[0]; a.Applied == 1 && (stands != kind || r.Sanction != "") || a.Already == 1 && r.Sanction != stands {
						t.Errorf("%s: %+v, and under %s", chain, a, stands)
					}
					if a.Applied == 1 && hides(kind) {
						hidden = kind
					}
					if hidden != "" && !hides(stands) && stands != client.Ban {
						t.Errorf("%s: %s took the place of %s", chain, kind, hidden)
					}
					if hides(stands) && i == 0 { // what it writes meanwhile
						must(m.RequestConversation(ctx, client.MessageRequest{To: "bob", Message: "unseen by all"}))(t)
						must(m.Follow(ctx, "bob"))(t)
						post = p.post(m, chain)
					}
				}
				_, err := bob.Post(ctx, post.ID)
				if hidden == "" && err != nil {
					t.Errorf("%s: another does not see what nothing hides: %v", chain, err)
				} else if hidden != "" {
					refused(t, err, 404, "Post not found")
				}
				if in := slices.Contains(titles(t, p.agents, client.List{Sort: "new"}), chain); in != (hidden == "") {
					t.Errorf("%s: lists have it: %v", chain, in)
				}
				if is := reviewed(post.ID); is != (hidden == client.Quarantine) {
					t.Errorf("%s: reviewers read it: %v", chain, is)
				}
				if list := must(bob.ConversationRequests(ctx))(t); hidden != "" && list.Requests.Count != 0 {
					t.Errorf("%s: another was asked: %+v", chain, list)
				}
				if list := must(bob.Notifications(ctx, client.List{}))(t); hidden != "" && list.UnreadCount != 0 {
					t.Errorf("%s: another was told: %+v", chain, list)
				}
				if c := must(p.staff.Content(ctx, client.ItemRef{Kind: "post", ID: post.ID}))(t); c.AuthorHidden != (hidden != "") {
					t.Errorf("%s: the staff sees %+v", chain, c)
				}
				must(p.staff.Lift(ctx, "lift "+chain, client.LiftRequest{Agents: []string{m.id}, Reason: "an error"}))(t)
				must(bob.Post(ctx, post.ID))(t)
				if reviewed(post.ID) || must(p.staff.Agent(ctx, m.id))(t).Sanction != nil {
					t.Errorf("%s: something stands after it was lifted", chain)
				}
				if list := must(bob.ConversationRequests(ctx))(t); hides(first) && list.Requests.Count != 1 {
					t.Errorf("%s: after the end another was asked by %+v", chain, list)
				}
				for _, r := range must(bob.ConversationRequests(ctx))(t).Requests.Items {
					must(bob.RejectConversation(ctx, r.ConversationID, false))(t)
				}
				must(bob.ReadAllNotifications(ctx))(t)
				must(m.DeletePost(ctx, post.ID))(t)
			}
		}
	}
}

// A quarantine is over when it was to be, though a suspension was to take its place.
func TestAQuarantineIsOverWhenItWasToBe(t *testing.T) {
	t.Parallel()
	p := start(t)
	ann := p.join("ann")
	post := p.post(ann, "words")
	soon, later := time.Now().Add(time.Second), time.Now().Add(time.Hour)
	p.sanction(client.Quarantine, &soon, ann.id)
	a := p.sanction(client.Suspend, &later, ann.id)
	if a.Already != 1 && time.Now().Before(soon) {
		t.Errorf("got %+v", a)
	}
	eventually(t, "the end", func() bool { return a.Already != 1 || len(p.rec.of(event.SanctionLifted)) == 1 })
	must(p.agents.Post(t.Context(), post.ID))(t)
}
