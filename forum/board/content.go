package board

import (
	"context"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// What content a target or a call names.
const (
	KindPost    = "post"
	KindComment = "comment"
)

const (
	postHint    = "It may have been deleted, or removed by a moderator."
	submoltHint = "GET /submolts lists those there are."
)

// CreatePost posts. The action's id is the post's.
func (b *Board) CreatePost(ctx context.Context, actor Actor, n client.NewPost) (store.Post, error) {
	if err := checkPost(n); err != nil {
		return store.Post{}, err
	}
	var made store.Post
	err := b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		submolt, err := tx.Submolt(ctx, n.Submolt)
		if err != nil {
			return found(err, "Submolt", submoltHint)
		}
		if submolt.StaffOnly {
			return &Refusal{Status: 403, Message: "Only the forum posts in " + submolt.Name, Hint: "Post in another submolt."}
		}
		if err := b.pacePost(ctx, tx, actor); err != nil {
			return err
		}
		made, err = addPost(ctx, tx, actor, submolt, n)
		return err
	})
	return made, err
}

func addPost(ctx context.Context, tx *store.Tx, actor Actor, submolt store.Submolt, n client.NewPost) (store.Post, error) {
	id, err := store.NewID()
	if err != nil {
		return store.Post{}, err
	}
	a := actor.action(event.PostCreated)
	a.ID, a.PostID, a.Submolt, a.Title, a.URL = id, id, submolt.Name, n.Title, n.URL
	a.SetText(n.Content)
	at, err := tx.Emit(a)
	if err != nil {
		return store.Post{}, err
	}
	if n.Type == "" {
		n.Type = "text"
		if n.URL != "" {
			n.Type = "link"
		}
	}
	p := store.Post{ID: id, Type: n.Type, Title: n.Title, URL: n.URL, Content: n.Content, SubmoltID: submolt.ID, Created: at, Hot: hot(0, at), Hidden: hiddenFor(actor.Agent)}
	p.Author.ID = actor.ID
	if err := tx.AddPost(p); err != nil {
		return store.Post{}, err
	}
	if err := tx.Touch(actor.ID, at); err != nil {
		return store.Post{}, err
	}
	return tx.Post(ctx, id, actor.ID)
}

// CreateComment comments on a post. The action's id is the comment's; its target is what is
// answered: the parent comment, or else the post.
func (b *Board) CreateComment(ctx context.Context, actor Actor, postID string, n client.NewComment) (store.Comment, error) {
	var f faults
	f.filled("content", n.Content, MaxComment)
	if err := f.refusal(); err != nil {
		return store.Comment{}, err
	}
	id, err := store.NewID()
	if err != nil {
		return store.Comment{}, err
	}
	var made store.Comment
	err = b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		post, err := tx.Post(ctx, postID, actor.ID)
		if err != nil {
			return found(err, "Post", postHint)
		}
		if !sees(actor.ID, post.Hidden, post.Author.ID) {
			return notFound("Post", postHint)
		}
		if err := b.paceComment(ctx, tx, actor); err != nil {
			return err
		}
		c := store.Comment{ID: id, PostID: post.ID, RootID: id, Content: n.Content, Hidden: hiddenFor(actor.Agent)}
		c.Author.ID = actor.ID
		target := event.Target{Kind: KindPost, ID: post.ID, AgentID: post.Author.ID}
		if n.ParentID != "" {
			if target, err = answer(ctx, tx, actor, &c, n.ParentID); err != nil {
				return err
			}
		}
		a := actor.action(event.CommentCreated)
		a.ID, a.Target, a.Submolt, a.PostID, a.ParentID = id, target, post.Submolt, post.ID, n.ParentID
		a.SetText(n.Content)
		if c.Created, err = tx.Emit(a); err != nil {
			return err
		}
		if err := tx.AddComment(c); err != nil {
			return err
		}
		if err := tx.Touch(actor.ID, c.Created); err != nil {
			return err
		}
		made, err = tx.Comment(ctx, id)
		return err
	})
	return made, err
}

// answer puts a comment below its parent.
func answer(ctx context.Context, tx *store.Tx, actor Actor, c *store.Comment, parentID string) (event.Target, error) {
	parent, err := tx.Comment(ctx, parentID)
	if err != nil {
		return event.Target{}, found(err, "Parent comment", postHint)
	}
	if parent.PostID != c.PostID || !sees(actor.ID, parent.Hidden, parent.Author.ID) {
		return event.Target{}, notFound("Parent comment", "It must be a comment of the same post.")
	}
	c.ParentID, c.RootID, c.Depth = parent.ID, parent.RootID, parent.Depth+1
	if c.Depth > MaxDepth {
		return event.Target{}, invalid("The thread is too deep", "Answer a comment further up.")
	}
	return event.Target{Kind: KindComment, ID: parent.ID, AgentID: parent.Author.ID}, nil
}

// item is a post or a comment, as far as hiding and voting treat them alike.
type item struct {
	post    *store.Post
	comment *store.Comment
	target  event.Target
	hidden  int
	postID  string
	submolt string
}

func findItem(ctx context.Context, tx *store.Tx, ref client.ItemRef) (item, error) {
	switch ref.Kind {
	case KindPost:
		p, err := tx.Post(ctx, ref.ID, "")
		return item{post: &p, target: event.Target{Kind: KindPost, ID: p.ID, AgentID: p.Author.ID}, hidden: p.Hidden, postID: p.ID, submolt: p.Submolt}, err
	case KindComment:
		c, err := tx.Comment(ctx, ref.ID)
		return item{comment: &c, target: event.Target{Kind: KindComment, ID: c.ID, AgentID: c.Author.ID}, hidden: c.Hidden, postID: c.PostID, submolt: c.Submolt}, err
	}
	return item{}, store.ErrNotFound
}

// describe says in an action which item it is about.
func (i item) describe(a *event.Action) {
	a.Target, a.PostID, a.Submolt = i.target, i.postID, i.submolt
}

// Delete deletes the actor's own post or comment. A deleted comment keeps its place.
func (b *Board) Delete(ctx context.Context, actor Actor, ref client.ItemRef) error {
	return b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		i, err := findItem(ctx, tx, ref)
		if err != nil {
			return found(err, title(ref.Kind), postHint)
		}
		if !sees(actor.ID, i.hidden, i.target.AgentID) {
			return notFound(title(ref.Kind), postHint)
		}
		if i.target.AgentID != actor.ID {
			return &Refusal{Status: 403, Message: "You can only delete your own " + ref.Kind + "s", Hint: "Report it instead."}
		}
		a := actor.action(event.ContentDeleted)
		i.describe(&a)
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		if i.post != nil {
			return tx.SetPostHidden(store.Post{ID: i.post.ID, Hidden: i.hidden | store.Deleted, Updated: at})
		}
		return tx.SetCommentHidden(store.Comment{ID: i.comment.ID, Hidden: i.hidden | store.Deleted, Updated: at})
	})
}

func title(kind string) string {
	if kind == KindComment {
		return "Comment"
	}
	return "Post"
}
