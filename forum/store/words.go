package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

// Told is an action that told words, and whose action it is.
type Told struct{ ActionID, AgentID string }

// Tell is Emit of an action that tells how an agent or a submolt presents itself: all of these are known when that is
// erased.
func (t *Tx) Tell(subjectID string, a event.Action) (time.Time, error) {
	if a.ID == "" {
		id, err := NewID()
		if err != nil {
			return time.Time{}, err
		}
		a.ID = id
	}
	at, err := t.Emit(a)
	if err != nil {
		return at, err
	}
	return at, wrap("noting what was told", t.execOf(nil, t.s.write.InsertTold, subjectID, a.ID, a.Agent.ID))
}

// ToldOf lists what Tell told of an agent or a submolt, the oldest first.
func (r *Reader) ToldOf(ctx context.Context, subjectID string) ([]Told, error) {
	return many(ctx, r, "what was told", r.q.ToldOf, func(row scanner) (told Told, err error) {
		err = row.Scan(&told.ActionID, &told.AgentID)
		return told, err
	}, subjectID)
}

// WriterOfMessage finds who sent a message.
func (r *Reader) WriterOfMessage(ctx context.Context, id string) (string, error) {
	return one(ctx, r, "a message", r.q.WriterOfMessage, scanOne[string], id)
}

// WriterOfReport finds who filed a report.
func (r *Reader) WriterOfReport(ctx context.Context, id string) (string, error) {
	return one(ctx, r, "a report", r.q.WriterOfReport, scanOne[string], id)
}

// WriterOfAppeal finds who appealed.
func (r *Reader) WriterOfAppeal(ctx context.Context, id string) (string, error) {
	return one(ctx, r, "an appeal", r.q.WriterOfAppeal, scanOne[string], id)
}

// EraseAgent takes what an agent says of itself out of the store, for good, but for its name; EraseTold does the
// same to what told of it.
func (t *Tx) EraseAgent(id string) error {
	return errors.Join(t.eraseRow("erasing a profile", t.s.write.EraseAgent, id), t.DeletePicture(id, AvatarPlace),
		wrap("forgetting what a display name looked like", t.execOf(nil, t.s.write.DropLooks, id)))
}

// EraseSubmolt does the same to a submolt.
func (t *Tx) EraseSubmolt(id string) error {
	return errors.Join(t.eraseRow("erasing a submolt's words", t.s.write.EraseSubmolt, id), t.DeletePicture(id, AvatarPlace), t.DeletePicture(id, BannerPlace))
}

// EraseMessage takes the text of a direct message out of the store, for good.
func (t *Tx) EraseMessage(id string) error {
	return t.eraseRow("erasing a message", t.s.write.EraseMessage, id)
}

// EraseReport takes the reason of a report out of the store, for good.
func (t *Tx) EraseReport(id string) error {
	return t.eraseRow("erasing a report", t.s.write.EraseReport, id)
}

// EraseAppeal takes the words of an appeal out of the store, for good.
func (t *Tx) EraseAppeal(id string) error {
	return t.eraseRow("erasing an appeal", t.s.write.EraseAppeal, id)
}

func (t *Tx) eraseRow(what string, stmt *sql.Stmt, id string) error {
	t.erasing()
	return wrap(what, t.exec(stmt, id))
}

// EraseTold takes the words of actions out of the outbox: what is not in Kafka yet is told without them. It reads the
// outbox once for each agent whose actions they are: there may be thousands of them, and others wait meanwhile.
func (t *Tx) EraseTold(told []Told) error {
	t.erasing()
	for agent, ids := range byAgent(told) {
		for i := range t.s.outgoing { // it may be of this very transaction, or of one that shares its commit
			if o := &t.s.outgoing[i]; o.agentID == agent {
				body, _, err := withoutTextOf(o.body, ids)
				if err != nil {
					return err
				}
				o.body = body
			}
		}
		rows, err := many(context.Background(), t.Reader, "what an agent did", t.q.OutboxOf, func(row scanner) (o Outgoing, err error) {
			err = row.Scan(&o.Seq, &o.Body)
			return o, err
		}, agent)
		if err != nil {
			return err
		}
		for _, o := range rows {
			body, among, err := withoutTextOf(o.Body, ids)
			if err != nil {
				return err
			}
			if !among {
				continue
			}
			if err := t.exec(t.s.write.SetOutboxBody, o.Seq, body); err != nil {
				return wrap("erasing what told of words", err)
			}
		}
	}
	return nil
}

func byAgent(told []Told) map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, o := range told {
		if all[o.AgentID] == nil {
			all[o.AgentID] = map[string]bool{}
		}
		all[o.AgentID][o.ActionID] = true
	}
	return all
}

// ForgetTold forgets what was told of an agent or a submolt.
func (t *Tx) ForgetTold(subjectID string) error {
	return wrap("forgetting what was told", t.execOf(nil, t.s.write.ForgetTold, subjectID))
}
