package board

import (
	"context"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/names"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// CreateSubmolt founds a submolt; its creator is in it at once.
func (b *Board) CreateSubmolt(ctx context.Context, actor Actor, n client.NewSubmolt) (store.Submolt, error) {
	n.Name, n.DisplayName = names.Display(n.Name), names.Display(n.DisplayName)
	if err := checkSubmolt(n); err != nil {
		return store.Submolt{}, err
	}
	id, err := store.NewID()
	if err != nil {
		return store.Submolt{}, err
	}
	mask(&n.DisplayName, &n.Description)
	if n.DisplayName == "" {
		n.DisplayName = n.Name
	}
	var made store.Submolt
	err = b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		if err := submoltFree(ctx, tx, n.Name); err != nil {
			return err
		}
		if err := b.paceSubmolt(ctx, tx, actor); err != nil {
			return err
		}
		a := actor.action(event.SubmoltCreated)
		a.ID, a.Submolt, a.Title = id, n.Name, n.DisplayName
		a.Target = event.Target{Kind: "submolt", ID: id, AgentID: actor.ID}
		a.SetText(n.Description)
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		made = store.Submolt{ID: id, Name: n.Name, DisplayName: n.DisplayName, Description: n.Description, CreatorID: actor.ID, Created: at, AllowCrypto: n.AllowCrypto}
		if err := tx.AddSubmolt(made); err != nil {
			return err
		}
		if err := subscribe(tx, actor, made, true); err != nil {
			return err
		}
		made, err = tx.Submolt(ctx, n.Name)
		return err
	})
	return made, err
}

// Subscribe takes the actor into a submolt, or out; the word says what it came to.
func (b *Board) Subscribe(ctx context.Context, actor Actor, name string, in bool) (word string, err error) {
	already, done := "not_subscribed", "unsubscribed"
	if in {
		already, done = "already_subscribed", "subscribed"
	}
	err = b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		submolt, err := tx.Submolt(ctx, name)
		if err != nil {
			return found(err, "Submolt", "GET /submolts lists those there are.")
		}
		word = already
		if is, err := tx.Subscribed(ctx, actor.ID, submolt.ID); err != nil || is == in {
			return err
		}
		word = done
		return subscribe(tx, actor, submolt, in)
	})
	return word, err
}

func subscribe(tx *store.Tx, actor Actor, submolt store.Submolt, in bool) error {
	kind := event.SubmoltLeft
	if in {
		kind = event.SubmoltJoined
	}
	a := actor.action(kind)
	a.Submolt = submolt.Name
	a.Target = event.Target{Kind: "submolt", ID: submolt.ID, AgentID: submolt.CreatorID}
	at, err := tx.Emit(a)
	if err != nil {
		return err
	}
	if err := tx.SetSubscription(actor.ID, submolt.ID, in, at); err != nil {
		return err
	}
	return tx.Touch(actor.ID, at)
}
