package store

import (
	"context"
	"errors"
	"time"
)

// Operator is a person who answers for agents.
type Operator struct {
	ID      string
	Contact string // keyed hash, in hex
	Handle  string // shown as the owner of its agents
	Created time.Time
}

func scanOperator(row scanner) (o Operator, err error) {
	err = row.Scan(&o.ID, &o.Contact, &o.Handle, micros{&o.Created})
	return o, err
}

// Operator finds an operator by id.
func (r *Reader) Operator(ctx context.Context, id string) (Operator, error) {
	return one(ctx, r, "an operator", r.q.OperatorByID, scanOperator, id)
}

// OperatorByContact finds the operator who is reached at a contact, by its hash.
func (r *Reader) OperatorByContact(ctx context.Context, contact string) (Operator, error) {
	return one(ctx, r, "an operator by contact", r.q.OperatorByContact, scanOperator, contact)
}

// HandleTaken says whether a handle is an operator's, or was given for an agent by somebody.
func (r *Reader) HandleTaken(ctx context.Context, handle, key string) (bool, error) {
	switch _, err := one(ctx, r, "an operator by handle", r.q.OperatorByHandle, scanOperator, key); {
	case err == nil:
		return true, nil
	case !errors.Is(err, ErrNotFound):
		return false, err
	}
	return one(ctx, r, "whether a handle is taken", r.q.HandleClaimed, scanOne[bool], handle, key)
}

// OperatorBySession finds who is signed in, at a time, by a token's hash.
func (r *Reader) OperatorBySession(ctx context.Context, hash []byte, at time.Time) (Operator, error) {
	return one(ctx, r, "an operator by session", r.q.OperatorBySession, scanOperator, hash, toMicros(at))
}

// Ownership is whose an agent is.
type Ownership struct {
	OperatorID string // "" once it was released
	Since      time.Time
	Round      int64 // how often it was released, or its claim link renewed
}

// Ownership finds whose an agent is; the zero value is of one that no operator ever claimed.
func (r *Reader) Ownership(ctx context.Context, agentID string) (Ownership, error) {
	o, err := one(ctx, r, "whose an agent is", r.q.OwnershipOf, func(row scanner) (o Ownership, err error) {
		err = row.Scan(&o.OperatorID, micros{&o.Since}, &o.Round)
		return o, err
	}, agentID)
	if errors.Is(err, ErrNotFound) {
		return Ownership{}, nil
	}
	return o, err
}

// OwnedNamed finds an agent of an operator's by the name in lower case.
func (r *Reader) OwnedNamed(ctx context.Context, operatorID, name string) (Agent, error) {
	return one(ctx, r, "an operator's agent", r.q.OwnedByName, scanAccount, operatorID, name)
}

// OwnedAgent is an agent of an operator's.
type OwnedAgent struct {
	Agent
	KeyLeaked time.Time // when a key of it was revoked because others may have read it; zero if it has a later one, or never
}

// Owned lists the agents of an operator by id, after one of them ("": from the first).
func (r *Reader) Owned(ctx context.Context, operatorID, after string, limit int) ([]OwnedAgent, error) {
	return many(ctx, r, "an operator's agents", r.q.OwnedAfter, func(row scanner) (o OwnedAgent, err error) {
		o.Agent, err = scanAgent(row, micros{&o.KeyLeaked})
		return o, err
	}, operatorID, after, limit)
}

// ContactProof is what somebody was asked to prove: that a contact is theirs.
type ContactProof struct {
	ID, Contact, AgentID, Handle string // AgentID "": to sign in
	Created, Expires, Used       time.Time
}

// ContactProof finds one by id.
func (r *Reader) ContactProof(ctx context.Context, id string) (ContactProof, error) {
	return one(ctx, r, "a proof", r.q.ProofByID, func(row scanner) (p ContactProof, err error) {
		err = row.Scan(&p.ID, &p.Contact, &p.AgentID, &p.Handle, micros{&p.Created}, micros{&p.Expires}, micros{&p.Used})
		return p, err
	}, id)
}

// AddOperator creates an operator. Contact and handle must be free; key is the handle in lower case.
func (t *Tx) AddOperator(o Operator, key string) error {
	return wrap("adding an operator", t.exec(t.s.write.InsertOperator, o.ID, o.Contact, o.Handle, key, toMicros(o.Created)))
}

// DeleteOperator deletes an operator who has no agents any more.
func (t *Tx) DeleteOperator(id string) error {
	return wrap("deleting an operator", t.exec(t.s.write.DeleteOperator, id))
}

// Own gives an agent to an operator.
func (t *Tx) Own(agentID, operatorID string, at time.Time) error {
	return wrap("giving an agent to an operator", t.exec(t.s.write.PutOwnership, agentID, operatorID, toMicros(at)))
}

// Release takes an agent from its operator: it is claimed no more, and its old claim links are void.
func (t *Tx) Release(agentID string, at time.Time) error {
	if err := t.exec(t.s.write.ReleaseAgent, agentID, toMicros(at)); err != nil {
		return wrap("releasing an agent", err)
	}
	return wrap("releasing an agent", t.exec(t.s.write.ClaimAgent, agentID, 0, ""))
}

// RenewClaim makes the claim links of an agent void whom nobody has claimed; what was asked to be proved before it
// claims nothing either.
func (t *Tx) RenewClaim(agentID string, at time.Time) error {
	_, err := t.silently(t.s.write.RenewClaim, agentID, toMicros(at))
	return wrap("renewing a claim link", err)
}

// AddContactProof notes what somebody is asked to prove.
func (t *Tx) AddContactProof(p ContactProof) error {
	_, err := t.silently(t.s.write.InsertProof, p.ID, p.Contact, p.AgentID, p.Handle, toMicros(p.Created), toMicros(p.Expires))
	return wrap("noting a proof", err)
}

// UseContactProof uses a proof up, and says whether it was not before.
func (t *Tx) UseContactProof(id string, at time.Time) (bool, error) {
	n, err := t.silently(t.s.write.UseProof, id, toMicros(at))
	return n > 0, wrap("using a proof", err)
}

// AddOperatorSession signs an operator in.
func (t *Tx) AddOperatorSession(hash []byte, operatorID string, expires time.Time) error {
	_, err := t.silently(t.s.write.InsertOperatorSession, hash, operatorID, toMicros(expires))
	return wrap("signing an operator in", err)
}

// EndOperatorSession signs an operator out.
func (t *Tx) EndOperatorSession(hash []byte) error {
	_, err := t.silently(t.s.write.DeleteOperatorSession, hash)
	return wrap("signing an operator out", err)
}

// ForgetOperators deletes some of the proofs that ended before one time and of the sessions that
// ended before another.
func (t *Tx) ForgetOperators(proofs, sessions time.Time) error {
	if _, err := t.silently(t.s.write.ForgetProofs, toMicros(proofs)); err != nil {
		return wrap("forgetting proofs", err)
	}
	_, err := t.silently(t.s.write.ForgetOperatorSessions, toMicros(sessions))
	return wrap("forgetting sessions", err)
}

// RevokeKeys ends all bearer keys of an agent at once, and the key by which it signs.
func (t *Tx) RevokeKeys(agentID string, at time.Time) error {
	if err := t.exec(t.s.write.RevokeKeysOf, agentID, toMicros(at)); err != nil {
		return wrap("revoking keys", err)
	}
	return wrap("revoking a signing key", t.exec(t.s.write.DeleteSigner, agentID))
}

// EndOperatorSessions signs an operator out, wherever it is signed in.
func (t *Tx) EndOperatorSessions(operatorID string) error {
	_, err := t.silently(t.s.write.DeleteOperatorSessionsOf, operatorID)
	return wrap("ending an operator's sessions", err)
}
