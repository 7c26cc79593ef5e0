package forum_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/bus"
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

// waiting is a broker that is away.
type waiting struct{}

func (w waiting) Publish(ctx context.Context, _ []bus.Record) error {
	<-ctx.Done()
	return ctx.Err()
}

// What was erased before Kafka heard of it is in the store no longer either, and Kafka never hears it.
func TestWhatIsErasedBeforeItIsToldIsNeverTold(t *testing.T) {
	t.Parallel()
	p := start(t, func(c *forum.Config) { c.Publisher = waiting{} })
	ctx := t.Context()
	ann := p.join("ann")
	const words = "regretted-before-it-was-told"
	post := must(ann.As(client.Caller{Key: ann.key, Why: words, Sure: 0.5}).CreatePost(ctx, client.NewPost{Submolt: "general", Title: words, Content: words, URL: "https://" + words + ".example"}))(t).Post
	mine := must(ann.CreateComment(ctx, post.ID, client.NewComment{Content: "kept-by-its-author"}))(t).Comment
	comment := must(ann.CreateComment(ctx, post.ID, client.NewComment{Content: words}))(t).Comment
	must(ann.EraseComment(ctx, comment.ID))(t)
	must(ann.ErasePost(ctx, post.ID))(t)
	p.stop()
	if stored := must(readAll(ctx, p.home))(t); strings.Contains(stored, words) || !strings.Contains(stored, mine.ID) {
		t.Errorf("the store still has it, or nothing was looked at")
	}
	p = startAt(t, p.home)
	eventually(t, "the erasures", func() bool { return len(p.rec.of(event.ContentErased)) == 2 })
	told := p.rec.of(event.PostCreated, event.CommentCreated)
	if len(told) != 3 || told[0].ID != post.ID || told[1].Text != "kept-by-its-author" || told[2].ID != comment.ID {
		t.Errorf("told was %+v", told)
	}
	p.rec.mu.Lock()
	defer p.rec.mu.Unlock()
	for i, a := range p.rec.actions {
		if strings.Contains(fmt.Sprintf("%+v", a), words) || i > 0 && a.Seq != p.rec.actions[i-1].Seq+1 {
			t.Errorf("told was %+v", a)
		}
	}
}

// An announcement is told of twice, as a post and as an announcement: its words once.
func TestAnAnnouncementThatIsErasedIsNeverTold(t *testing.T) {
	t.Parallel()
	p := start(t, func(c *forum.Config) { c.Publisher = waiting{} })
	ctx := t.Context()
	const words = "regretted-by-the-staff"
	made := must(p.staff.Announce(ctx, "a", client.Announcement{Title: words, Content: words}))(t)
	must(p.staff.EraseContent(ctx, "e", client.ContentRequest{Items: []client.ItemRef{{Kind: "post", ID: made.PostID}}, Reason: "it was wrong"}))(t)
	p.stop()
	if stored := must(readAll(ctx, p.home))(t); strings.Contains(stored, words) || !strings.Contains(stored, made.PostID) {
		t.Errorf("the store still has it, or nothing was looked at")
	}
	p = startAt(t, p.home)
	eventually(t, "the erasure", func() bool { return len(p.rec.of(event.ContentErased)) == 1 })
	told := p.rec.of(event.PostCreated, event.AnnouncementMade)
	if len(told) != 2 || strings.Contains(fmt.Sprintf("%+v", told), words) {
		t.Errorf("told was %+v", told)
	}
}
