package store

import (
	"context"
	"errors"
	"time"
)

// Halt stops an agent from writing, or (AgentID "") all of them.
type Halt struct {
	AgentID    string
	Since      time.Time
	Reason, By string
}

func scanHalt(row scanner) (h Halt, err error) {
	err = row.Scan(&h.AgentID, micros{&h.Since}, &h.Reason, &h.By)
	return h, err
}

// HaltOf finds what stops an agent from writing, as the transaction sees it.
func (t *Tx) HaltOf(ctx context.Context, agentID string) (h Halt, stopped bool, err error) {
	if !t.s.anyHalts {
		return h, false, nil
	}
	h, err = one(ctx, t.Reader, "a halt", t.q.HaltOf, scanHalt, agentID)
	if errors.Is(err, ErrNotFound) {
		return h, false, nil
	}
	return h, err == nil, err
}

// Halts lists whom something stops from writing, by id; everybody's is the first.
func (r *Reader) Halts(ctx context.Context, from string, limit int) ([]Halt, error) {
	return many(ctx, r, "the halts", r.q.Halts, scanHalt, from, limit)
}

// PutHalt stops an agent, or all, and says whether that is new.
func (t *Tx) PutHalt(h Halt) (bool, error) {
	t.s.anyHalts = true
	n, err := t.count(nil, t.s.write.PutHalt, h.AgentID, toMicros(h.Since), h.Reason, h.By)
	return n > 0, wrap("stopping an agent", err)
}

// DeleteHalt lets an agent, or all, write again, and says whether something stopped it.
func (t *Tx) DeleteHalt(agentID string) (bool, error) {
	n, err := t.count(nil, t.s.write.DeleteHalt, agentID)
	return n > 0, wrap("ending a halt", err)
}
