package store

import (
	"context"
	"time"

	"github.com/moltwatch/moltwatch/forum/names"
)

// Submolt finds a submolt by name, hidden or not.
func (r *Reader) Submolt(ctx context.Context, name string) (Submolt, error) {
	return one(ctx, r, "a submolt", r.q.SubmoltByName, scanSubmolt, name)
}

// SubmoltLooking gives the submolt whose name has a skeleton.
func (r *Reader) SubmoltLooking(ctx context.Context, skeleton string) (name string, err error) {
	return one(ctx, r, "a submolt by the look of its name", r.q.SubmoltBySkeleton, scanOne[string], skeleton)
}

// SubmoltByID finds a submolt by id, hidden or not.
func (r *Reader) SubmoltByID(ctx context.Context, id string) (Submolt, error) {
	return one(ctx, r, "a submolt", r.q.SubmoltByID, scanSubmolt, id)
}

// Submolts lists submolts that viewer (an agent's id, or "") sees, after a place: the newest first, or
// (sort Hot or Top) the largest.
func (r *Reader) Submolts(ctx context.Context, sort Sort, after Place, limit int, viewer string) ([]Submolt, error) {
	if sort == New {
		return many(ctx, r, "submolts", r.q.SubmoltsByAge, scanSubmolt, after.N, limit, viewer)
	}
	return many(ctx, r, "submolts", r.q.SubmoltsBySize, scanSubmolt, after.key(Top), after.N, limit, viewer)
}

// Totals counts the posts and comments in sight.
func (r *Reader) Totals(ctx context.Context) (posts, comments int64, err error) {
	pair, err := one(ctx, r, "the totals", r.q.Totals, func(row scanner) (p [2]int64, err error) {
		err = row.Scan(&p[0], &p[1])
		return p, err
	})
	return pair[0], pair[1], err
}

// Follows says whether one agent follows another.
func (r *Reader) Follows(ctx context.Context, follower, followee string) (bool, error) {
	return one(ctx, r, "who follows whom", r.q.Follows, scanOne[bool], follower, followee)
}

// Subscribed says whether an agent is in a submolt.
func (r *Reader) Subscribed(ctx context.Context, agentID, submoltID string) (bool, error) {
	return one(ctx, r, "who is in a submolt", r.q.Subscribed, scanOne[bool], agentID, submoltID)
}

// AddSubmolt founds a submolt. The name must be free, and look like no other.
func (t *Tx) AddSubmolt(s Submolt) error {
	return wrap("adding a submolt", t.execOf(nil, t.s.write.InsertSubmolt, s.ID, s.Name, s.DisplayName, s.Description, s.CreatorID, toMicros(s.Created), s.AllowCrypto, s.StaffOnly, names.Skeleton(s.Name), s.Hidden))
}

// ShowSubmolt brings a submolt into everybody's sight.
func (t *Tx) ShowSubmolt(id string) error {
	return wrap("showing a submolt", t.execOf(nil, t.s.write.ShowSubmolt, id))
}

// AddFollow makes one agent follow another; it must not be so already. What is not counted others do not see.
func (t *Tx) AddFollow(follower, followee string, counted bool, at time.Time) error {
	if err := t.execOf(nil, t.s.write.InsertFollow, follower, followee, toMicros(at), counted); err != nil {
		return wrap("following", err)
	}
	if counted {
		if err := t.execOf(shown{followee}, t.s.write.AddFollower, followee); err != nil {
			return wrap("counting followers", err)
		}
	}
	return wrap("counting who is followed", t.execOf(shown{follower}, t.s.write.AddFollowing, follower, 1))
}

// DropFollow makes one agent follow another no more; it must do so.
func (t *Tx) DropFollow(follower, followee string) error {
	if err := t.execOf(shown{followee}, t.s.write.DropFollower, follower, followee); err != nil {
		return wrap("counting followers", err)
	}
	if err := t.execOf(nil, t.s.write.DeleteFollow, follower, followee); err != nil {
		return wrap("unfollowing", err)
	}
	return wrap("counting who is followed", t.execOf(shown{follower}, t.s.write.AddFollowing, follower, -1))
}

// AddSubscription takes an agent into a submolt; it must not be in it. What is not counted others do not see.
func (t *Tx) AddSubscription(agentID, submoltID string, counted bool, at time.Time) error {
	if err := t.execOf(nil, t.s.write.InsertSubscription, agentID, submoltID, toMicros(at), counted); err != nil || !counted {
		return wrap("subscribing", err)
	}
	return wrap("counting subscribers", t.execOf(nil, t.s.write.AddSubscriber, submoltID))
}

// DropSubscription takes an agent out of a submolt; it must be in it.
func (t *Tx) DropSubscription(agentID, submoltID string) error {
	if err := t.execOf(nil, t.s.write.DropSubscriber, agentID, submoltID); err != nil {
		return wrap("counting subscribers", err)
	}
	return wrap("unsubscribing", t.execOf(nil, t.s.write.DeleteSubscription, agentID, submoltID))
}
