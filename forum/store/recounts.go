package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// recountedAtOnce is how many votes, follows and subscriptions one transaction counts anew: others wait to write meanwhile.
const recountedAtOnce = 1000

// recount says how far what an agent gave to others is counted anew, or no more.
type recount struct {
	agentID string
	counted bool   // as it is to be
	part    int    // of parts, the one under way
	after   string // of that, all up to here is done
}

// RecountSome goes on with what HideAgent left, for so long as others may wait. Each step leaves counters that are those
// of what says that it is counted, whatever is given and taken back in between.
func (t *Tx) RecountSome(ctx context.Context) error {
	for t.recounted < t.s.recountedAtOnce {
		r, err := one(ctx, t.Reader, "what is to be counted anew", t.q.NextRecount, func(row scanner) (r recount, err error) {
			err = row.Scan(&r.agentID, &r.counted, &r.part, &r.after)
			return r, err
		})
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err == nil {
			err = t.recount(ctx, r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// recountPart is one kind of what agents give to others.
type recountPart struct {
	ahead *sql.Stmt
	doing string
	count []*sql.Stmt // before turn
	turn  *sql.Stmt
}

func (t *Tx) recountParts() []recountPart {
	q, w := &t.q, &t.s.write
	return []recountPart{
		{q.VotesAhead, "votes", []*sql.Stmt{w.RecountKarma, w.RecountPostVotes, w.RecountCommentVotes}, w.TurnVotes},
		{q.FollowsAhead, "follows", []*sql.Stmt{w.RecountFollowers}, w.TurnFollows},
		{q.SubscriptionsAhead, "subscriptions", []*sql.Stmt{w.RecountSubscribers}, w.TurnSubscriptions},
	}
}

// recount counts anew what this transaction still may, and notes where to go on.
func (t *Tx) recount(ctx context.Context, r recount) error {
	gain := -1
	if r.counted {
		gain = 1
	}
	parts := t.recountParts()
	for r.part < len(parts) && t.recounted < t.s.recountedAtOnce {
		p, most := parts[r.part], t.s.recountedAtOnce-t.recounted
		var last string
		n, err := one(ctx, t.Reader, "what an agent gave", p.ahead, func(row scanner) (n int, err error) {
			err = row.Scan(&last, &n)
			return n, err
		}, r.agentID, r.after, most)
		if err != nil {
			return err
		}
		if n > 0 {
			for _, stmt := range p.count {
				if err := t.exec(stmt, r.agentID, gain, !r.counted, r.after, last); err != nil {
					return fmt.Errorf("counting an agent's %s anew: %w", p.doing, err)
				}
			}
			if err := t.execOf(nil, p.turn, r.agentID, !r.counted, r.after, last); err != nil {
				return fmt.Errorf("noting which %s count: %w", p.doing, err)
			}
		}
		t.recounted += n
		if r.after = last; n < most {
			r.part, r.after = r.part+1, ""
		}
	}
	if r.part < len(parts) {
		return wrap("noting what is to be counted anew", t.execOf(nil, t.s.write.PutRecount, r.agentID, r.counted, r.part, r.after))
	}
	return wrap("noting that all is counted anew", t.execOf(nil, t.s.write.DeleteRecount, r.agentID))
}
