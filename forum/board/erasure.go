package board

import (
	"context"
	"errors"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Erase takes the text of the actor's own post or comment away for good: here at once, and with
// all who were told of it as soon as they hear. Unlike what is deleted it can be restored by nobody.
func (b *Board) Erase(ctx context.Context, actor Actor, ref client.ItemRef) error {
	return b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		i, err := findItem(ctx, tx, ref)
		if err != nil {
			return found(err, title(ref.Kind), postHint)
		}
		if i.target.AgentID != actor.ID {
			if !sees(actor.ID, i.hidden, i.target.AgentID) {
				return notFound(title(ref.Kind), postHint)
			}
			return &Refusal{Status: http.StatusForbidden, Message: "You can only erase your own " + ref.Kind + "s", Hint: "Report it instead."}
		}
		if err := b.bulk(ctx, tx, actor, bulkDelete, b.Bulk.Deletes); err != nil {
			return err
		}
		return i.erase(tx, actor.action(event.ContentErased), i.hidden|store.Deleted)
	})
}

// EraseContent does the same for the staff, to anybody's content.
func (b *Board) EraseContent(ctx context.Context, tx *store.Tx, r client.ContentRequest) (client.ContentAnswer, error) {
	if err := checkContent(&r, erasable...); err != nil {
		return client.ContentAnswer{}, err
	}
	answer := client.ContentAnswer{Success: true, Results: make([]client.ItemResult, len(r.Items))}
	for n, ref := range r.Items {
		result := &answer.Results[n]
		*result = client.ItemResult{ItemRef: ref, Status: client.Unknown}
		a := event.Action{Kind: event.ContentErased, Reason: r.Reason}
		if r.Decision != "" {
			a.Items = []string{r.Decision}
		}
		writer, err := eraseAny(ctx, tx, ref, a)
		if errors.Is(err, store.ErrNotFound) {
			answer.Unknown++
			continue
		}
		if err != nil {
			return client.ContentAnswer{}, err
		}
		result.AgentID, result.Status = writer, client.Applied
		answer.Applied++
	}
	return answer, nil
}

// erasable are the kinds of what the staff erases.
var erasable = []string{KindPost, KindComment, KindAgent, KindSubmolt, KindMessage, KindReport, KindAppeal, KindPicture}

// eraseAny erases whatever is named, and says whose it was.
func eraseAny(ctx context.Context, tx *store.Tx, ref client.ItemRef, a event.Action) (writer string, err error) {
	if ref.Kind != KindPost && ref.Kind != KindComment {
		w, err := findWords(ctx, tx, ref)
		if err != nil {
			return "", err
		}
		return w.writer, w.forget(ctx, tx, a)
	}
	i, err := findItem(ctx, tx, ref)
	if err != nil {
		return "", err
	}
	a.Agent = i.author()
	return i.target.AgentID, i.erase(tx, a, i.hidden|store.Removed)
}

// erase takes the text away, hides what is left, and tells of it, to whoever was told of the text:
// the action is its author's, so that it follows those that hold the text.
func (i item) erase(tx *store.Tx, a event.Action, hidden int) error {
	i.describe(&a)
	at, err := tx.Emit(a)
	if err != nil {
		return err
	}
	if err := i.hide(tx, hidden, at); err != nil {
		return err
	}
	if i.post != nil {
		return tx.ErasePost(i.post.ID, i.target.AgentID)
	}
	return tx.EraseComment(i.comment.ID, i.target.AgentID)
}
