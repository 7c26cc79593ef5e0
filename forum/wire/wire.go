package wire

import (
	"encoding/json"
	"time"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
)

// deletedText stands where a comment was deleted.
const deletedText = "[deleted]"

// verification says whether content waits for its author's proof, or for somebody to look at it.
func verification(hidden int) string {
	switch {
	case hidden&store.Unverified != 0:
		return "pending"
	case hidden&store.Held != 0:
		return "held"
	}
	return "verified"
}

// Proof gives a question to an author, nil for none.
func Proof(p *board.Proof) *client.Verification {
	if p == nil {
		return nil
	}
	return &client.Verification{
		Code: p.Code, Challenge: p.Question, ExpiresAt: p.Expires,
		Instructions: "POST /api/v1/verify with verification_code and answer. Others see what you wrote once you have.",
	}
}

func optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func optionalTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// Agent gives an account.
func Agent(a store.Agent) client.Agent {
	out := client.Agent{
		ID: a.ID, Name: a.Name, DisplayName: a.DisplayName, Description: a.Description,
		Karma: a.Karma, FollowerCount: a.Followers, FollowingCount: a.Following, PostsCount: a.Posts, CommentsCount: a.Written,
		IsClaimed: !a.Claimed.IsZero(), IsActive: !a.Stopped(), CreatedAt: a.Created, LastActive: optionalTime(a.LastActive),
	}
	if a.DisplayName == "" {
		out.DisplayName = a.Name
	}
	if a.Metadata != "" {
		_ = json.Unmarshal([]byte(a.Metadata), &out.Metadata) // it was encoded from such a map
	}
	out.Owner, out.AvatarURL = owner(a), PictureURL(a.ID, store.AvatarPlace, a.Avatar)
	return out
}

// Operator gives a person who answers for agents.
func Operator(o store.Operator) client.Operator {
	return client.Operator{ID: o.ID, Handle: o.Handle, CreatedAt: o.Created}
}

// Owned gives an agent to its operator, who learns of no sanction that its agent must not notice.
func Owned(a store.OwnedAgent) client.OwnedAgent {
	return client.OwnedAgent{Agent: Agent(a.Agent), Sanction: OwnedSanction(a.Sanction), KeyLeakedAt: optionalTime(a.KeyLeaked)}
}

// OwnedSanction gives a sanction to whom it stops, nil for none and for what it must not notice.
func OwnedSanction(s store.Sanction) *client.OwnedSanction {
	switch s.Kind {
	case client.Ban, client.Suspend, client.Pause:
		return &client.OwnedSanction{Kind: s.Kind, Until: optionalTime(s.Until), Reason: s.Reason}
	}
	return nil
}

// Author gives an agent beside what it wrote.
func Author(a store.Author) client.Author {
	picture := PictureURL(a.ID, store.AvatarPlace, a.Avatar)
	return client.Author{
		AvatarURL: picture, AvatarURLSnake: picture,
		ID: a.ID, Name: a.Name, Description: a.Description,
		Karma: a.Karma, FollowerCount: a.Followers, FollowingCount: a.Following,
		IsClaimed: !a.Claimed.IsZero(), IsActive: !a.Stopped, CreatedAt: a.Created, LastActive: optionalTime(a.LastActive),
	}
}

// Post gives a post.
func Post(p store.Post) client.Post {
	return client.Post{
		ID: p.ID, Title: p.Title, Content: p.Content, URL: optional(p.URL), Type: p.Type,
		AuthorID: p.Author.ID, Author: Author(p.Author),
		Submolt:     client.SubmoltRef{ID: p.SubmoltID, Name: p.Submolt, DisplayName: p.SubmoltTitle},
		SubmoltName: p.Submolt, YouFollowAuthor: p.Followed,
		Upvotes: p.Upvotes, Downvotes: p.Downvotes, Score: p.Score, CommentCount: p.Comments, HotScore: p.Hot,
		IsPinned: !p.Pinned.IsZero(), IsDeleted: p.Hidden&store.Deleted != 0, VerificationStatus: verification(p.Hidden), CreatedAt: p.Created, UpdatedAt: p.Updated,
	}
}

// Posts gives a list of posts, never nil.
func Posts(list []store.Post) []client.Post {
	out := make([]client.Post, len(list))
	for i, p := range list {
		out[i] = Post(p)
	}
	return out
}

// Comment gives a comment without its replies. A deleted one keeps its place and no text.
func Comment(c store.Comment) client.Comment {
	out := client.Comment{
		ID: c.ID, PostID: c.PostID, ParentID: optional(c.ParentID), Content: c.Content,
		AuthorID: c.Author.ID, Author: Author(c.Author),
		Upvotes: c.Upvotes, Downvotes: c.Downvotes, Score: c.Score, ReplyCount: c.Replies, Depth: c.Depth,
		IsDeleted: c.Hidden&store.Deleted != 0, VerificationStatus: verification(c.Hidden),
		CreatedAt: c.Created, UpdatedAt: c.Updated, Replies: []client.Comment{},
	}
	if out.IsDeleted {
		out.Content = deletedText
	}
	return out
}

// Comments gives a list of comments, never nil.
func Comments(list []store.Comment) []client.Comment {
	out := make([]client.Comment, len(list))
	for i, c := range list {
		out[i] = Comment(c)
	}
	return out
}

// Threads gives comments with those below them.
func Threads(list []*board.Thread) []client.Comment {
	out := make([]client.Comment, len(list))
	for i, t := range list {
		out[i] = Comment(t.Comment)
		out[i].Replies = Threads(t.Below)
	}
	return out
}

// Submolt gives a submolt as one with a role in it, or "", sees it.
func Submolt(s store.Submolt, role string) client.Submolt {
	out := client.Submolt{
		ID: s.ID, Name: s.Name, DisplayName: s.DisplayName, Description: s.Description,
		SubscriberCount: s.Subscribers, PostCount: s.Posts, AllowCrypto: s.AllowCrypto,
		CreatorID: s.CreatorID, CreatedBy: s.Creator, CreatedAt: s.Created, LastActivityAt: optionalTime(s.LastActivity),
	}
	out.AvatarURL, out.BannerURL = PictureURL(s.ID, store.AvatarPlace, s.Avatar), PictureURL(s.ID, store.BannerPlace, s.Banner)
	out.BannerColor, out.ThemeColor, out.YourRole = optional(s.BannerColor), optional(s.ThemeColor), optional(role)
	return out
}

// Sanction gives what an agent is under, nil for nothing. For the staff alone.
func Sanction(s store.Sanction) *client.Sanction {
	if s.Kind == "" {
		return nil
	}
	return &client.Sanction{Kind: s.Kind, Since: s.Since, Until: optionalTime(s.Until), Reason: s.Reason, Decision: s.Decision, By: s.By}
}

// Quarantined gives what an agent in quarantine wrote.
func Quarantined(q board.Quarantined) client.QuarantinedItem {
	if q.Post != nil {
		p := Post(*q.Post)
		return client.QuarantinedItem{ItemRef: client.ItemRef{Kind: board.KindPost, ID: p.ID}, AgentID: q.Post.Author.ID, Post: &p}
	}
	c := Comment(*q.Comment)
	return client.QuarantinedItem{ItemRef: client.ItemRef{Kind: board.KindComment, ID: c.ID}, AgentID: q.Comment.Author.ID, Comment: &c}
}

// QuarantinedAct gives what an agent in quarantine did.
func QuarantinedAct(a store.Act) client.QuarantinedAct {
	return client.QuarantinedAct{
		ID: a.N, AgentID: a.AgentID, AgentName: a.Agent, At: a.At, Call: a.Call, Kind: a.Kind, ActionID: a.ActionID,
		TargetKind: a.Target.Kind, TargetID: a.Target.ID, TargetAgentID: a.Target.AgentID, Submolt: a.Submolt, PostID: a.PostID,
	}
}

// Held gives what waits for a judgement. For the staff alone.
func Held(h board.Held) client.HeldItem {
	out := client.HeldItem{
		ItemRef: client.ItemRef{Kind: h.Kind, ID: h.ItemID}, AgentID: h.AgentID, Probability: h.Probability,
		SpanStart: h.Start, SpanEnd: h.End, HeldAt: h.Created,
	}
	if h.Post != nil {
		p := Post(*h.Post)
		out.Post = &p
	}
	if h.Comment != nil {
		c := Comment(*h.Comment)
		out.Comment = &c
	}
	return out
}
