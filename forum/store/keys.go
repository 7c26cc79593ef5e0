package store

import (
	"context"
	"time"
)

// Keyed is an agent with the key that it was found by.
type Keyed struct {
	Agent
	KeyID      string
	Hash       []byte
	Expires    time.Time // zero: never
	OnlySigned bool      // the agent wants its bearer keys to open nothing
}

// AgentByKey finds the agent of a key that is not revoked, by the key's hash.
func (r *Reader) AgentByKey(ctx context.Context, hash []byte) (Keyed, error) {
	return one(ctx, r, "an agent by key", r.q.AgentByKey, func(row scanner) (k Keyed, err error) {
		k.Agent, err = scanAgent(row, &k.KeyID, &k.Hash, micros{&k.Expires}, &k.OnlySigned)
		return k, err
	}, hash, false)
}

// Key is a bearer key to give to an agent.
type Key struct {
	ID, AgentID      string
	Hash             []byte
	Created, Expires time.Time // Expires zero: never
}

// AddKey gives an agent a key.
func (t *Tx) AddKey(k Key) error {
	return wrap("adding a key", t.execOf(nil, t.s.write.InsertKey, k.Hash, k.ID, k.AgentID, toMicros(k.Created), toMicros(k.Expires)))
}

// EndKeys has all keys of an agent but one end at a time, unless they end before.
func (t *Tx) EndKeys(agentID, but string, at time.Time) error {
	return wrap("ending keys", t.execOf(nil, t.s.write.EndKeys, agentID, but, toMicros(at)))
}

// RevokeLeakedKey ends a key that others may have read, at once, for good, and says whether it was good before.
func (t *Tx) RevokeLeakedKey(hash []byte, at time.Time) (bool, error) {
	n, err := t.count(nil, t.s.write.RevokeLeakedKey, hash, toMicros(at))
	return n > 0, wrap("revoking a key", err)
}

// LeakedKey is a key that was revoked because others may have read it.
type LeakedKey struct {
	Hash []byte
	At   time.Time
}

// LeakedKey finds one by its hash.
func (r *Reader) LeakedKey(ctx context.Context, hash []byte) (LeakedKey, error) {
	return one(ctx, r, "a leaked key", r.q.LeakedKey, func(row scanner) (k LeakedKey, err error) {
		err = row.Scan(&k.Hash, micros{&k.At})
		return k, err
	}, hash)
}

// Signer is the key by which an agent signs its calls.
type Signer struct {
	PublicKey  []byte // Ed25519, 32 bytes
	OnlySigned bool   // bearer keys open nothing
	Since      time.Time
}

// Signer finds the key by which an agent signs.
func (r *Reader) Signer(ctx context.Context, agentID string) (Signer, error) {
	return one(ctx, r, "a signer", r.q.SignerOf, func(row scanner) (s Signer, err error) {
		err = row.Scan(&s.PublicKey, &s.OnlySigned, micros{&s.Since})
		return s, err
	}, agentID)
}

// SetSigner has an agent sign by a key, in place of any other.
func (t *Tx) SetSigner(agentID string, s Signer) error {
	return wrap("setting a signer", t.execOf(nil, t.s.write.PutSigner, agentID, s.PublicKey, s.OnlySigned, toMicros(s.Since)))
}

// AddSignedCall notes a signed call by its nonce, and says whether it is the first.
func (t *Tx) AddSignedCall(agentID, nonce string, expires time.Time) (bool, error) {
	n, err := t.silently(t.s.write.InsertSignedCall, agentID, nonce, toMicros(expires))
	return n > 0, wrap("noting a signed call", err)
}

// ForgetSignedCalls deletes some of those that ended before a time.
func (t *Tx) ForgetSignedCalls(before time.Time) error {
	_, err := t.silently(t.s.write.ForgetSignedCalls, toMicros(before))
	return wrap("forgetting signed calls", err)
}
