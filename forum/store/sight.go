package store

import (
	"context"
	"fmt"
)

// HideAgent takes all that an agent wrote out of others' sight, and its votes, follows and subscriptions out of what is
// counted, or brings it back, and with it the submolts that it founded meanwhile. Those from before stay: others live
// there. What it wrote is hidden or shown at once; of what is to be counted anew the rest of a lot is left to RecountSome.
func (t *Tx) HideAgent(agentID string, hide bool) error {
	w := &t.s.write
	posts, comments := w.ShowPostsOf, w.ShowCommentsOf
	if hide {
		posts, comments = w.HidePostsOf, w.HideCommentsOf
	} else if err := t.execOf(nil, w.ShowSubmoltsOf, agentID); err != nil {
		return fmt.Errorf("showing submolts: %w", err)
	}
	if err := t.exec(posts, agentID); err != nil {
		return fmt.Errorf("hiding or showing posts: %w", err)
	}
	if err := t.exec(comments, agentID); err != nil {
		return fmt.Errorf("hiding or showing comments: %w", err)
	}
	return t.recount(context.Background(), recount{agentID: agentID, counted: !hide})
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
