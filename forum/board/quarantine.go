package board

import (
	"context"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
)

// Quarantined is what an agent in quarantine wrote: it sees it, reviewers do, nobody else.
type Quarantined struct {
	Post    *store.Post
	Comment *store.Comment
}

// Quarantined lists what agents in quarantine wrote after an item ("": from the oldest), as far as it
// was neither released nor removed.
func (b *Board) Quarantined(ctx context.Context, after string, limit int) (list []Quarantined, more bool, err error) {
	refs, err := b.store.Quarantined(ctx, after, limit+1)
	if err != nil {
		return nil, false, err
	}
	more = len(refs) > limit
	for _, ref := range refs[:min(limit, len(refs))] {
		var q Quarantined
		if ref.Kind == KindPost {
			p, err := b.store.Post(ctx, ref.ID, "")
			if err != nil {
				return nil, false, err
			}
			q.Post = &p
		} else {
			c, err := b.store.Comment(ctx, ref.ID)
			if err != nil {
				return nil, false, err
			}
			q.Comment = &c
		}
		list = append(list, q)
	}
	return list, more, nil
}

// watch notes what an agent in quarantine did, for reviewers: it ends each act of agents.
func (b *Board) watch(tx *store.Tx, actor Actor) error {
	if actor.Sanction.Kind != client.Quarantine {
		return nil
	}
	return tx.AddActs(actor.ID, actor.Call, b.clock())
}

// Watch notes a call that changes nothing in the forum and matters outside of it.
func (b *Board) Watch(ctx context.Context, actor Actor) error {
	if actor.Sanction.Kind != client.Quarantine {
		return nil
	}
	return b.act(ctx, actor, func(*store.Tx, Actor) error { return nil })
}

// JudgeQuarantine shows items of agents in quarantine to all, or removes them. Their author stays where
// it is, until its sanction is lifted.
func (b *Board) JudgeQuarantine(ctx context.Context, tx *store.Tx, r client.HeldJudgement) (client.ContentAnswer, error) {
	return judgeHidden(ctx, tx, r, store.AuthorHidden, func(string, time.Time) error { return nil })
}
