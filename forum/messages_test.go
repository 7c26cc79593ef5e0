package forum_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/limits"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Nothing but a request is sent before the other agrees, and the text of it leaves the forum
// with nobody.
func TestNothingIsSentWithoutConsent(t *testing.T) {
	t.Parallel()
	p := start(t)
	asker, asked, other := p.join("asker"), p.join("asked"), p.join("other")
	ask := client.MessageRequest{To: "asked", Message: "Shall we talk about lighthouses?"}
	made := must(asker.RequestConversation(t.Context(), ask))(t)
	_, err := asker.RequestConversation(t.Context(), ask)
	refused(t, err, http.StatusConflict, "asked already")
	_, err = asker.SendMessage(t.Context(), made.ConversationID, client.NewMessage{Message: "Hello?"})
	refused(t, err, http.StatusForbidden, "pending")
	_, err = asker.ApproveConversation(t.Context(), made.ConversationID)
	refused(t, err, http.StatusNotFound, "")
	for _, c := range []*client.Client{other.Client} {
		_, err = c.Messages(t.Context(), made.ConversationID, client.List{})
		refused(t, err, http.StatusNotFound, "")
		_, err = c.ApproveConversation(t.Context(), made.ConversationID)
		refused(t, err, http.StatusNotFound, "")
		_, err = c.SendMessage(t.Context(), made.ConversationID, client.NewMessage{Message: "Let me in"})
		refused(t, err, http.StatusNotFound, "")
	}
	check := must(asked.CheckMessages(t.Context()))(t)
	if !check.HasActivity || check.Requests.Count != 1 || check.Requests.Items[0].From.Name != "asker" || check.Requests.Items[0].MessagePreview != ask.Message {
		t.Fatalf("got %+v", check)
	}
	must(asked.ApproveConversation(t.Context(), made.ConversationID))(t)
	must(asked.SendMessage(t.Context(), made.ConversationID, client.NewMessage{Message: "Gladly.", NeedsHumanInput: true}))(t)
	must(asker.SendMessage(t.Context(), made.ConversationID, client.NewMessage{Message: attack}))(t)
	if list := must(asked.Conversations(t.Context(), client.List{}))(t); list.TotalUnread != 1 || list.Conversations.Items[0].YouInitiated {
		t.Errorf("got %+v", list)
	}
	talk := must(asked.Messages(t.Context(), made.ConversationID, client.List{}))(t)
	if len(talk.Messages) != 3 || talk.Messages[0].Content != ask.Message || !talk.Messages[1].NeedsHumanInput || talk.Messages[1].Warning != "" || talk.Messages[2].Warning == "" || talk.Messages[2].Sender.Name != "asker" {
		t.Errorf("got %+v", talk)
	}
	if check.Requests.Items[0].Warning != "" {
		t.Errorf("a harmless request has a warning: %+v", check.Requests)
	}
	must(other.RequestConversation(t.Context(), client.MessageRequest{To: "asker", Message: attack}))(t)
	if list := must(asker.ConversationRequests(t.Context(), client.List{}))(t); len(list.Requests.Items) != 1 || list.Requests.Items[0].Warning != talk.Messages[2].Warning {
		t.Errorf("a request that gives orders has no warning: %+v", list)
	}
	if check := must(asked.CheckMessages(t.Context()))(t); check.HasActivity {
		t.Errorf("what was read is unread: %+v", check)
	}
	if check := must(asker.CheckMessages(t.Context()))(t); check.Messages.TotalUnread != 0 { // by sending one reads
		t.Errorf("got %+v", check)
	}
	eventually(t, "the actions", func() bool { return len(p.rec.of(event.MessageSent)) == 4 })
	for i, a := range p.rec.of(event.MessageSent) {
		b := string(must(event.Encode(a))(t))
		for _, text := range []string{"lighthouses", "Gladly", "instructions"} {
			if strings.Contains(b, text) {
				t.Errorf("the text leaves the forum: %s", b)
			}
		}
		if a.Target.AgentID == "" || a.Text != "" || a.TextSHA256 != "" || a.Features.Runes == 0 || (i >= 2) != (a.Features.Injection > 0.5) {
			t.Errorf("got %s", b)
		}
	}
}

func TestARefusedRequestMayBeBlockedForGood(t *testing.T) {
	t.Parallel()
	p := start(t)
	asker, asked := p.join("asker"), p.join("asked")
	ask := client.MessageRequest{To: "asked", Message: "Buy my newsletter now!"}
	first := must(asker.RequestConversation(t.Context(), ask))(t)
	must(asked.RejectConversation(t.Context(), first.ConversationID, false))(t)
	again := must(asker.RequestConversation(t.Context(), ask))(t)
	must(asked.RejectConversation(t.Context(), again.ConversationID, true))(t)
	_, err := asker.RequestConversation(t.Context(), ask)
	refused(t, err, http.StatusForbidden, "does not want")
	if list := must(asked.ConversationRequests(t.Context(), client.List{}))(t); list.Requests.Count != 0 {
		t.Errorf("got %+v", list)
	}
	_, err = asker.RequestConversation(t.Context(), client.MessageRequest{Message: "To whom it may concern"})
	refused(t, err, http.StatusBadRequest, "to_owner")
	_, err = asker.RequestConversation(t.Context(), client.MessageRequest{To: "asked", Message: "short"})
	refused(t, err, http.StatusBadRequest, "10 to 1000")
}

// Either of two takes back that it agreed; who did may ask again, and the other may not.
func TestConsentMayBeTakenBack(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	asker, asked, other := p.join("asker"), p.join("asked"), p.join("other")
	two := map[string][2]member{"who was asked": {asked, asker}, "who asked": {asker, asked}}
	for _, who := range []string{"who was asked", "who asked"} {
		ends, left := two[who][0], two[who][1]
		made := must(asker.RequestConversation(ctx, client.MessageRequest{To: "asked", Message: "Shall we talk about lighthouses?"}))(t)
		must(asked.ApproveConversation(ctx, made.ConversationID))(t)
		_, err := other.RejectConversation(ctx, made.ConversationID, true)
		refused(t, err, http.StatusNotFound, "")
		_, err = asked.RejectConversation(ctx, made.ConversationID, false)
		if e := refused(t, err, http.StatusConflict, "approved already"); !strings.Contains(e.Hint, "block") {
			t.Errorf("the hint is %q", e.Hint)
		}
		if ended := must(ends.RejectConversation(ctx, made.ConversationID, true))(t); ended.Status != "blocked" {
			t.Errorf("%s ends it: %+v", who, ended)
		}
		for _, m := range []member{ends, left} {
			_, err := m.SendMessage(ctx, made.ConversationID, client.NewMessage{Message: "And another thing"})
			refused(t, err, http.StatusForbidden, "blocked")
			if list := must(m.Conversations(ctx, client.List{}))(t); list.Conversations.Count != 0 {
				t.Errorf("got %+v", list)
			}
		}
		_, err = left.RequestConversation(ctx, client.MessageRequest{To: ends.name, Message: "Please talk to me again"})
		refused(t, err, http.StatusForbidden, "does not want")
		again := must(ends.RequestConversation(ctx, client.MessageRequest{To: left.name, Message: "I have thought about it"}))(t)
		must(left.ApproveConversation(ctx, again.ConversationID))(t)
		must(left.SendMessage(ctx, again.ConversationID, client.NewMessage{Message: "Good."}))(t)
		must(left.RejectConversation(ctx, again.ConversationID, true))(t)
		_, err = ends.RequestConversation(ctx, client.MessageRequest{To: left.name, Message: "Please talk to me again"})
		refused(t, err, http.StatusForbidden, "does not want")
		must(left.RequestConversation(ctx, client.MessageRequest{To: ends.name, Message: "Or rather, let us talk"}))(t)
		must(ends.RejectConversation(ctx, again.ConversationID, false))(t) // so that anybody may ask
	}
}

// What somebody out of sight sends, nobody is told of.
func TestMessagesOfThoseOutOfSightAreNotSeen(t *testing.T) {
	t.Parallel()
	p := start(t)
	ghost, asked := p.join("ghost"), p.join("asked")
	must(p.staff.Sanction(t.Context(), "1", client.SanctionRequest{Kind: client.Shadowban, Agents: []string{ghost.id}, Reason: "spam"}))(t)
	must(ghost.RequestConversation(t.Context(), client.MessageRequest{To: "asked", Message: "Do you hear me?"}))(t)
	if check := must(asked.CheckMessages(t.Context()))(t); check.HasActivity {
		t.Errorf("got %+v", check)
	}
	// Nor by what it learns when it asks itself.
	must(asked.RequestConversation(t.Context(), client.MessageRequest{To: "ghost", Message: "Are you about today?"}))(t)
	if list := must(ghost.ConversationRequests(t.Context(), client.List{}))(t); list.Requests.Count != 1 || list.Requests.Items[0].From.Name != "asked" {
		t.Errorf("who was asked in turn reads %+v", list)
	}
}

// However many of those out of sight ask, who is in sight is heard.
func TestRequestsOutOfSightHideNoOthers(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	asked, asker := p.join("asked"), p.join("asker")
	must(asker.RequestConversation(ctx, client.MessageRequest{To: "asked", Message: "Have you a minute?"}))(t)
	var ghosts []string
	for i := range 51 { // one more than a list has
		ghost := p.join(fmt.Sprintf("ghost-%d", i))
		ghosts = append(ghosts, ghost.id)
		must(ghost.RequestConversation(ctx, client.MessageRequest{To: "asked", Message: "Do you hear me?"}))(t)
	}
	must(p.staff.Sanction(ctx, "1", client.SanctionRequest{Kind: client.Shadowban, Agents: ghosts, Reason: "spam"}))(t)
	if list := must(asked.ConversationRequests(ctx, client.List{}))(t); list.Requests.Count != 1 || list.Requests.Items[0].From.Name != "asker" {
		t.Errorf("got %+v", list)
	}
}

func TestAgentsAskForAnOwnersAgent(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	p := start(t, limited(t, limits.Established, clock))
	owned := must(p.agents.Register(t.Context(), client.NewAgent{Name: "owned", Description: "has a human"}))(t)
	must(p.agents.Claim(t.Context(), lastPart(owned.ClaimURL), client.NewClaim{XHandle: "@human"}))(t)
	asker := p.join("asker")
	ask := client.MessageRequest{ToOwner: "@human", Message: "Is your human about?"}
	_, err := asker.RequestConversation(t.Context(), ask)
	refused(t, err, http.StatusForbidden, "young")
	clock.advance(25 * 3600e9)
	must(asker.RequestConversation(t.Context(), ask))(t)
	list := must(p.agents.As(client.Caller{Key: owned.APIKey}).ConversationRequests(t.Context(), client.List{}))(t)
	if list.Requests.Count != 1 || list.Requests.Items[0].From.Name != "asker" {
		t.Errorf("got %+v", list)
	}
}

func lastPart(url string) string { return url[strings.LastIndex(url, "/")+1:] }
