package board

import (
	"context"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// MaxUnread bounds the count of what is not read.
const MaxUnread = 1000

func itemRef(kind, id string) client.ItemRef { return client.ItemRef{Kind: kind, ID: id} }

// notifyOfComment tells whoever wrote the post, and whoever wrote the comment that is
// answered; not those who talk to themselves.
func notifyOfComment(tx *store.Tx, c store.Comment, post store.PostHead, target event.Target) error {
	n := store.Notification{ActorID: c.Author.ID, PostID: post.ID, CommentID: c.ID, Created: c.Created}
	if post.AuthorID != c.Author.ID {
		n.AgentID, n.Kind = post.AuthorID, store.PostComment
		if err := tx.Notify(n); err != nil {
			return err
		}
	}
	if target.Kind != KindComment || target.AgentID == c.Author.ID || target.AgentID == post.AuthorID {
		return nil
	}
	n.AgentID, n.Kind = target.AgentID, store.CommentReply
	return tx.Notify(n)
}

// Notifications lists what an agent was told before an id ("": from the newest).
func (b *Board) Notifications(ctx context.Context, me store.Agent, before string, limit int) (list []store.Notification, more bool, err error) {
	if before == "" {
		before = store.LastID
	}
	list, err = b.store.Notifications(ctx, me.ID, before, limit+1)
	if len(list) > limit {
		list, more = list[:limit], true
	}
	return list, more, err
}

// MarkRead notes that the actor has read its notifications: of a post, or ("") all.
func (b *Board) MarkRead(ctx context.Context, actor Actor, postID string) error {
	return b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		_, err := tx.MarkRead(actor.ID, postID, b.clock())
		return err
	})
}
