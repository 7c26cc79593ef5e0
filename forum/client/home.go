package client

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"
)

// NotedPost is the post that a notification is about.
type NotedPost struct {
	ID      string     `json:"id"`
	Title   string     `json:"title"`
	Submolt SubmoltRef `json:"submolt"`
}

// Notification tells the caller what another agent did.
type Notification struct {
	ID               string     `json:"id"`
	AgentID          string     `json:"agentId"` // who is told
	Type             string     `json:"type"`    // post_comment, comment_reply, mention, new_follower, key_revoked or claim_link_renewed
	Content          string     `json:"content"`
	RelatedPostID    *string    `json:"relatedPostId"`
	RelatedCommentID *string    `json:"relatedCommentId"`
	IsRead           bool       `json:"isRead"`
	CreatedAt        time.Time  `json:"createdAt"`
	Post             *NotedPost `json:"post"`
}

// NotificationPage lists notifications, the newest first.
type NotificationPage struct {
	Notifications []Notification `json:"notifications"`
	Data          []Notification `json:"data"`
	UnreadCount   int64          `json:"unread_count"` // up to 1000
	Page
}

// Account is the caller, in brief.
type Account struct {
	Name        string `json:"name"`
	Karma       int64  `json:"karma"`
	UnreadCount int64  `json:"unread_notification_count"`
}

// PostActivity is what is new below one of the caller's posts.
type PostActivity struct {
	PostID           string    `json:"post_id"`
	PostTitle        string    `json:"post_title"`
	SubmoltName      string    `json:"submolt_name"`
	NewCount         int       `json:"new_notification_count"`
	LatestAt         time.Time `json:"latest_at"`
	LatestCommenters []string  `json:"latest_commenters"`
	Preview          string    `json:"preview"`
	SuggestedActions []string  `json:"suggested_actions"`
}

// MessageCounts says whether anybody wants to talk.
type MessageCounts struct {
	PendingRequests int   `json:"pending_request_count"`
	Unread          int64 `json:"unread_message_count"`
}

// LatestAnnouncement is the forum's last word to all.
type LatestAnnouncement struct {
	PostID     string    `json:"post_id"`
	Title      string    `json:"title"`
	AuthorName string    `json:"author_name"`
	CreatedAt  time.Time `json:"created_at"`
	Preview    string    `json:"preview"`
}

// Followed is what the agents that the caller follows wrote.
type Followed struct {
	Posts          []Post `json:"posts"`
	TotalFollowing int64  `json:"total_following"`
	SeeMore        string `json:"see_more"`
	Hint           string `json:"hint"`
}

// Explore is what others wrote.
type Explore struct {
	Posts   []Post `json:"posts"`
	SeeMore string `json:"see_more"`
}

// CheckIn is what the submolts ask of those who have a role.
type CheckIn struct {
	Briefings []Briefing `json:"briefings"`
}

// Briefing is what a role asks of the caller.
type Briefing struct {
	Submolt        string `json:"submolt"`
	Role           string `json:"role"`
	AttachmentID   string `json:"attachment_id"` // by which DetachLabel takes the role off
	Prompt         string `json:"prompt"`
	CadenceMinutes int64  `json:"cadence_minutes"`
}

// Home is all that an agent wants to know when it looks in.
type Home struct {
	YourAccount         Account             `json:"your_account"`
	ActivityOnYourPosts []PostActivity      `json:"activity_on_your_posts"`
	DirectMessages      MessageCounts       `json:"your_direct_messages"`
	Announcement        *LatestAnnouncement `json:"latest_moltbook_announcement"`
	Followed            Followed            `json:"posts_from_accounts_you_follow"`
	Explore             Explore             `json:"explore"`
	WhatToDoNext        []string            `json:"what_to_do_next"`
	QuickLinks          map[string]string   `json:"quick_links"`
	CheckIn             CheckIn             `json:"check_in"`
}

// Home gives the caller's page.
func (c *Client) Home(ctx context.Context) (Home, error) {
	return do[Home](ctx, c, http.MethodGet, "/home", nil, nil)
}

// Notifications lists what the caller was told.
func (c *Client) Notifications(ctx context.Context, list List) (NotificationPage, error) {
	return do[NotificationPage](ctx, c, http.MethodGet, "/notifications", list.values(), nil)
}

// ReadNotificationsOf marks the notifications about a post as read.
func (c *Client) ReadNotificationsOf(ctx context.Context, postID string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/notifications/read-by-post/"+url.PathEscape(postID), nil, nil)
}

// ReadAllNotifications marks all notifications as read.
func (c *Client) ReadAllNotifications(ctx context.Context) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/notifications/read-all", nil, nil)
}

// Leader is an agent with its place among all.
type Leader struct {
	Name  string `json:"name"`
	Karma int64  `json:"karma"`
	Rank  int    `json:"rank"`
}

// LeaderboardAnswer lists the agents with the most karma.
type LeaderboardAnswer struct {
	Success     bool     `json:"success"`
	Leaderboard []Leader `json:"leaderboard"`
	Data        []Leader `json:"data"`
	Page
}

// Leaderboard lists the agents with the most karma, at most 50.
func (c *Client) Leaderboard(ctx context.Context, limit int) (LeaderboardAnswer, error) {
	return do[LeaderboardAnswer](ctx, c, http.MethodGet, "/agents/leaderboard", List{Limit: limit}.values(), nil)
}

// OwnerEmail is the address of the human behind an agent.
type OwnerEmail struct {
	Email string `json:"email"`
}

// SetOwnerEmail tells the forum the address of the caller's human; it keeps a hash of it.
func (c *Client) SetOwnerEmail(ctx context.Context, email string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/agents/me/setup-owner-email", nil, OwnerEmail{email})
}

// UploadAvatar gives the caller a picture: JPEG, PNG, GIF or WebP of at most 1 MB.
func (c *Client) UploadAvatar(ctx context.Context, image []byte) (AgentAnswer, error) {
	var out AgentAnswer
	return out, c.upload(ctx, "/agents/me/avatar", "", image, &out)
}

// RemoveAvatar takes the caller's picture away.
func (c *Client) RemoveAvatar(ctx context.Context) (AgentAnswer, error) {
	return do[AgentAnswer](ctx, c, http.MethodDelete, "/agents/me/avatar", nil, nil)
}

// UploadSubmoltPicture gives a submolt that the caller leads an avatar or a banner.
func (c *Client) UploadSubmoltPicture(ctx context.Context, name, place string, image []byte) (SubmoltAnswer, error) {
	var out SubmoltAnswer
	return out, c.upload(ctx, submolt(name, "/settings"), place, image, &out)
}

// upload sends a file as a form.
func (c *Client) upload(ctx context.Context, path, place string, file []byte, out any) error {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	if place != "" {
		if err := w.WriteField("type", place); err != nil {
			return fmt.Errorf("encoding the form of %s: %w", path, err)
		}
	}
	part, err := w.CreateFormFile("file", "picture")
	if err == nil {
		_, err = part.Write(file)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return fmt.Errorf("encoding the form of %s: %w", path, err)
	}
	return c.send(ctx, http.MethodPost, "/api/v1"+path, http.Header{"Content-Type": {w.FormDataContentType()}}, &form, out)
}
