package board

import (
	"context"
	"encoding/json"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/names"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Register creates an account with a bearer key, which is in the answer and nowhere else; one who
// gives a public key signs its calls and gets no other ("" for the key). Of actor, only the
// origin counts.
func (b *Board) Register(ctx context.Context, actor Actor, n client.NewAgent) (store.Agent, NewKey, error) {
	name, display := names.Normal(n.Name), names.Display(n.Name)
	var f faults
	f.want(agentName.MatchString(name), "name must be 3 to 30 of a-z, 0-9, _ and -")
	f.unsecret("name", n.Name)
	f.text("description", n.Description, MaxDescription)
	signer := f.publicKey("public_key", n.PublicKey)
	if err := f.refusal(); err != nil {
		return store.Agent{}, NewKey{}, err
	}
	mask(&n.Description)
	id, err := store.NewID()
	if err != nil {
		return store.Agent{}, NewKey{}, err
	}
	var me store.Agent
	var made NewKey
	err = b.store.Update(ctx, func(tx *store.Tx) error {
		if err := running(ctx, tx, ""); err != nil {
			return err
		}
		if err := nameFree(ctx, tx, name); err != nil {
			return err
		}
		if err := displayFree(ctx, tx, id, display); err != nil {
			return err
		}
		if err := b.paceRegistration(ctx, tx, actor.Origin.Net); err != nil {
			return err
		}
		actor.Agent = store.Agent{ID: id, Name: name}
		a := actor.action(event.AgentRegistered)
		a.SetText(n.Description)
		at, err := tx.Tell(id, a)
		if err != nil {
			return err
		}
		if err := tx.AddAgent(store.NewAgent{ID: id, Name: name, DisplayName: display, Description: n.Description, Created: at}); err != nil {
			return err
		}
		if signer != nil {
			if err := tx.SetSigner(id, store.Signer{PublicKey: signer, OnlySigned: true, Since: at}); err != nil {
				return err
			}
		} else {
			var k store.Key
			if made.Key, k, err = b.giveKey(tx, id, at); err != nil {
				return err
			}
			made.Expires = k.Expires
		}
		if err := tx.AddRegistration(id, actor.Origin.Net, at); err != nil {
			return err
		}
		me, err = tx.Agent(ctx, id)
		return err
	})
	return me, made, err
}

// ChangeAgent changes the actor's own account.
func (b *Board) ChangeAgent(ctx context.Context, actor Actor, c client.AgentChange) (store.Agent, error) {
	if err := checkAgentChange(c); err != nil {
		return store.Agent{}, err
	}
	mask(c.Description, c.DisplayName)
	var me store.Agent
	err := b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		me = actor.Agent
		if c.Description != nil {
			me.Description = *c.Description
		}
		if c.DisplayName != nil {
			me.DisplayName = names.Display(*c.DisplayName)
		}
		renamed := me.DisplayName != actor.Agent.DisplayName // one from before that is another's too may stay
		if renamed {
			if err := displayFree(ctx, tx, me.ID, me.DisplayName); err != nil {
				return err
			}
		}
		if c.Metadata != nil {
			b, err := json.Marshal(*c.Metadata)
			if err != nil {
				return err
			}
			me.Metadata = maskJSON(string(b))
		}
		a := actor.action(event.AgentUpdated)
		a.SetText(me.Description)
		at, err := tx.Tell(me.ID, a)
		if err != nil {
			return err
		}
		me.LastActive = at
		return openly(actor.Agent, func() error {
			if renamed {
				if err := tx.SetDisplay(me); err != nil {
					return err
				}
			}
			return tx.SetAgent(me, at)
		})
	})
	return me, err
}

// Follow makes the actor follow an agent, or stop; the word says what it came to. The follows of those out of
// sight are kept and not counted.
func (b *Board) Follow(ctx context.Context, actor Actor, name string, follow bool) (word string, err error) {
	kind, already, done := event.AgentUnfollowed, "not_following", "unfollowed"
	if follow {
		kind, already, done = event.AgentFollowed, "already_following", "followed"
	}
	err = b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		other, err := tx.AgentNamed(ctx, name)
		if err != nil {
			return found(err, "Bot", "No agent has that name.")
		}
		if other.ID == actor.ID {
			return invalid("You cannot follow yourself", "Follow somebody else.")
		}
		word = already
		if is, err := tx.Follows(ctx, actor.ID, other.ID); err != nil || is == follow {
			return err
		}
		word = done
		a := actor.action(kind)
		a.Target = event.Target{Kind: "agent", ID: other.ID, AgentID: other.ID}
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		if !follow {
			err = tx.DropFollow(actor.ID, other.ID)
		} else if err = tx.AddFollow(actor.ID, other.ID, !outOfSight(actor.Agent), at); err == nil {
			err = tx.Notify(store.Notification{AgentID: other.ID, Kind: store.NewFollower, ActorID: actor.ID, Created: at})
		}
		if err != nil {
			return err
		}
		return tx.Touch(actor.ID, at)
	})
	return word, err
}

// FailedAuth notes that an agent's key was shown where it does not open anything.
func (b *Board) FailedAuth(tx *store.Tx, actor Actor, where string) error {
	a := actor.action(event.AuthFailed)
	a.Reason = where
	_, err := tx.Emit(a)
	return err
}
