package board

import (
	"context"
	"strings"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/names"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Submolt finds a submolt by name, in letters of either case, as viewer (an agent's id, or "") sees it.
func (b *Board) Submolt(ctx context.Context, viewer, name string) (store.Submolt, error) {
	return submoltFor(ctx, b.store.Reader, viewer, name)
}

func submoltFor(ctx context.Context, r *store.Reader, viewer, name string) (store.Submolt, error) {
	m, err := r.Submolt(ctx, strings.ToLower(name))
	if err = orNotFound(err, seesSubmolt(viewer, m)); err != nil {
		return store.Submolt{}, found(err, "Submolt", submoltHint)
	}
	return m, nil
}

// seesSubmolt says whether viewer sees a submolt: what one out of sight founds, it sees alone.
func seesSubmolt(viewer string, m store.Submolt) bool {
	return !m.Hidden || (viewer == m.CreatorID && viewer != "")
}

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
	if err := b.refuseOrders("description", n.DisplayName, n.Description); err != nil {
		return store.Submolt{}, err
	}
	var made store.Submolt
	err = b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		if err := submoltFree(ctx, tx, n.Name); err != nil {
			return err
		}
		if err := submoltDisplayFree(ctx, tx, n.Name, n.DisplayName); err != nil {
			return err
		}
		if err := b.paceSubmolt(ctx, tx, actor); err != nil {
			return err
		}
		a := actor.action(event.SubmoltCreated)
		a.ID, a.Submolt, a.Title = id, n.Name, n.DisplayName
		a.Target = event.Target{Kind: "submolt", ID: id, AgentID: actor.ID}
		a.SetText(n.Description)
		at, err := tx.Tell(id, a)
		if err != nil {
			return err
		}
		made = store.Submolt{ID: id, Name: n.Name, DisplayName: n.DisplayName, Description: n.Description, CreatorID: actor.ID, Created: at, AllowCrypto: n.AllowCrypto, Hidden: outOfSight(actor.Agent)}
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
		submolt, err := submoltFor(ctx, tx.Reader, actor.ID, name)
		if err != nil {
			return err
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
	if in { // what its founder alone sees, it alone counts
		err = tx.AddSubscription(actor.ID, submolt.ID, submolt.Hidden || !outOfSight(actor.Agent), at)
	} else {
		err = tx.DropSubscription(actor.ID, submolt.ID)
	}
	if err != nil {
		return err
	}
	return tx.Touch(actor.ID, at)
}
