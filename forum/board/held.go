package board

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/injection"
)

// hold emits and notes that an item which was just stored is held, and why.
func hold(tx *store.Tx, actor Actor, i item, v injection.Verdict) error {
	a := event.Action{Kind: event.ContentHeld, Agent: event.Agent{ID: actor.ID, Name: actor.Name}, Origin: actor.Origin}
	i.describe(&a)
	a.Reason = fmt.Sprintf("injection %.3f", v.Probability)
	at, err := tx.Emit(a)
	if err != nil {
		return err
	}
	return tx.Hold(store.HeldItem{
		ItemID: i.target.ID, Kind: i.target.Kind, AgentID: actor.ID, Probability: v.Probability, Start: v.Start, End: v.End, Created: at,
	})
}

// Held is what waits for a judgement, with the content.
type Held struct {
	store.HeldItem
	Post    *store.Post
	Comment *store.Comment
}

// Held lists what nobody has judged yet and was held after a time, the oldest first.
func (b *Board) Held(ctx context.Context, after time.Time, limit int) (list []Held, more bool, err error) {
	rows, err := b.store.HeldWaiting(ctx, after, limit+1)
	if err != nil {
		return nil, false, err
	}
	more = len(rows) > limit
	for _, row := range rows[:min(limit, len(rows))] {
		h := Held{HeldItem: row}
		switch row.Kind {
		case KindPost:
			p, err := b.store.Post(ctx, row.ItemID, "")
			if err != nil {
				return nil, false, err
			}
			h.Post = &p
		case KindComment:
			c, err := b.store.Comment(ctx, row.ItemID)
			if err != nil {
				return nil, false, err
			}
			h.Comment = &c
		}
		list = append(list, h)
	}
	return list, more, nil
}

// JudgeHeld ends that items are held: they are shown, or removed. It runs in the caller's
// transaction; by is the name of the credential.
func (b *Board) JudgeHeld(ctx context.Context, tx *store.Tx, by string, r client.HeldJudgement) (client.ContentAnswer, error) {
	return judgeHidden(ctx, tx, r, store.Held, func(id string, at time.Time) error { return tx.JudgeHeld(id, r.Verdict, by, at) })
}

// judgeHidden takes one of the reasons away that hide items, or removes them; noted is told of each.
func judgeHidden(ctx context.Context, tx *store.Tx, r client.HeldJudgement, reason int, noted func(id string, at time.Time) error) (client.ContentAnswer, error) {
	var f faults
	f.listed("items", len(r.Items), func(i int) string { return r.Items[i].ID })
	f.want(r.Verdict == client.Release || r.Verdict == client.Remove, "verdict must be release or remove")
	f.said(&r.Reason, r.Decision)
	if err := f.refusal(); err != nil {
		return client.ContentAnswer{}, err
	}
	answer := client.ContentAnswer{Success: true, Results: make([]client.ItemResult, len(r.Items))}
	for i, ref := range r.Items {
		result := &answer.Results[i]
		*result = client.ItemResult{ItemRef: ref, Status: client.Unknown}
		found, err := findItem(ctx, tx, ref)
		if errors.Is(err, store.ErrNotFound) {
			answer.Unknown++
			continue
		}
		if err != nil {
			return client.ContentAnswer{}, err
		}
		result.AgentID = found.target.AgentID
		if found.hidden&reason == 0 || found.hidden&(store.Deleted|store.Removed) != 0 {
			result.Status = client.Already
			answer.Already++
			continue
		}
		hidden := found.hidden &^ reason
		if r.Verdict == client.Remove {
			hidden |= store.Removed
		}
		at, err := setHidden(ctx, tx, found, hidden, r.Reason, r.Decision)
		if err == nil {
			err = noted(ref.ID, at)
		}
		if err == nil && hidden == 0 && found.post != nil { // who reads it may look where it stands
			err = tx.ShowSubmolt(found.post.SubmoltID)
		}
		if err != nil {
			return client.ContentAnswer{}, err
		}
		result.Status = client.Applied
		answer.Applied++
	}
	return answer, nil
}
