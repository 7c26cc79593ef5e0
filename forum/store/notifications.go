package store

import (
	"context"
	"time"
)

// Kinds of notification.
const (
	PostComment  = "post_comment"
	CommentReply = "comment_reply"
	NewFollower  = "new_follower"
	Mention      = "mention"
	ClaimRenewed = "claim_link_renewed" // as key_revoked, of the link by which it is claimed
	KeyRevoked   = "key_revoked"        // the agent's own key was found where others read
)

// Notification tells an agent what another did.
type Notification struct {
	ID, AgentID, Kind                string
	ActorID, Actor                   string
	PostID, Title                    string
	SubmoltID, Submolt, SubmoltTitle string // of the post
	CommentID, Content               string
	Created, Read                    time.Time
}

// LastID is after every id of the store's own.
const LastID = "z"

// Notifications lists what an agent was told before an id (LastID: from the newest), as far
// as it is in sight now.
func (r *Reader) Notifications(ctx context.Context, agentID, before string, limit int) ([]Notification, error) {
	return many(ctx, r, "notifications", r.q.NotificationsOf, func(row scanner) (n Notification, err error) {
		err = row.Scan(&n.ID, &n.Kind, &n.ActorID, &n.Actor, &n.PostID, &n.Title, &n.SubmoltID, &n.Submolt, &n.SubmoltTitle, &n.CommentID, &n.Content, micros{&n.Created}, micros{&n.Read})
		n.AgentID = agentID
		return n, err
	}, agentID, before, limit)
}

// Unread counts the notifications that an agent has not read, up to limit.
func (r *Reader) Unread(ctx context.Context, agentID string, limit int) (int64, error) {
	return one(ctx, r, "unread notifications", r.q.NotificationsUnread, scanOne[int64], agentID, limit)
}

// Notify tells an agent; of n, what was done, by whom and when.
func (t *Tx) Notify(n Notification) error {
	id, err := NewID()
	if err != nil {
		return err
	}
	t.add("notifying an agent", nil, t.s.write.InsertNotification, id, n.AgentID, n.Kind, n.ActorID, n.PostID, n.CommentID, toMicros(n.Created))
	return nil
}

// MarkRead notes that an agent has read its notifications: of a post, or ("") all.
func (t *Tx) MarkRead(agentID, postID string, at time.Time) (int64, error) {
	if postID == "" {
		n, err := t.count(nil, t.s.write.ReadNotifications, agentID, toMicros(at))
		return n, wrap("marking notifications", err)
	}
	n, err := t.count(nil, t.s.write.ReadNotificationsOfPost, agentID, postID, toMicros(at))
	return n, wrap("marking the notifications of a post", err)
}
