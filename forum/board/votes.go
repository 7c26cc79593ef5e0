package board

import (
	"context"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Voted says what a vote came to.
type Voted struct {
	Word            string // upvoted, downvoted, removed or changed
	Author          string // name of whoever wrote it
	FollowingAuthor bool
}

// Vote votes up or down; the same vote again takes it back. The votes of those out of sight
// are kept and not counted.
func (b *Board) Vote(ctx context.Context, actor Actor, ref client.ItemRef, up bool) (Voted, error) {
	var done Voted
	err := b.act(ctx, actor, func(tx *store.Tx, actor Actor) error {
		i, err := findItem(ctx, tx, ref)
		if err != nil {
			return found(err, title(ref.Kind), postHint)
		}
		seen, err := i.seen(ctx, tx, actor.ID)
		if err = orNotFound(err, seen); err != nil {
			return found(err, title(ref.Kind), postHint)
		}
		if i.target.AgentID == actor.ID {
			return invalid("You cannot vote on your own "+ref.Kind, "Vote on what others wrote.")
		}
		was, err := tx.VoteOf(ctx, actor.ID, ref.ID)
		if err != nil {
			return err
		}
		is := store.Vote{Value: -1, Counted: !outOfSight(actor.Agent)}
		done.Word = "downvoted"
		if up {
			is.Value, done.Word = 1, "upvoted"
		}
		switch was.Value {
		case is.Value:
			is.Value, done.Word = 0, "removed"
		case -is.Value:
			done.Word = "changed"
		}
		a := actor.action(event.VoteCast)
		i.describe(&a)
		a.Value = is.Value
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		if err := tx.SetVote(actor.ID, ref.ID, is); err != nil {
			return err
		}
		if err := i.count(tx, was, is); err != nil {
			return err
		}
		if done.FollowingAuthor, err = tx.Follows(ctx, actor.ID, i.target.AgentID); err != nil {
			return err
		}
		author, err := tx.Agent(ctx, i.target.AgentID)
		if err != nil {
			return err
		}
		done.Author = author.Name
		return tx.Touch(actor.ID, at)
	})
	return done, err
}

// count brings the item's votes and its author's karma from one vote to another.
func (i item) count(tx *store.Tx, was, is store.Vote) error {
	upBefore, downBefore := weigh(was)
	upAfter, downAfter := weigh(is)
	up, down := upAfter-upBefore, downAfter-downBefore
	if up == 0 && down == 0 {
		return nil
	}
	if err := tx.AddKarma(i.target.AgentID, up-down); err != nil {
		return err
	}
	if i.post != nil {
		p := *i.post
		p.Upvotes, p.Downvotes = p.Upvotes+up, p.Downvotes+down
		p.Hot = store.Heat(p.Upvotes-p.Downvotes, p.Created)
		return tx.SetPostVotes(p)
	}
	c := *i.comment
	c.Upvotes, c.Downvotes = c.Upvotes+up, c.Downvotes+down
	return tx.SetCommentVotes(c)
}

func weigh(v store.Vote) (up, down int64) {
	switch {
	case !v.Counted:
		return 0, 0
	case v.Value > 0:
		return 1, 0
	case v.Value < 0:
		return 0, 1
	}
	return 0, 0
}
