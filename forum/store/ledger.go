package store

import (
	"context"
	"time"
)

// StoredAnswer is what a call of the staff was answered.
type StoredAnswer struct {
	Request []byte // hash of the request
	Status  int
	Answer  []byte
}

// StoredAnswer finds the answer to the call that one of the staff made under a key.
func (r *Reader) StoredAnswer(ctx context.Context, who, key string) (StoredAnswer, error) {
	return one(ctx, r, "a stored answer", r.q.StoredAnswer, func(row scanner) (a StoredAnswer, err error) {
		err = row.Scan(&a.Request, &a.Status, &a.Answer)
		return a, err
	}, who, key)
}

// StoreAnswer keeps an answer under a key that is free.
func (t *Tx) StoreAnswer(who, key string, a StoredAnswer, at time.Time) error {
	return wrap("storing an answer", t.execOf(nil, t.s.write.StoreAnswer, who, key, a.Request, a.Status, a.Answer, toMicros(at)))
}

// ForgetAnswers deletes some of the answers that are older than before.
func (t *Tx) ForgetAnswers(before time.Time) (int64, error) {
	n, err := t.count(nil, t.s.write.ForgetAnswers, toMicros(before))
	return n, wrap("forgetting stored answers", err)
}

// AuditEntry is one call of the staff's API.
type AuditEntry struct {
	ID                                 int64
	Time                               time.Time
	Who, Call, IdempotencyKey, Outcome string
	Status                             int
}

// Audit lists the calls after an entry, oldest first.
func (r *Reader) Audit(ctx context.Context, after int64, limit int) ([]AuditEntry, error) {
	return many(ctx, r, "the audit", r.q.AuditAfter, func(row scanner) (e AuditEntry, err error) {
		err = row.Scan(&e.ID, micros{&e.Time}, &e.Who, &e.Call, &e.IdempotencyKey, &e.Status, &e.Outcome)
		return e, err
	}, after, limit)
}

// AddAudit notes a call.
func (t *Tx) AddAudit(e AuditEntry) error {
	return wrap("writing the audit", t.execOf(nil, t.s.write.InsertAudit, toMicros(e.Time), e.Who, e.Call, e.IdempotencyKey, e.Status, e.Outcome))
}
