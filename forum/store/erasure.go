package store

import (
	"bytes"
	"context"
	"fmt"

	"github.com/moltwatch/moltwatch/internal/event"
)

// ErasedTitle stands where the title of a post was erased.
const ErasedTitle = "[erased]"

// ErasePost takes the text of a post out of the store, for good, and out of the outbox: what of that is
// in Kafka already goes, what is not is told without its text.
func (t *Tx) ErasePost(id, authorID string) error {
	if err := t.exec(t.s.write.ErasePost, id, ErasedTitle); err != nil {
		return wrap("erasing a post", err)
	}
	return t.eraseOutbox(id, authorID)
}

// EraseComment does the same to a comment.
func (t *Tx) EraseComment(id, authorID string) error {
	if err := t.exec(t.s.write.EraseComment, id); err != nil {
		return wrap("erasing a comment", err)
	}
	return t.eraseOutbox(id, authorID)
}

func (t *Tx) eraseOutbox(id, authorID string) error {
	t.erasing()
	if err := t.exec(t.s.write.EraseOutbox, authorID, []byte(id)); err != nil {
		return wrap("erasing what tells of an item", err)
	}
	for i := range t.s.outgoing { // it may be of this very transaction, or of one that shares its commit
		if o := &t.s.outgoing[i]; o.agentID == authorID && bytes.Contains(o.body, []byte(id)) {
			body, err := withoutText(o.body, id)
			if err != nil {
				return err
			}
			o.body = body
		}
	}
	left, err := many(context.Background(), t.Reader, "what tells of an item", t.q.OutboxTelling, func(row scanner) (o Outgoing, err error) {
		err = row.Scan(&o.Seq, &o.Body)
		return o, err
	}, authorID, []byte(id))
	if err != nil {
		return err
	}
	for _, o := range left {
		body, err := withoutText(o.Body, id)
		if err != nil {
			return err
		}
		if err := t.exec(t.s.write.SetOutboxBody, o.Seq, body); err != nil {
			return wrap("erasing what tells of an item", err)
		}
	}
	return nil
}

// erasing has the commit take what was erased off the disk, and out of what every node keeps.
func (t *Tx) erasing() {
	t.s.erased = true
	t.s.changed.note(erasure, nil)
}

// withoutText gives an encoded action without the words of an item, if it is the one that made it. It
// stays what it was otherwise: that the item was made is no secret, and the numbers have no gap.
func withoutText(body []byte, id string) ([]byte, error) {
	body, _, err := withoutTextOf(body, map[string]bool{id: true})
	return body, err
}

// withoutTextOf does so to an action that is among some, and says whether it is.
func withoutTextOf(body []byte, ids map[string]bool) (_ []byte, among bool, err error) {
	a, err := event.Decode[event.Action](body)
	if err != nil {
		return nil, false, fmt.Errorf("reading an action of the outbox: %w", err)
	}
	if !ids[a.ID] {
		return body, false, nil
	}
	a.Title, a.URL, a.Text, a.TextLen, a.TextSHA256, a.Rationale, a.Features = "", "", "", 0, "", "", event.Features{}
	if a.Kind == event.ReportFiled {
		a.Reason = ""
	}
	if body, err = event.Encode(a); err != nil {
		return nil, false, fmt.Errorf("encoding action %s without its text: %w", a.ID, err)
	}
	return body, true, nil
}
