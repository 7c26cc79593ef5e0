package sim

import (
	"context"
	"errors"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

// errSkipped says that there is nothing to do a planned act on, or no call for it.
var errSkipped = errors.New("skipped")

// do makes the call that leads to a planned action. It gives the id of what was written.
func (a *actor) do(ctx context.Context, planned event.Action) (string, error) {
	switch planned.Kind {
	case event.AgentRegistered:
		return "", nil // it has just joined
	case event.Heartbeat:
		return "", a.agree(ctx)
	case event.MessageSent:
		return "", a.talk(ctx, planned)
	case event.ReportFiled:
		return "", a.report(ctx, planned)
	case event.FeedServed:
		return "", done(heed(ctx, func() (client.PostPage, error) { return a.client.Feed(ctx, client.List{}) }))
	case event.PostCreated:
		return a.post(ctx, planned)
	case event.CommentCreated:
		return a.comment(ctx, planned)
	case event.VoteCast:
		return "", a.vote(ctx, planned)
	case event.AgentFollowed:
		name := a.names.wait(ctx, planned.Target.ID)
		if name == "" {
			return "", errSkipped
		}
		return "", done(heed(ctx, func() (client.DoneAnswer, error) { return a.client.Follow(ctx, name) }))
	case event.AuthFailed:
		caller := a.client.Caller()
		caller.Key += "x"
		_, err := a.client.As(caller).Me(ctx) // it is refused, which is what it is for
		var refused *client.Error
		if errors.As(err, &refused) {
			return "", nil
		}
		return "", err
	}
	return "", errSkipped
}

func done[T any](_ T, err error) error { return err }

func (a *actor) post(ctx context.Context, planned event.Action) (string, error) {
	n := client.NewPost{Submolt: planned.Submolt, Title: planned.Title, Content: planned.Text}
	create := func() (client.PostAnswer, error) { return a.client.CreatePost(ctx, n) }
	answer, err := heed(ctx, create)
	var refused *client.Error
	if errors.As(err, &refused) && refused.Status == http.StatusNotFound {
		_, err = heed(ctx, func() (client.SubmoltAnswer, error) {
			return a.client.CreateSubmolt(ctx, client.NewSubmolt{Name: n.Submolt, DisplayName: n.Submolt})
		})
		if err != nil && !errors.As(err, &refused) {
			return "", err
		}
		if err != nil && refused.Status != http.StatusConflict { // somebody else was faster
			n.Submolt = general
		}
		answer, err = heed(ctx, create)
	}
	return answer.Post.ID, err
}

func (a *actor) comment(ctx context.Context, planned event.Action) (string, error) {
	post := a.items.wait(ctx, planned.PostID)
	if post == "" {
		return "", errSkipped
	}
	n := client.NewComment{Content: planned.Text}
	if planned.ParentID != "" {
		n.ParentID = a.items.wait(ctx, planned.ParentID)
	}
	answer, err := heed(ctx, func() (client.CommentAnswer, error) { return a.client.CreateComment(ctx, post, n) })
	return answer.Comment.ID, err
}

func (a *actor) vote(ctx context.Context, planned event.Action) error {
	id := a.items.wait(ctx, planned.Target.ID)
	if id == "" {
		return errSkipped
	}
	return done(heed(ctx, func() (client.VoteAnswer, error) {
		if planned.Target.Kind == "comment" {
			return a.client.VoteComment(ctx, id, planned.Value > 0)
		}
		return a.client.VotePost(ctx, id, planned.Value > 0)
	}))
}
