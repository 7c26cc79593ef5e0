package board

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/forum/attest"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// SessionLife is how long an operator is signed in.
const SessionLife = 12 * time.Hour

// SignedIn is an operator who has just signed in.
type SignedIn struct {
	store.Operator
	Token   string // shown once
	Expires time.Time
	Claimed *store.Agent // that the sign-in claimed; nil: none
}

var errNoOperators = &Refusal{Status: http.StatusNotFound, Message: "There are no operators here", Hint: "On this forum whoever opens the claim_url of an agent has claimed it."}

// AskForLink has somebody prove a contact again, if it is an operator's. The caller learns nothing of whether
// it is, by the time it takes neither: the answer is there before anything is looked up.
func (b *Board) AskForLink(given string) error {
	if b.Verifier == nil {
		return errNoOperators
	}
	var f faults
	contact := b.contact(&f, given)
	if err := f.refusal(); err != nil {
		return err
	}
	select {
	case b.links <- contact:
		return nil
	default:
		return &Refusal{Status: http.StatusServiceUnavailable, Message: "Too many links are being sent", Hint: "Ask again in a minute."}
	}
}

// maxLinks is how many links wait to be sent, and sendWithin how long one may take.
const (
	maxLinks   = 256
	sendWithin = 30 * time.Second
)

// SendLinks sends what was asked for, one after the other, until ctx ends; who still waits asks again.
// One that cannot be sent is told to failed.
func (b *Board) SendLinks(ctx context.Context, failed func(error)) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case contact := <-b.links:
			if err := b.sendLink(ctx, contact); err != nil && ctx.Err() == nil {
				failed(err)
			}
		}
	}
}

func (b *Board) sendLink(ctx context.Context, contact string) error {
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	var p store.ContactProof
	err := b.store.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.OperatorByContact(ctx, b.secret.ContactHash(contact)); err != nil {
			return err
		}
		return b.noteProof(ctx, tx, contact, &p)
	})
	var refused *Refusal
	if errors.Is(err, store.ErrNotFound) || errors.As(err, &refused) && refused.Limit != nil {
		return nil
	}
	if err != nil {
		return err
	}
	return b.Verifier.Ask(ctx, attest.Attempt{ID: p.ID, Contact: contact, Purpose: "sign in", Expires: p.Expires})
}

// Prove takes what a person brings back: it signs its operator in, who is made when there is none
// yet, and claims the agent that the proof was asked for. A proof does that once.
func (b *Board) Prove(ctx context.Context, actor Actor, proof string) (SignedIn, error) {
	if b.Verifier == nil {
		return SignedIn{}, errNoOperators
	}
	gone := notFound("Link", "It is not one of ours, or too old. Ask for a new one.")
	id, ok := b.Verifier.Proved(proof, b.clock())
	if !ok {
		return SignedIn{}, gone
	}
	var in SignedIn
	err := b.store.Update(ctx, func(tx *store.Tx) error {
		p, err := tx.ContactProof(ctx, id)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return gone
		case err != nil:
			return err
		case !p.Expires.After(b.clock()):
			return gone
		}
		first, err := tx.UseContactProof(id, b.clock())
		if err != nil {
			return err
		}
		if !first {
			return &Refusal{Status: http.StatusConflict, Message: "This link was used before", Hint: "Ask for a new one."}
		}
		if in.Operator, err = b.operatorOf(ctx, tx, p); err != nil {
			return err
		}
		if p.AgentID != "" {
			if in.Claimed, err = b.claimProved(ctx, tx, actor, in.Operator, p); err != nil {
				return err
			}
		}
		return b.openSession(tx, &in)
	})
	return in, err
}

// operatorOf gives the operator whose contact was proved, and makes one who claims the first agent.
func (b *Board) operatorOf(ctx context.Context, tx *store.Tx, p store.ContactProof) (store.Operator, error) {
	o, err := tx.OperatorByContact(ctx, p.Contact)
	if !errors.Is(err, store.ErrNotFound) {
		return o, err
	}
	if p.AgentID == "" {
		return o, notFound("Operator", "Open the claim_url of an agent to become one.")
	}
	if o.ID, err = store.NewID(); err != nil {
		return o, err
	}
	o.Contact, o.Handle, o.Created = p.Contact, p.Handle, b.clock()
	if o.Handle == "" {
		o.Handle = "operator-" + o.ID[len(o.ID)-12:]
	}
	key := strings.ToLower(o.Handle)
	taken, err := tx.HandleTaken(ctx, o.Handle, key)
	if err != nil {
		return o, err
	}
	if taken {
		return o, &Refusal{Status: http.StatusConflict, Message: "That handle is somebody else's", Hint: "Claim the agent again, with another x_handle."}
	}
	return o, tx.AddOperator(o, key)
}

// claimProved gives an agent to the operator who proved that it may have it.
func (b *Board) claimProved(ctx context.Context, tx *store.Tx, actor Actor, o store.Operator, p store.ContactProof) (*store.Agent, error) {
	var err error
	if actor.Agent, err = b.unclaimed(ctx, tx, p.AgentID); err != nil {
		return nil, err
	}
	had, err := tx.Ownership(ctx, p.AgentID)
	if err != nil {
		return nil, err
	}
	if had.Round > 0 && !p.Created.After(had.Since) {
		return nil, notFound("Link", "The agent was released since, or its claim_url was posted somewhere: ask it for its new one.")
	}
	actor.Origin.Owner = b.secret.OwnerHash(o.Handle)
	me, err := b.claim(ctx, tx, actor, o.Handle)
	if err != nil {
		return nil, err
	}
	return &me, tx.Own(me.ID, o.ID, me.Claimed)
}

// SignOut ends an operator's session.
func (b *Board) SignOut(ctx context.Context, token string) error {
	return b.store.Update(ctx, func(tx *store.Tx) error { return tx.EndOperatorSession(b.secret.SessionHash(token)) })
}

// owning runs an operator's act upon an agent of its own. Of actor, only the origin counts.
func (b *Board) owning(ctx context.Context, actor Actor, o store.Operator, name string, fn func(*store.Tx, Actor) error) error {
	return b.store.Update(ctx, func(tx *store.Tx) (err error) {
		if actor.Agent, err = tx.OwnedNamed(ctx, o.ID, strings.ToLower(name)); err != nil {
			return found(err, "Agent", "GET /operators/me lists yours.")
		}
		return fn(tx, actor)
	})
}

const byOperator = "by its operator"

// RotateKeyOf gives an agent of an operator's a new bearer key in place of its others.
func (b *Board) RotateKeyOf(ctx context.Context, actor Actor, o store.Operator, name string, r client.KeyRotation) (NewKey, error) {
	var made NewKey
	err := b.owning(ctx, actor, o, name, func(tx *store.Tx, actor Actor) error {
		if err := running(ctx, tx, actor.ID); err != nil {
			return err
		}
		signer, err := tx.Signer(ctx, actor.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if signer.OnlySigned {
			return &Refusal{Status: http.StatusConflict, Message: "This agent signs its calls", Hint: "A bearer key would open nothing. Revoke its keys first if its key pair is lost."}
		}
		made, err = b.rotate(tx, actor, r, byOperator)
		return err
	})
	return made, err
}

// RevokeKeysOf ends every key of an agent of an operator's at once, also the one by which it signs,
// and also while the staff has stopped all writing: a stolen key opens nothing from then on.
func (b *Board) RevokeKeysOf(ctx context.Context, actor Actor, o store.Operator, name string) error {
	return b.owning(ctx, actor, o, name, func(tx *store.Tx, actor Actor) error {
		a := actor.action(event.KeyRevoked)
		a.Reason = byOperator
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		return tx.RevokeKeys(actor.ID, at)
	})
}

// ReleaseAgent makes an agent of an operator's one that nobody has claimed.
func (b *Board) ReleaseAgent(ctx context.Context, actor Actor, o store.Operator, name string) error {
	return b.owning(ctx, actor, o, name, func(tx *store.Tx, actor Actor) error {
		return release(ctx, tx, actor)
	})
}

func release(ctx context.Context, tx *store.Tx, actor Actor) error {
	if err := running(ctx, tx, actor.ID); err != nil {
		return err
	}
	a := actor.action(event.AgentUpdated)
	a.Reason = "released " + byOperator
	at, err := tx.Emit(a)
	if err != nil {
		return err
	}
	return tx.Release(actor.ID, at)
}

// ForgetOperators forgets proofs and sessions that are over.
func (b *Board) ForgetOperators(_ context.Context, tx *store.Tx) error {
	now := b.clock()
	return tx.ForgetOperators(now.Add(-time.Hour), now)
}
