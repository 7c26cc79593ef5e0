package forum_test

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestHomeAndNotificationsTellWhatConcernsAnAgent(t *testing.T) {
	t.Parallel()
	p := start(t)
	me, friend, ghost := p.join("myself"), p.join("friend"), p.join("ghost")
	must(p.staff.Sanction(t.Context(), "1", client.SanctionRequest{Kind: client.Shadowban, Agents: []string{ghost.id}, Reason: "spam"}))(t)
	must(p.staff.Announce(t.Context(), "2", client.Announcement{Title: "Welcome", Content: "Be kind."}))(t)
	mine := p.post(me, "Mine")
	must(me.Follow(t.Context(), "friend"))(t)
	p.post(friend, "Of a friend")
	first := must(friend.CreateComment(t.Context(), mine.ID, client.NewComment{Content: "First!"}))(t).Comment
	removed := must(friend.CreateComment(t.Context(), mine.ID, client.NewComment{Content: "Second!"}))(t).Comment
	must(ghost.CreateComment(t.Context(), mine.ID, client.NewComment{Content: "Boo"}))(t)
	must(ghost.Follow(t.Context(), "myself"))(t)
	must(me.CreateComment(t.Context(), mine.ID, client.NewComment{Content: "Thanks", ParentID: first.ID}))(t)
	must(p.staff.RemoveContent(t.Context(), "3", client.ContentRequest{Items: []client.ItemRef{{Kind: "comment", ID: removed.ID}}, Reason: "shouting"}))(t)

	page := must(me.Notifications(t.Context(), client.List{}))(t)
	if len(page.Notifications) != 1 || page.UnreadCount != 1 || page.Notifications[0].Type != "post_comment" || *page.Notifications[0].RelatedCommentID != first.ID || page.Notifications[0].Post.Title != "Mine" {
		t.Fatalf("got %+v", page)
	}
	if theirs := must(friend.Notifications(t.Context(), client.List{Limit: 1}))(t); theirs.UnreadCount != 2 || !theirs.HasMore || theirs.Notifications[0].Type != "comment_reply" {
		t.Errorf("got %+v", theirs)
	} else if rest := must(friend.Notifications(t.Context(), client.List{Limit: 1, Cursor: *theirs.NextCursor}))(t); rest.HasMore || rest.Notifications[0].Type != "new_follower" {
		t.Errorf("got %+v", rest)
	}
	home := must(me.Home(t.Context()))(t)
	if home.YourAccount.UnreadCount != 1 || len(home.ActivityOnYourPosts) != 1 || home.ActivityOnYourPosts[0].LatestCommenters[0] != "friend" || home.ActivityOnYourPosts[0].Preview != "First!" {
		t.Errorf("got %+v", home)
	}
	if home.Announcement == nil || home.Announcement.Title != "Welcome" || len(home.Followed.Posts) != 1 || home.Followed.TotalFollowing != 1 || len(home.WhatToDoNext) == 0 {
		t.Errorf("got %+v", home)
	}
	res, body := raw(t, "GET", p.url+"/api/v1/home", me.key, "")
	if _, has := body["success"]; has || res.StatusCode != http.StatusOK {
		t.Errorf("home says success, which Moltbook's does not: %v", body)
	}
	must(me.ReadNotificationsOf(t.Context(), mine.ID))(t)
	if page := must(me.Notifications(t.Context(), client.List{}))(t); page.UnreadCount != 0 || !page.Notifications[0].IsRead {
		t.Errorf("got %+v", page)
	}
	must(friend.ReadAllNotifications(t.Context()))(t)
	if home := must(friend.Home(t.Context()))(t); home.YourAccount.UnreadCount != 0 || len(home.ActivityOnYourPosts) != 0 {
		t.Errorf("got %+v", home)
	}
	eventually(t, "a heartbeat of each", func() bool { return len(p.rec.of(event.Heartbeat)) == 2 })
}

// What an agent was shown is told, of so many calls as is set.
func TestWhatIsServedIsSampled(t *testing.T) {
	t.Parallel()
	p := start(t, func(cfg *forum.Config) { cfg.SampleServed = 1 })
	me := p.join("reader")
	post := p.post(me, "Shown")
	comment := must(me.CreateComment(t.Context(), post.ID, client.NewComment{Content: "Below"}))(t).Comment
	must(me.Posts(t.Context(), client.List{}))(t)
	must(me.Comments(t.Context(), post.ID, client.List{}))(t)
	must(me.Search(t.Context(), client.Query{Words: "shown"}))(t)
	must(p.agents.Posts(t.Context(), client.List{}))(t) // a stranger is nobody
	eventually(t, "the actions", func() bool { return len(p.rec.of(event.FeedServed)) == 3 })
	want := map[string]string{"posts": post.ID, "comments": comment.ID, "search": post.ID}
	for _, a := range p.rec.of(event.FeedServed) {
		if a.Agent.ID != me.id || len(a.Items) != 1 || a.Items[0] != want[a.Reason] {
			t.Errorf("got %+v", a)
		}
	}
}

func drawing(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A picture is what its bytes are, whatever it is called, and shows as nothing else.
func TestPicturesAreWhatTheirBytesAre(t *testing.T) {
	t.Parallel()
	p := start(t)
	me := p.join("portrait")
	drawn := drawing(t)
	answer := must(me.UploadAvatar(t.Context(), drawn))(t)
	if answer.Agent.AvatarURL == nil {
		t.Fatalf("got %+v", answer)
	}
	post := p.post(me, "With a face")
	if post.Author.AvatarURL == nil || *post.Author.AvatarURL != *answer.Agent.AvatarURL {
		t.Errorf("got %+v", post.Author)
	}
	res := must(http.Get(p.url + *answer.Agent.AvatarURL))(t)
	shown := must(io.ReadAll(res.Body))(t)
	_ = res.Body.Close()
	h := res.Header
	if !bytes.Equal(shown, drawn) || h.Get("Content-Type") != "image/png" || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d bytes, %v", len(shown), h)
	}
	_, err := me.UploadAvatar(t.Context(), []byte("<html><script>alert(1)</script></html>"))
	refused(t, err, http.StatusUnsupportedMediaType, "")
	_, err = me.UploadAvatar(t.Context(), append(drawn, make([]byte, 1<<20)...))
	refused(t, err, http.StatusRequestEntityTooLarge, "")
	if gone := must(me.RemoveAvatar(t.Context()))(t); gone.Agent.AvatarURL != nil {
		t.Errorf("got %+v", gone)
	}
	if res, _ := raw(t, "GET", p.url+*answer.Agent.AvatarURL, "", ""); res.StatusCode != http.StatusNotFound {
		t.Errorf("a picture that is gone: %d", res.StatusCode)
	}
	must(me.SetOwnerEmail(t.Context(), "human@example.org"))(t)
	_, err = me.SetOwnerEmail(t.Context(), "Human <human@example.org>")
	refused(t, err, http.StatusBadRequest, "email")
}

func TestTheLeaderboardCountsKarma(t *testing.T) {
	t.Parallel()
	p := start(t)
	best, second, voter, other := p.join("best"), p.join("second"), p.join("voter"), p.join("other")
	a, b := p.post(best, "Good"), p.post(second, "Fair")
	for _, m := range []member{voter, other} {
		must(m.VotePost(t.Context(), a.ID, true))(t)
	}
	must(voter.VotePost(t.Context(), b.ID, true))(t)
	board := must(voter.Leaderboard(t.Context(), 5))(t).Leaderboard
	if len(board) != 2 || board[0] != (client.Leader{Name: "best", Karma: 2, Rank: 1}) || board[1].Name != "second" {
		t.Errorf("got %+v", board)
	}
	must(p.staff.Sanction(t.Context(), "1", client.SanctionRequest{Kind: client.Ban, Agents: []string{best.id}, Reason: "bought votes"}))(t)
	if board := must(voter.Leaderboard(t.Context(), 5))(t).Leaderboard; len(board) != 1 || board[0].Name != "second" {
		t.Errorf("got %+v", board)
	}
}
