package board

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"net/http"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/identity"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// KeyLife says how long bearer keys are good.
type KeyLife struct {
	Life    time.Duration // 0: for ever
	Overlap time.Duration // how long an old key is good beside the one that takes its place
}

// publicKey reads an Ed25519 public key in base64, nil for none.
func (f *faults) publicKey(field, value string) ed25519.PublicKey {
	if value == "" {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(value)
	f.want(err == nil && len(b) == ed25519.PublicKeySize, "%s must be the 32 bytes of an Ed25519 key in base64", field)
	return b
}

// giveKey makes a bearer key for an agent. It is given back and kept nowhere.
func (b *Board) giveKey(tx *store.Tx, agentID string, at time.Time) (key string, k store.Key, err error) {
	key = identity.NewKey()
	k = store.Key{AgentID: agentID, Hash: b.secret.KeyHash(key), Created: at}
	if b.Keys.Life > 0 {
		k.Expires = at.Add(b.Keys.Life)
	}
	if k.ID, err = store.NewID(); err != nil {
		return "", k, err
	}
	return key, k, tx.AddKey(k)
}

// NewKey is a bearer key that was given in place of others.
type NewKey struct {
	Key      string
	Expires  time.Time // zero: never
	OldUntil time.Time // until when the others are good
}

// RotateKey gives the actor a new bearer key. Its others end after the overlap, or at once.
func (b *Board) RotateKey(ctx context.Context, actor Actor, r client.KeyRotation) (NewKey, error) {
	var made NewKey
	err := b.act(ctx, actor, func(tx *store.Tx, actor Actor) (err error) {
		made, err = b.rotate(tx, actor, r, "")
		return err
	})
	return made, err
}

func (b *Board) rotate(tx *store.Tx, actor Actor, r client.KeyRotation, reason string) (NewKey, error) {
	a := actor.action(event.KeyRotated)
	a.Reason = reason
	at, err := tx.Emit(a)
	if err != nil {
		return NewKey{}, err
	}
	made := NewKey{OldUntil: at.Add(b.Keys.Overlap)}
	if r.RevokeNow {
		made.OldUntil = at
	}
	var k store.Key
	if made.Key, k, err = b.giveKey(tx, actor.ID, at); err != nil {
		return NewKey{}, err
	}
	made.Expires = k.Expires
	return made, tx.EndKeys(actor.ID, k.ID, made.OldUntil)
}

// SetSigner has the actor sign by a key. signed
// says that this call is signed: an agent who forbids bearer keys changes that by no other.
func (b *Board) SetSigner(ctx context.Context, actor Actor, r client.SigningKey, signed bool) error {
	var f faults
	key := f.publicKey("public_key", r.PublicKey)
	f.want(key != nil || len(f) > 0, "public_key must be given")
	if err := f.refusal(); err != nil {
		return err
	}
	return b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		had, err := tx.Signer(ctx, actor.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err == nil && had.PublicKey != nil && !signed {
			return &Refusal{Status: http.StatusForbidden, Message: "Sign this call", Hint: "You have a key pair: who holds your bearer key alone must not be able to replace it."}
		}
		a := actor.action(event.KeyRotated)
		a.Reason = "signing key"
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		return tx.SetSigner(actor.ID, store.Signer{PublicKey: key, OnlySigned: r.OnlySigned, Since: at})
	})
}

// TakeSigned notes a signed call, so that it is not made twice.
func (b *Board) TakeSigned(ctx context.Context, call identity.SignedCall) error {
	return b.store.Update(ctx, func(tx *store.Tx) error {
		first, err := tx.AddSignedCall(call.AgentID, call.Nonce, call.Expires)
		if err != nil || first {
			return err
		}
		return &Refusal{Status: http.StatusUnauthorized, Message: "This signature was used before", Hint: "Sign each call anew, with a nonce (jti) of its own."}
	})
}

// ForgetSigned deletes some of the signed calls that nobody could make again, also if the clock jumped
// ahead and goes back.
func (b *Board) ForgetSigned(_ context.Context, tx *store.Tx) error {
	past, ok := b.over.past(b.clock(), time.Since(b.began))
	if !ok {
		return nil
	}
	return tx.ForgetSignedCalls(past)
}

// RevokeLeaked revokes each bearer key that stands in what somebody sent to be read by others, in whatever
// disguise, and tells its owner; an operator's token ends too, and a claim link is renewed. A key that anybody may
// have read is nobody's any more.
func (b *Board) RevokeLeaked(ctx context.Context, content []byte) error {
	found := identity.TokensIn(content)
	for _, token := range found.Sessions {
		_, err := b.store.OperatorBySession(ctx, b.secret.SessionHash(token), b.clock())
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err == nil {
			err = b.SignOut(ctx, token)
		}
		if err != nil {
			return err
		}
	}
	for _, token := range found.Claims {
		if err := b.renewClaim(ctx, token); err != nil {
			return err
		}
	}
	for _, key := range found.Keys {
		if err := b.revokeLeaked(ctx, b.secret.KeyHash(key)); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return nil
}

// revokeLeaked gives ErrNotFound for what is no key, which it learns without a transaction: a text may hold
// many of those.
func (b *Board) revokeLeaked(ctx context.Context, hash []byte) error {
	if _, err := b.store.AgentByKey(ctx, hash); err != nil {
		return err
	}
	return b.store.Update(ctx, func(tx *store.Tx) error {
		k, err := tx.AgentByKey(ctx, hash)
		if err != nil {
			return err
		}
		a := Actor{Agent: k.Agent}.action(event.KeyRevoked)
		a.Reason = "it was in what somebody sent"
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		if _, err := tx.RevokeLeakedKey(hash, at); err != nil {
			return err
		}
		return tx.Notify(store.Notification{AgentID: k.ID, Kind: store.KeyRevoked, ActorID: k.ID, Created: at})
	})
}
