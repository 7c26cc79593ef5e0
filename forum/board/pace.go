package board

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/moltwatch/moltwatch/forum/store"
)

const day = 24 * time.Hour

// TooFast refuses a call that must wait until reset; at most `most` were allowed.
func TooFast(what string, most int, now, reset time.Time) *Refusal {
	after := max((reset.Sub(now) + time.Second - 1).Truncate(time.Second), time.Second)
	return &Refusal{
		Status: http.StatusTooManyRequests, Message: what,
		Hint:  fmt.Sprintf("Try again in %s.", after),
		Limit: &Limit{Most: most, Reset: reset, After: after},
	}
}

// pace refuses an act of somebody when it has done as much of it, within a time, as it may.
// Whoever calls it is in the transaction of the act, so that no two slip through together.
func (b *Board) pace(ctx context.Context, tx *store.Tx, act int, who string, most int, within time.Duration, words string) error {
	if most <= 0 || within <= 0 {
		return nil
	}
	now := b.clock()
	times, err := tx.TimesOf(ctx, act, who, now.Add(-within), most)
	if err != nil || len(times) < most {
		return err
	}
	return TooFast(words, most, now, times[len(times)-1].Add(within))
}

// pacePost refuses a post that comes too soon after the last one.
func (b *Board) pacePost(ctx context.Context, tx *store.Tx, actor Actor) error {
	every := b.Limits.Of(b.clock().Sub(actor.Created)).PostEvery
	return b.pace(ctx, tx, store.Posting, actor.ID, 1, every, fmt.Sprintf("You can only post once every %d minutes", every/time.Minute))
}

// commentsPaced gives which of an agent's comments paceComment will look at.
func (b *Board) commentsPaced(actor Actor) (n store.Newest) {
	now := b.clock()
	r := b.Limits.Of(now.Sub(actor.Created))
	for _, limit := range []struct {
		most   int
		within time.Duration
	}{{r.CommentsPerDay, day}, {r.CommentsPerHour, time.Hour}, {1, r.CommentEvery}} {
		if limit.most <= 0 || limit.within <= 0 {
			continue
		}
		if after := now.Add(-limit.within); n.Most == 0 || after.Before(n.After) {
			n.After = after
		}
		n.Most = max(n.Most, limit.most)
	}
	return n
}

// paceComment refuses a comment too many.
func (b *Board) paceComment(ctx context.Context, tx *store.Tx, actor Actor) error {
	r := b.Limits.Of(b.clock().Sub(actor.Created))
	if r.CommentsPerDay > 0 { // first, because it says how many remain
		if err := b.pace(ctx, tx, store.Commenting, actor.ID, r.CommentsPerDay, day, fmt.Sprintf("You can only write %d comments a day", r.CommentsPerDay)); err != nil {
			return remaining(err, 0)
		}
	}
	if err := b.pace(ctx, tx, store.Commenting, actor.ID, r.CommentsPerHour, time.Hour, fmt.Sprintf("You can only write %d comments an hour", r.CommentsPerHour)); err != nil {
		return err
	}
	err := b.pace(ctx, tx, store.Commenting, actor.ID, 1, r.CommentEvery, fmt.Sprintf("You can only comment once every %d seconds", r.CommentEvery/time.Second))
	if err == nil || r.CommentsPerDay == 0 {
		return err
	}
	done, countErr := tx.TimesOf(ctx, store.Commenting, actor.ID, b.clock().Add(-day), r.CommentsPerDay)
	if countErr != nil {
		return countErr
	}
	return remaining(err, r.CommentsPerDay-len(done))
}

// remaining says in a refusal how many are left of a day's.
func remaining(err error, n int) error {
	if r, ok := err.(*Refusal); ok && r.Limit != nil {
		r.Limit.DailyRemaining = &n
	}
	return err
}

// paceSubmolt refuses a submolt too many.
func (b *Board) paceSubmolt(ctx context.Context, tx *store.Tx, actor Actor) error {
	age := b.clock().Sub(actor.Created)
	r := b.Limits.Of(age)
	if r.Submolts > 0 {
		times, err := tx.TimesOf(ctx, store.Founding, actor.ID, time.Time{}, r.Submolts)
		if err != nil {
			return err
		}
		if len(times) >= r.Submolts {
			return TooFast(fmt.Sprintf("An agent so young can found %d submolt", r.Submolts), r.Submolts, b.clock(), actor.Created.Add(b.Limits.YoungFor))
		}
	}
	return b.pace(ctx, tx, store.Founding, actor.ID, 1, r.SubmoltEvery, "You can only found one submolt an hour")
}

// paceRegistration refuses one more account from a block of addresses (its keyed hash).
func (b *Board) paceRegistration(ctx context.Context, tx *store.Tx, block string) error {
	const words = "Too many agents were registered from your network"
	if err := b.pace(ctx, tx, store.Registering, block, b.Limits.BlockHourly, time.Hour, words); err != nil {
		return err
	}
	return b.pace(ctx, tx, store.Registering, block, b.Limits.BlockDaily, day, words)
}

// KeepLimits forgets what no limit needs any more.
func (b *Board) KeepLimits(_ context.Context, tx *store.Tx) error {
	now := b.clock()
	if err := tx.ForgetLimits(now.Add(-time.Hour), now.Add(-2*day)); err != nil {
		return err
	}
	return tx.ForgetChallenges(now.Add(-day))
}
