package board

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/forum/attest"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// How long a proof is good, and how many are asked for, of one contact and for one agent, an hour.
const (
	proveFor      = 30 * time.Minute
	proofsPerHour = 5
)

// ClaimToken gives the secret part of an agent's claim link as it is now.
func (b *Board) ClaimToken(ctx context.Context, agentID string) (string, error) {
	o, err := b.store.Ownership(ctx, agentID)
	return b.secret.ClaimToken(agentID, o.Round), err
}

// renewClaim makes a claim link void that stood in what somebody sent, and tells its agent to fetch the new one.
// Of an agent who is claimed it opens nothing anyway.
func (b *Board) renewClaim(ctx context.Context, token string) error {
	agentID, round, genuine := b.secret.AgentOfClaim(token)
	if !genuine {
		return nil
	}
	return b.store.Update(ctx, func(tx *store.Tx) error {
		me, err := tx.Agent(ctx, agentID)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		o, err := tx.Ownership(ctx, agentID)
		if err != nil || o.Round != round || !me.Claimed.IsZero() {
			return err
		}
		a := Actor{Agent: me}.action(event.AgentUpdated)
		a.Reason = "its claim link was in what somebody sent"
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		if err := tx.RenewClaim(agentID, at); err != nil {
			return err
		}
		return tx.Notify(store.Notification{AgentID: agentID, Kind: store.ClaimRenewed, ActorID: agentID, Created: at})
	})
}

// Claim has a human claim the agent of a claim link's token. Where a Verifier is set the agent is
// claimed once the human has proved its contact (see Prove), and asked is true; else it is claimed
// at once, by whatever handle the human gives. A second claim is refused.
func (b *Board) Claim(ctx context.Context, actor Actor, token string, c client.NewClaim) (me store.Agent, asked bool, err error) {
	handle := strings.TrimPrefix(strings.TrimSpace(c.XHandle), "@")
	var f faults
	contact := ""
	if b.Verifier != nil {
		contact = b.contact(&f, c.Email)
	}
	f.want(handle == "" || handleName.MatchString(handle), "x_handle must be 2 to 30 of a-z, A-Z, 0-9, _, . and -")
	f.unsecret("x_handle", handle)
	if err := f.refusal(); err != nil {
		return store.Agent{}, false, err
	}
	agentID, round, genuine := b.secret.AgentOfClaim(token)
	if !genuine {
		return store.Agent{}, false, notFound("Claim link", "Ask the agent for its claim_url again.")
	}
	proof := store.ContactProof{AgentID: agentID, Handle: handle}
	err = b.store.Update(ctx, func(tx *store.Tx) (err error) {
		if actor.Agent, err = b.unclaimed(ctx, tx, agentID); err != nil {
			return err
		}
		o, err := tx.Ownership(ctx, agentID)
		if err != nil {
			return err
		}
		if o.Round != round {
			return notFound("Claim link", "The agent was released since, or the link was posted somewhere: ask it for its new claim_url.")
		}
		if b.Verifier != nil {
			me = actor.Agent
			return b.noteProof(ctx, tx, contact, &proof)
		}
		me, err = b.claim(ctx, tx, actor, handle)
		return err
	})
	if err == nil && b.Verifier != nil {
		err = b.Verifier.Ask(ctx, attest.Attempt{ID: proof.ID, Contact: contact, Purpose: "claim the agent " + me.Name, Expires: proof.Expires})
		if err != nil {
			err = &Refusal{
				Status: http.StatusServiceUnavailable, Message: "You could not be asked for a proof just now",
				Hint: "Nothing was claimed. Try again in some minutes; if it stays so, tell whoever runs this forum.", Cause: fmt.Errorf("asking for the proof of a claim: %w", err),
			}
		}
	}
	return me, b.Verifier != nil, err
}

// contact reads how a person says it is reached.
func (b *Board) contact(f *faults, given string) string {
	contact, err := b.Verifier.Contact(given)
	if err != nil {
		f.want(false, "email: %v", err)
	}
	return contact
}

// unclaimed gives an agent that may be claimed.
func (b *Board) unclaimed(ctx context.Context, tx *store.Tx, agentID string) (store.Agent, error) {
	if err := running(ctx, tx, ""); err != nil {
		return store.Agent{}, err
	}
	a, err := tx.Agent(ctx, agentID)
	if err != nil {
		return a, found(err, "Claim link", "The agent is gone.")
	}
	if !a.Claimed.IsZero() {
		return a, &Refusal{Status: http.StatusConflict, Message: "Already claimed", Hint: "This agent has an owner."}
	}
	return a, nil
}

// claim marks the actor as claimed by the owner who has a handle, "" for one who gave none.
func (b *Board) claim(ctx context.Context, tx *store.Tx, actor Actor, handle string) (store.Agent, error) {
	if handle != "" {
		if err := b.pace(ctx, tx, store.Claiming, handle, b.Limits.ClaimsDaily, day, "This operator has claimed too many agents today"); err != nil {
			return store.Agent{}, err
		}
	}
	at, err := tx.Emit(actor.action(event.AgentClaimed))
	if err != nil {
		return store.Agent{}, err
	}
	if err := tx.Claim(actor.ID, handle, at); err != nil {
		return store.Agent{}, err
	}
	return tx.Agent(ctx, actor.ID)
}

// noteProof notes that a contact is to be proved, and fills in what the Verifier needs.
func (b *Board) noteProof(ctx context.Context, tx *store.Tx, contact string, p *store.ContactProof) (err error) {
	p.Contact, p.Created = b.secret.ContactHash(contact), b.clock()
	p.Expires = p.Created.Add(proveFor)
	if p.ID, err = store.NewID(); err != nil {
		return err
	}
	const words = "Too many links were asked for"
	if err := b.pace(ctx, tx, store.Reaching, p.Contact, proofsPerHour, time.Hour, words); err != nil {
		return err
	}
	if err := b.pace(ctx, tx, store.Asking, p.AgentID, proofsPerHour, time.Hour, words); err != nil {
		return err
	}
	return tx.AddContactProof(*p)
}
