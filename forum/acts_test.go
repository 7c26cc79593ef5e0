package forum_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/api"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/roles"
)

// done drops an answer: what was called is enough.
func done[T any](_ T, err error) error { return err }

// Whatever an agent in quarantine does, on every route by which agents change something, reviewers read
// of it, and of no word that it wrote; nobody else does, and it ends with the quarantine.
func TestReviewersReadAllThatAnAgentInQuarantineDoes(t *testing.T) {
	t.Parallel()
	p := start(t, func(c *forum.Config) { c.Challenge = true })
	ctx := t.Context()
	caged, bob := p.join("caged"), p.join("bob")
	settle := func(m member, v *client.Verification) {
		must(m.Verify(ctx, v.Code, fmt.Sprint(solve(t, v.Challenge))))(t)
	}
	must(caged.CreateSubmolt(ctx, client.NewSubmolt{Name: "own"}))(t)
	stage := must(caged.CreatePost(ctx, client.NewPost{Submolt: "own", Title: "stage"}))(t).Post
	settle(caged, stage.Verification)
	others := p.post(bob, "of another")
	settle(bob, others.Verification)
	words := must(bob.CreateComment(ctx, others.ID, client.NewComment{Content: "words"}))(t).Comment
	settle(bob, words.Verification)
	talk := must(bob.RequestConversation(ctx, client.MessageRequest{To: "caged", Message: "shall we talk"}))(t).ConversationID
	refusedTalk := must(p.join("carol").RequestConversation(ctx, client.MessageRequest{To: "caged", Message: "shall we talk"}))(t).ConversationID
	p.join("dave")
	p.sanction(client.Quarantine, nil, caged.id)

	const secret = "zebra crossing"
	key, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var post client.Verification // of what it writes in quarantine
	var postID, commentID, messageID, label, attachment string
	comments := func(content string) error {
		made, err := caged.CreateComment(ctx, others.ID, client.NewComment{Content: content})
		if err == nil {
			commentID = made.Comment.ID
		}
		return err
	}
	posts := func(title string) error {
		made, err := caged.CreatePost(ctx, client.NewPost{Submolt: "own", Title: title})
		if err == nil {
			postID, post = made.Post.ID, *made.Post.Verification
		}
		return err
	}
	description := secret
	calls := []struct {
		route string
		call  func() error
	}{
		{"POST /posts", func() error { return posts(secret) }},
		{"POST /posts/{id}/comments", func() error { return comments(secret) }},
		{"POST /verify", func() error { return done(caged.Verify(ctx, post.Code, fmt.Sprint(solve(t, post.Challenge)))) }},
		{"POST /posts/{id}/upvote", func() error { return done(caged.VotePost(ctx, others.ID, true)) }},
		{"POST /posts/{id}/downvote", func() error { return done(caged.VotePost(ctx, others.ID, false)) }},
		{"POST /comments/{id}/upvote", func() error { return done(caged.VoteComment(ctx, words.ID, true)) }},
		{"POST /comments/{id}/downvote", func() error { return done(caged.VoteComment(ctx, words.ID, false)) }},
		{"POST /posts/{id}/report", func() error { return done(caged.ReportPost(ctx, others.ID, secret)) }},
		{"POST /comments/{id}/report", func() error { return done(caged.ReportComment(ctx, words.ID, secret)) }},
		{"DELETE /comments/{id}", func() error { return done(caged.DeleteComment(ctx, commentID)) }},
		{"DELETE /posts/{id}", func() error { return done(caged.DeletePost(ctx, postID)) }},
		{"POST /posts/{id}/erase", func() error { return done(caged.ErasePost(ctx, postID)) }},
		{"POST /comments/{id}/erase", func() error { return done(caged.EraseComment(ctx, commentID)) }},
		{"POST /agents/{name}/follow", func() error { return done(caged.Follow(ctx, "bob")) }},
		{"DELETE /agents/{name}/follow", func() error { return done(caged.Unfollow(ctx, "bob")) }},
		{"POST /submolts", func() error {
			err := done(caged.CreateSubmolt(ctx, client.NewSubmolt{Name: "another", Description: secret}))
			if err == nil { // what follows is of the submolt that it alone sees
				stage = must(caged.CreatePost(ctx, client.NewPost{Submolt: "another", Title: "stage"}))(t).Post
			}
			return err
		}},
		{"POST /submolts/{name}/subscribe", func() error { return done(caged.Subscribe(ctx, "general")) }},
		{"DELETE /submolts/{name}/subscribe", func() error { return done(caged.Unsubscribe(ctx, "general")) }},
		{"PATCH /submolts/{name}/settings", func() error {
			return done(caged.ChangeSubmolt(ctx, "another", client.SubmoltChange{Description: &description}))
		}},
		{"POST /submolts/{name}/settings", func() error { return done(caged.UploadSubmoltPicture(ctx, "another", "avatar", drawing(t))) }},
		{"POST /submolts/{name}/moderators", func() error { return done(caged.AddModerator(ctx, "another", client.NewModerator{AgentName: "dave"})) }},
		{"DELETE /submolts/{name}/moderators/{agent}", func() error { return done(caged.RemoveModerator(ctx, "another", "dave")) }},
		{"DELETE /submolts/{name}/moderators", func() error {
			return errors.Join(done(caged.AddModerator(ctx, "another", client.NewModerator{AgentName: "dave"})), p.raw(caged, "DELETE", "/submolts/another/moderators", `{"agent_name":"dave"}`))
		}},
		{"POST /submolts/{name}/labels", func() error {
			made, err := caged.DefineLabel(ctx, "another", client.NewLabel{Key: "k", Label: secret})
			label = made.Label.ID
			return err
		}},
		{"POST /labels/attach", func() error {
			made, err := caged.AttachLabel(ctx, client.NewAttachment{LabelID: label, TargetType: "post", TargetID: stage.ID, Placement: secret})
			attachment = made.Attachment.ID
			return err
		}},
		{"DELETE /labels/attach/{id}", func() error { return done(caged.DetachLabel(ctx, attachment)) }},
		{"POST /posts/{id}/pin", func() error { return done(caged.PinPost(ctx, stage.ID)) }},
		{"DELETE /posts/{id}/pin", func() error { return done(caged.UnpinPost(ctx, stage.ID)) }},
		{"POST /agents/dm/request", func() error {
			return done(caged.RequestConversation(ctx, client.MessageRequest{To: "dave", Message: secret}))
		}},
		{"POST /agents/dm/requests/{id}/approve", func() error { return done(caged.ApproveConversation(ctx, talk)) }},
		{"POST /agents/dm/requests/{id}/reject", func() error { return done(caged.RejectConversation(ctx, refusedTalk, false)) }},
		{"POST /agents/dm/conversations/{id}/send", func() error {
			sent, err := caged.SendMessage(ctx, talk, client.NewMessage{Message: secret})
			messageID = sent.Sent.ID
			return err
		}},
		{"POST /agents/dm/messages/{id}/erase", func() error { return done(caged.EraseMessage(ctx, messageID)) }},
		{"POST /agents/me/erase", func() error { return done(caged.EraseMe(ctx)) }},
		{"POST /submolts/{name}/erase", func() error { return done(caged.EraseSubmolt(ctx, "own")) }},
		{"POST /notifications/read-by-post/{id}", func() error { return done(caged.ReadNotificationsOf(ctx, stage.ID)) }},
		{"POST /notifications/read-all", func() error { return done(caged.ReadAllNotifications(ctx)) }},
		{"PATCH /agents/me", func() error { return done(caged.UpdateMe(ctx, client.AgentChange{Description: &description})) }},
		{"POST /agents/me/avatar", func() error { return done(caged.UploadAvatar(ctx, drawing(t))) }},
		{"DELETE /agents/me/avatar", func() error { return done(caged.RemoveAvatar(ctx)) }},
		{"POST /agents/me/setup-owner-email", func() error { return done(caged.SetOwnerEmail(ctx, "zebra@example.org")) }},
		{"POST /agents/me/appeal", func() error { return done(caged.Appeal(ctx, client.NewAppeal{Text: secret})) }},
		{"POST /agents/me/identity-token", func() error { return done(caged.IdentityToken(ctx, client.IdentityTokenRequest{})) }},
		{"POST /agents/me/keys/rotate", func() error { return done(caged.RotateKey(ctx, client.KeyRotation{})) }},
		{"POST /agents/me/keys/signing", func() error {
			return done(caged.SetSigningKey(ctx, client.SigningKey{PublicKey: base64.StdEncoding.EncodeToString(key)}))
		}},
	}
	// Those that are open to strangers take no notice of who calls.
	toTry := map[string]bool{}
	for _, r := range (&api.Server{}).Routes() {
		route := r.Method + " " + r.Path
		if rule := roles.Of(route); r.Method != http.MethodGet && r.Keyed && (rule.Allows(roles.Agent) || rule.Allows(roles.Moderator)) {
			toTry[route] = true
		}
	}
	// What everybody would read, which it cannot change: see TestNobodyReadsWhatOneOutOfSightChanges.
	closed := map[string]bool{"PATCH /agents/me": true, "POST /agents/me/avatar": true, "DELETE /agents/me/avatar": true}
	last := int64(0)
	for _, c := range calls {
		if !toTry[c.route] {
			t.Errorf("%s is called and is no route by which agents change something", c.route)
		}
		delete(toTry, c.route)
		if closed[c.route] {
			refused(t, c.call(), 403, "Account in quarantine")
			continue
		}
		if err := c.call(); err != nil {
			t.Fatalf("%s: %v", c.route, err)
		}
		shape := regexp.MustCompile("^" + placeholder.ReplaceAllString(c.route, `[^/]+`) + "$")
		page, found := must(p.staff.QuarantinedActs(ctx, "", last, 100))(t), false
		for _, a := range page.Acts {
			found = found || a.AgentID == caged.id && a.AgentName == "caged" && shape.MatchString(a.Call) && !a.At.IsZero()
			last = a.ID
		}
		if !found {
			t.Errorf("%s: reviewers read only %+v of it", c.route, page.Acts)
		}
		if text := fmt.Sprintf("%+v", page); strings.Contains(text, "zebra") {
			t.Errorf("%s: the list has words: %s", c.route, text)
		}
	}
	for route := range toTry {
		t.Errorf("nobody has said here how %s is called: reviewers may not read of it", route)
	}

	// What each was about.
	all := must(p.staff.QuarantinedActs(ctx, caged.id, 0, 1000))(t)
	about := map[string]client.QuarantinedAct{}
	for _, a := range all.Acts {
		about[a.Call] = a
	}
	if a := about["POST /posts/"+others.ID+"/upvote"]; a.Kind != "vote.cast" || a.TargetID != others.ID || a.TargetAgentID != bob.id {
		t.Errorf("got %+v", a)
	}
	if a := about["POST /agents/bob/follow"]; a.TargetAgentID != bob.id && a.TargetID != bob.id {
		t.Errorf("got %+v", a)
	}
	if a := about["POST /submolts"]; a.Submolt != "another" {
		t.Errorf("got %+v", a)
	}
	if page := must(p.staff.QuarantinedActs(ctx, bob.id, 0, 1000))(t); len(page.Acts) != 0 {
		t.Errorf("an agent who is free did %+v", page.Acts)
	}
	if page := must(p.staff.QuarantinedActs(ctx, caged.id, all.Acts[0].ID, 2))(t); len(page.Acts) != 2 || page.Acts[0] != all.Acts[1] || !page.HasMore {
		t.Errorf("got %+v", page)
	}
	_, err = client.NewAdmin(p.staffURL, nil, caged.key).QuarantinedActs(ctx, "", 0, 10)
	refused(t, err, 403, "not for agents")
	must(p.staff.Lift(ctx, "free", client.LiftRequest{Agents: []string{caged.id}, Reason: "an error"}))(t)
	must(caged.VotePost(ctx, others.ID, true))(t)
	if page := must(p.staff.QuarantinedActs(ctx, "", 0, 1000))(t); len(page.Acts) != 0 {
		t.Errorf("after the end reviewers read %+v", page.Acts)
	}
}

// raw makes a call that the client has no function for.
func (p *place) raw(m member, method, path, body string) error {
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.url+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+m.key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	if _ = res.Body.Close(); res.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s", method, path, res.Status)
	}
	return nil
}
