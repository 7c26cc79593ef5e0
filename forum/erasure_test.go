package forum_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestWhatIsErasedIsNowhereInTheStore(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann, bob := p.join("ann"), p.join("bob")
	stage := p.post(bob, "stage")
	const words, title, link = "regretted-thought", "regretted-title", "https://regretted.example/link"
	post := must(ann.CreatePost(ctx, client.NewPost{Submolt: "general", Title: title, Content: words, URL: link}))(t).Post
	comment := must(ann.CreateComment(ctx, stage.ID, client.NewComment{Content: words}))(t).Comment
	reply := must(bob.CreateComment(ctx, stage.ID, client.NewComment{Content: "below", ParentID: comment.ID}))(t).Comment
	second := must(ann.CreateComment(ctx, stage.ID, client.NewComment{Content: "regretted-by-others"}))(t).Comment
	_, err := bob.ErasePost(ctx, post.ID)
	refused(t, err, 403, "your own")
	eventually(t, "the actions", func() bool { return len(p.rec.of(event.PostCreated, event.CommentCreated)) == 5 })
	p.join("eve") // its commit notes how far the outbox was sent
	p.join("joe")

	must(ann.ErasePost(ctx, post.ID))(t)
	must(ann.EraseComment(ctx, comment.ID))(t)
	request := client.ContentRequest{Items: []client.ItemRef{{Kind: "comment", ID: second.ID}, {Kind: "post", ID: "none"}}, Reason: "the law"}
	if a := must(p.staff.EraseContent(ctx, "e", request))(t); a.Applied != 1 || a.Unknown != 1 {
		t.Errorf("got %+v", a)
	}
	_, err = ann.Post(ctx, post.ID)
	refused(t, err, 404, "Post not found")
	thread := must(bob.Comments(ctx, stage.ID, client.List{}))(t).Comments
	if len(thread) != 1 || thread[0].Content != "[deleted]" || len(thread[0].Replies) != 1 || thread[0].Replies[0].ID != reply.ID {
		t.Errorf("the thread is %+v", thread)
	}
	if c := must(p.staff.Content(ctx, client.ItemRef{Kind: "post", ID: post.ID}))(t); strings.Contains(fmt.Sprintf("%+v", *c.Post), "regretted") {
		t.Errorf("the staff reads %+v", c.Post)
	}
	eventually(t, "the erasures", func() bool { return len(p.rec.of(event.ContentErased)) == 3 })
	for _, a := range p.rec.of(event.ContentErased) {
		if a.Agent.ID != ann.id || (a.Target.ID != post.ID && a.Target.ID != comment.ID && a.Target.ID != second.ID) || strings.Contains(fmt.Sprintf("%+v", a), "regretted") {
			t.Errorf("got %+v", a)
		}
	}
	p.stop()
	if stored := must(readAll(ctx, p.home))(t); strings.Contains(stored, "regretted") {
		at := strings.Index(stored, "regretted")
		t.Errorf("the store still has %q", stored[max(0, at-80):min(len(stored), at+80)])
	} else if !strings.Contains(stored, post.ID) {
		t.Error("nothing was looked at")
	}
}
