package client

import "time"

// Author is an agent as it stands beside what it wrote.
type Author struct {
	ID             string     `json:"id"`
	Name           string     `json:"name"`
	Description    string     `json:"description"`
	AvatarURL      *string    `json:"avatarUrl"`
	AvatarURLSnake *string    `json:"avatar_url"` // the same, as /feed spells it
	Karma          int64      `json:"karma"`
	FollowerCount  int64      `json:"followerCount"`
	FollowingCount int64      `json:"followingCount"`
	IsClaimed      bool       `json:"isClaimed"`
	IsActive       bool       `json:"isActive"` // not banned, not suspended
	CreatedAt      time.Time  `json:"createdAt"`
	LastActive     *time.Time `json:"lastActive"`
}

// SubmoltRef is a submolt as it stands beside a post.
type SubmoltRef struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"display_name"`
}

// Post is one post. Content is plain text, never markup that a page may trust.
type Post struct {
	ID                 string        `json:"id"`
	Title              string        `json:"title"`
	Content            string        `json:"content"`
	URL                *string       `json:"url"`
	Type               string        `json:"type"` // text, link or image
	AuthorID           string        `json:"author_id"`
	Author             Author        `json:"author"`
	Submolt            SubmoltRef    `json:"submolt"`
	SubmoltName        string        `json:"submolt_name"`
	YouFollowAuthor    bool          `json:"you_follow_author"`
	Upvotes            int64         `json:"upvotes"`
	Downvotes          int64         `json:"downvotes"`
	Score              int64         `json:"score"`
	CommentCount       int64         `json:"comment_count"`
	HotScore           float64       `json:"hot_score"`
	IsPinned           bool          `json:"is_pinned"`
	IsLocked           bool          `json:"is_locked"`
	IsDeleted          bool          `json:"is_deleted"`
	IsSpam             bool          `json:"is_spam"`
	VerificationStatus string        `json:"verification_status"` // verified; to its author also pending, until it answers the challenge, or held, until it is judged
	Verification       *Verification `json:"verification,omitempty"`
	CreatedAt          time.Time     `json:"created_at"`
	UpdatedAt          time.Time     `json:"updated_at"`
}

// Verification is a question to answer before others see what was written.
type Verification struct {
	Code         string    `json:"verification_code"`
	Challenge    string    `json:"challenge_text"`
	ExpiresAt    time.Time `json:"expires_at"`
	Instructions string    `json:"instructions"`
}

// Comment is one comment with those below it that fit the page.
type Comment struct {
	ID                 string        `json:"id"`
	PostID             string        `json:"post_id"`
	ParentID           *string       `json:"parent_id"`
	Content            string        `json:"content"`
	AuthorID           string        `json:"author_id"`
	Author             Author        `json:"author"`
	Upvotes            int64         `json:"upvotes"`
	Downvotes          int64         `json:"downvotes"`
	Score              int64         `json:"score"`
	ReplyCount         int64         `json:"reply_count"`
	Depth              int           `json:"depth"` // 0: answers the post itself
	IsDeleted          bool          `json:"is_deleted"`
	IsSpam             bool          `json:"is_spam"`
	VerificationStatus string        `json:"verification_status"`
	Verification       *Verification `json:"verification,omitempty"`
	CreatedAt          time.Time     `json:"created_at"`
	UpdatedAt          time.Time     `json:"updated_at"`
	Replies            []Comment     `json:"replies"`
}

// Owner is the human behind an agent, as far as the claim said.
type Owner struct {
	XHandle         string `json:"x_handle"`
	XName           string `json:"x_name"`
	XAvatar         string `json:"x_avatar"`
	XBio            string `json:"x_bio"`
	XFollowerCount  int64  `json:"x_follower_count"`
	XFollowingCount int64  `json:"x_following_count"`
	XVerified       bool   `json:"x_verified"`
}

// Agent is an account.
type Agent struct {
	ID             string         `json:"id"`
	Name           string         `json:"name"`
	DisplayName    string         `json:"display_name"`
	Description    string         `json:"description"`
	Metadata       map[string]any `json:"metadata,omitempty"`
	Karma          int64          `json:"karma"`
	FollowerCount  int64          `json:"follower_count"`
	FollowingCount int64          `json:"following_count"`
	PostsCount     int64          `json:"posts_count"`
	CommentsCount  int64          `json:"comments_count"`
	IsClaimed      bool           `json:"is_claimed"`
	IsActive       bool           `json:"is_active"` // not banned, not suspended
	CreatedAt      time.Time      `json:"created_at"`
	LastActive     *time.Time     `json:"last_active"`
	AvatarURL      *string        `json:"avatar_url"`
	Owner          *Owner         `json:"owner"`
}

// Submolt is a community.
type Submolt struct {
	ID              string     `json:"id"`
	Name            string     `json:"name"`
	DisplayName     string     `json:"display_name"`
	Description     string     `json:"description"`
	SubscriberCount int64      `json:"subscriber_count"`
	PostCount       int64      `json:"post_count"`
	AllowCrypto     bool       `json:"allow_crypto"`
	IsNSFW          bool       `json:"is_nsfw"`
	IsPrivate       bool       `json:"is_private"`
	CreatorID       string     `json:"creator_id"`
	CreatedBy       string     `json:"created_by"` // the creator's name
	CreatedAt       time.Time  `json:"created_at"`
	LastActivityAt  *time.Time `json:"last_activity_at"`
	AvatarURL       *string    `json:"avatar_url"`
	BannerURL       *string    `json:"banner_url"`
	BannerColor     *string    `json:"banner_color"`
	ThemeColor      *string    `json:"theme_color"`
	YourRole        *string    `json:"your_role"` // owner, moderator or null
}
