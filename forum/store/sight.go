package store

import (
	"context"
	"database/sql"
	"fmt"
)

// HideAgent takes all that an agent wrote out of others' sight, and its votes, follows and subscriptions out of what is
// counted, or brings it back, and with it the submolts that it founded meanwhile. Those from before stay: others live
// there. It takes a few statements, however much there is.
func (t *Tx) HideAgent(agentID string, hide bool) error {
	w := &t.s.write
	posts, comments, followers, follows := w.ShowPostsOf, w.ShowCommentsOf, w.AddFollowers, w.CountFollows
	if hide {
		posts, comments, followers, follows = w.HidePostsOf, w.HideCommentsOf, w.DropFollowers, w.UncountFollows
	} else if err := t.execOf(nil, w.ShowSubmoltsOf, agentID); err != nil {
		return fmt.Errorf("showing submolts: %w", err)
	}
	if err := t.exec(posts, agentID); err != nil {
		return fmt.Errorf("hiding or showing posts: %w", err)
	}
	if err := t.exec(comments, agentID); err != nil {
		return fmt.Errorf("hiding or showing comments: %w", err)
	}
	if err := t.exec(followers, agentID); err != nil {
		return fmt.Errorf("counting followers of those it follows: %w", err)
	}
	if err := t.execOf(nil, follows, agentID); err != nil {
		return fmt.Errorf("counting its follows or not: %w", err)
	}
	return t.countOf(agentID, !hide)
}

// countOf counts the votes and the subscriptions of an agent, or counts them no more.
func (t *Tx) countOf(agentID string, count bool) error {
	w := &t.s.write
	gain := -1
	if count {
		gain = 1
	}
	for _, step := range []struct {
		doing string
		stmt  *sql.Stmt
	}{
		{"karma of those it voted on", w.RecountKarma},
		{"votes on posts", w.RecountPostVotes},
		{"votes on comments", w.RecountCommentVotes},
		{"subscribers", w.RecountSubscribers},
	} {
		if err := t.exec(step.stmt, agentID, gain, !count); err != nil {
			return fmt.Errorf("counting %s anew: %w", step.doing, err)
		}
	}
	if err := t.execOf(nil, w.TurnVotes, agentID, !count); err != nil {
		return fmt.Errorf("counting its votes or not: %w", err)
	}
	return wrap("counting its subscriptions or not", t.execOf(nil, w.TurnSubscriptions, agentID, !count))
}

// OwnHidden counts the posts and comments that only their author sees.
func (r *Reader) OwnHidden(ctx context.Context, agentID string) (posts, comments int64, err error) {
	pair, err := one(ctx, r, "what only its author sees", r.q.OwnHiddenCounts, func(row scanner) (p [2]int64, err error) {
		err = row.Scan(&p[0], &p[1])
		return p, err
	}, agentID)
	return pair[0], pair[1], err
}

// UncountedVotes gives the votes of an agent on some posts and comments, 1 or -1 by their ids, as far as they are not counted.
func (r *Reader) UncountedVotes(ctx context.Context, agentID string, ids []string) (map[string]int64, error) {
	votes := map[string]int64{}
	_, err := many(ctx, r, "an agent's votes", r.q.UncountedVotes, func(row scanner) (none struct{}, err error) {
		var id string
		var value int64
		err = row.Scan(&id, &value)
		votes[id] = value
		return none, err
	}, agentID, idsJSON(ids))
	return votes, err
}
