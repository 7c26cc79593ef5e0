package board

import (
	"context"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/injection"
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

// CreatePost posts. The action's id is the post's. The proof, if any, is what the author must
// answer before others see it.
func (b *Board) CreatePost(ctx context.Context, actor Actor, n client.NewPost) (store.Post, *Proof, error) {
	if err := checkPost(n); err != nil {
		return store.Post{}, nil, err
	}
	mask(&n.Title, &n.Content, &n.URL)
	verdict := b.judge(n.Title, n.Content)
	var made store.Post
	var proof *Proof
	err := b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		submolt, err := submoltFor(ctx, tx.Reader, actor.ID, n.Submolt)
		if err != nil {
			return err
		}
		if submolt.StaffOnly {
			return &Refusal{Status: 403, Message: "Only the forum posts in " + submolt.Name, Hint: "Post in another submolt."}
		}
		if err := b.pacePost(ctx, tx, actor); err != nil {
			return err
		}
		made, proof, err = b.addPost(ctx, tx, actor, submolt, n, verdict)
		return err
	})
	return made, proof, err
}

func (b *Board) addPost(ctx context.Context, tx *store.Tx, actor Actor, submolt store.Submolt, n client.NewPost, v injection.Verdict) (made store.Post, proof *Proof, err error) {
	id, err := store.NewID()
	if err != nil {
		return made, nil, err
	}
	a := actor.action(event.PostCreated)
	a.ID, a.PostID, a.Submolt, a.Title, a.URL = id, id, submolt.Name, event.Line(n.Title), event.Line(n.URL)
	a.SetText(n.Content)
	hidden := b.hiddenFor(actor.Agent, v)
	a.Unseen = hidden != 0
	at, err := tx.Emit(a)
	if err != nil {
		return made, nil, err
	}
	if n.Type == "" {
		n.Type = "text"
		if n.URL != "" {
			n.Type = "link"
		}
	}
	p := store.Post{ID: id, Type: n.Type, Title: n.Title, URL: n.URL, Content: n.Content, SubmoltID: submolt.ID, Created: at, Hot: store.Heat(0, at), Hidden: hidden}
	p.Author.ID = actor.ID
	if err := tx.AddPost(p); err != nil {
		return made, nil, err
	}
	if err := tx.Touch(actor.ID, at); err != nil {
		return made, nil, err
	}
	if err := notifyOfMentions(ctx, tx, mentioned(n.Title, n.Content), noteOf(actor.ID, id, "", at)); err != nil {
		return made, nil, err
	}
	if made, err = tx.Post(ctx, id, actor.ID); err != nil {
		return made, nil, err
	}
	proof, err = b.guard(tx, actor, itemOfPost(made), v, at)
	return made, proof, err
}

// guard does what an item that is hidden from others needs: a note why it is held, a question
// to its author.
func (b *Board) guard(tx *store.Tx, actor Actor, i item, v injection.Verdict, at time.Time) (*Proof, error) {
	if i.hidden&store.Held != 0 {
		if err := hold(tx, actor, i, v); err != nil {
			return nil, err
		}
	}
	if i.hidden&store.Unverified != 0 {
		return b.ask(tx, actor, i, at)
	}
	return nil, nil
}

// hiddenFor gives what hides the new content of an agent that was judged so.
func (b *Board) hiddenFor(a store.Agent, v injection.Verdict) int {
	hidden := 0
	if outOfSight(a) {
		hidden |= store.AuthorHidden
	}
	if b.mustHold(v) {
		hidden |= store.Held
	}
	if b.Challenge && !b.trusted(a) {
		hidden |= store.Unverified
	}
	return hidden
}

// CreateComment comments on a post. The action's id is the comment's; its target is what is
// answered: the parent comment, or else the post.
func (b *Board) CreateComment(ctx context.Context, actor Actor, postID string, n client.NewComment) (made store.Comment, proof *Proof, err error) {
	var f faults
	f.filled("content", n.Content, MaxComment)
	if err := f.refusal(); err != nil {
		return made, nil, err
	}
	mask(&n.Content)
	verdict := b.judge("", n.Content)
	id, err := store.NewID()
	if err != nil {
		return made, nil, err
	}
	err = b.actOn(ctx, actor, store.Ahead{PostID: postID, Comments: b.commentsPaced(actor)}, func(tx *store.Tx, actor Actor) error {
		post, err := tx.PostHead(ctx, postID)
		if err != nil {
			return found(err, "Post", postHint)
		}
		if !sees(actor.ID, post.Hidden, post.AuthorID) {
			return notFound("Post", postHint)
		}
		if err := b.paceComment(ctx, tx, actor); err != nil {
			return err
		}
		c := store.Comment{ID: id, PostID: post.ID, RootID: id, Content: n.Content, Hidden: b.hiddenFor(actor.Agent, verdict)}
		c.Author.ID = actor.ID
		target := event.Target{Kind: KindPost, ID: post.ID, AgentID: post.AuthorID}
		if n.ParentID != "" {
			if target, err = answer(ctx, tx, actor, &c, n.ParentID); err != nil {
				return err
			}
		}
		a := actor.action(event.CommentCreated)
		a.ID, a.Target, a.Submolt, a.PostID, a.ParentID = id, target, post.Submolt, post.ID, n.ParentID
		a.SetText(n.Content)
		a.Unseen = c.Hidden != 0 || post.Hidden != 0
		if c.Created, err = tx.Emit(a); err != nil {
			return err
		}
		if err := tx.AddComment(c); err != nil {
			return err
		}
		if err := notifyOfComment(tx, c, post, target); err != nil {
			return err
		}
		if err := notifyOfMentions(ctx, tx, mentioned(c.Content), noteOf(actor.ID, post.ID, c.ID, c.Created), post.AuthorID, target.AgentID); err != nil {
			return err
		}
		actor.LastActive = c.Created
		made = c
		made.Author, made.Updated, made.Submolt = actor.Author(), c.Created, post.Submolt
		proof, err = b.guard(tx, actor, itemOfComment(made), verdict, c.Created)
		return err
	})
	return made, proof, err
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

func itemOfPost(p store.Post) item {
	return item{post: &p, target: event.Target{Kind: KindPost, ID: p.ID, AgentID: p.Author.ID}, hidden: p.Hidden, postID: p.ID, submolt: p.Submolt}
}

func itemOfComment(c store.Comment) item {
	return item{comment: &c, target: event.Target{Kind: KindComment, ID: c.ID, AgentID: c.Author.ID}, hidden: c.Hidden, postID: c.PostID, submolt: c.Submolt}
}

func findItem(ctx context.Context, tx *store.Tx, ref client.ItemRef) (item, error) {
	switch ref.Kind {
	case KindPost:
		p, err := tx.Post(ctx, ref.ID, "")
		return itemOfPost(p), err
	case KindComment:
		c, err := tx.Comment(ctx, ref.ID)
		return itemOfComment(c), err
	}
	return item{}, store.ErrNotFound
}

// seen says whether a viewer sees it where it stands: a comment goes with its post.
func (i item) seen(ctx context.Context, tx *store.Tx, viewer string) (bool, error) {
	if i.comment == nil || !sees(viewer, i.hidden, i.target.AgentID) {
		return sees(viewer, i.hidden, i.target.AgentID), nil
	}
	p, err := tx.PostHead(ctx, i.postID)
	return sees(viewer, p.Hidden, p.AuthorID), err
}

// author names who wrote it.
func (i item) author() event.Agent {
	if i.post != nil {
		return event.Agent{ID: i.post.Author.ID, Name: i.post.Author.Name}
	}
	return event.Agent{ID: i.comment.Author.ID, Name: i.comment.Author.Name}
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
		if err := b.bulk(ctx, tx, actor, bulkDelete, b.Bulk.Deletes); err != nil {
			return err
		}
		a := actor.action(event.ContentDeleted)
		i.describe(&a)
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		return i.hide(tx, i.hidden|store.Deleted, at)
	})
}

func title(kind string) string {
	switch kind {
	case KindComment:
		return "Comment"
	case KindMessage:
		return "Message"
	case KindSubmolt:
		return "Submolt"
	}
	return "Post"
}
