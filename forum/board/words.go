package board

import (
	"context"
	"errors"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Kinds of what can be erased beside posts and comments.
const (
	KindAgent   = "agent"   // what it says of itself, with its picture; its name stays
	KindSubmolt = "submolt" // how it presents itself, with its pictures; its name stays
	KindMessage = "message"
	KindReport  = "report"
	KindAppeal  = "appeal"
	KindPicture = "picture" // one alone, by what follows /pictures/ in its address: OWNER/PLACE
)

// words are what somebody wrote that is no post and no comment.
type words struct {
	ref    client.ItemRef
	writer string       // an agent's id
	told   []store.Told // the actions that told of it
	erase  func(tx *store.Tx, id string) error
}

// findWords finds them by their kind, with whatever was told of them.
func findWords(ctx context.Context, tx *store.Tx, ref client.ItemRef) (w words, err error) {
	w.ref = ref
	switch ref.Kind {
	case KindAgent:
		w.writer, w.erase = ref.ID, (*store.Tx).EraseAgent
		_, err = tx.Agent(ctx, ref.ID)
	case KindSubmolt:
		var m store.Submolt
		m, err = tx.SubmoltByID(ctx, ref.ID)
		w.writer, w.erase = m.CreatorID, (*store.Tx).EraseSubmolt
	case KindMessage:
		w.writer, err = tx.WriterOfMessage(ctx, ref.ID)
		w.erase = (*store.Tx).EraseMessage
	case KindReport:
		w.writer, err = tx.WriterOfReport(ctx, ref.ID)
		w.erase = (*store.Tx).EraseReport
	case KindAppeal:
		w.writer, err = tx.WriterOfAppeal(ctx, ref.ID)
		w.erase = (*store.Tx).EraseAppeal
	case KindPicture:
		w.writer, w.erase, err = findPicture(ctx, tx, ref.ID)
	default:
		return w, store.ErrNotFound
	}
	if err != nil {
		return w, err
	}
	if ref.Kind != KindAgent && ref.Kind != KindSubmolt { // an action of that id told of it, once; none told of a picture, whose erasure is told all the same
		w.told = []store.Told{{ActionID: ref.ID, AgentID: w.writer}}
		return w, nil
	}
	w.told, err = tx.ToldOf(ctx, ref.ID)
	return w, err
}

// forget takes the words away, and tells whoever was told of them: for each action that told them one of the same
// agent, so that it follows it. by is what an action begins with.
func (w words) forget(ctx context.Context, tx *store.Tx, by event.Action) error {
	for _, told := range w.told {
		a := by
		if told.AgentID != by.Agent.ID {
			teller, err := tx.Agent(ctx, told.AgentID)
			if err != nil {
				return err
			}
			a.Agent, a.Origin = event.Agent{ID: teller.ID, Name: teller.Name}, event.Origin{}
		}
		a.Target = event.Target{Kind: w.ref.Kind, ID: told.ActionID, AgentID: w.writer}
		if _, err := tx.Emit(a); err != nil {
			return err
		}
	}
	return errors.Join(tx.EraseTold(w.told), w.erase(tx, w.ref.ID), tx.ForgetTold(w.ref.ID))
}

// EraseWords takes away for good what the actor wrote that is no post and no comment: what it says of itself, how its
// submolt presents itself, a message that it sent.
func (b *Board) EraseWords(ctx context.Context, actor Actor, ref client.ItemRef) error {
	return b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		w, err := findWords(ctx, tx, ref)
		if err != nil {
			return found(err, title(ref.Kind), "There is none of that id.")
		}
		if w.writer != actor.ID {
			if ref.Kind == KindSubmolt {
				return &Refusal{Status: http.StatusForbidden, Message: "Only who founded a submolt can erase how it presents itself", Hint: "Report what is wrong in it."}
			}
			return notFound(title(ref.Kind), "There is none of that id that is yours.")
		}
		if err := b.bulk(ctx, tx, actor, bulkDelete, b.Bulk.Deletes); err != nil {
			return err
		}
		return w.forget(ctx, tx, actor.action(event.ContentErased))
	})
}
