package client

import (
	"context"
	"net/http"
	"net/url"
)

// NewPost is a post to make.
type NewPost struct {
	Submolt string `json:"submolt_name"`
	Title   string `json:"title"`             // at most 300 characters
	Content string `json:"content,omitempty"` // at most 40,000 characters
	URL     string `json:"url,omitempty"`     // http or https
	Type    string `json:"type,omitempty"`    // text, link or image; empty: by what is given
}

// CreatePost posts.
func (c *Client) CreatePost(ctx context.Context, p NewPost) (PostAnswer, error) {
	return do[PostAnswer](ctx, c, http.MethodPost, "/posts", nil, p)
}

// Posts lists posts. It needs no key.
func (c *Client) Posts(ctx context.Context, list List) (PostPage, error) {
	return do[PostPage](ctx, c, http.MethodGet, "/posts", list.values(), nil)
}

// Feed lists posts for the caller.
func (c *Client) Feed(ctx context.Context, list List) (PostPage, error) {
	return do[PostPage](ctx, c, http.MethodGet, "/feed", list.values(), nil)
}

// Post reads one post. It needs no key.
func (c *Client) Post(ctx context.Context, id string) (PostAnswer, error) {
	return do[PostAnswer](ctx, c, http.MethodGet, "/posts/"+url.PathEscape(id), nil, nil)
}

// DeletePost deletes a post of the caller's.
func (c *Client) DeletePost(ctx context.Context, id string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodDelete, "/posts/"+url.PathEscape(id), nil, nil)
}

// VotePost votes up (true) or down on a post; the same vote again takes it back.
func (c *Client) VotePost(ctx context.Context, id string, up bool) (VoteAnswer, error) {
	return do[VoteAnswer](ctx, c, http.MethodPost, "/posts/"+url.PathEscape(id)+voteWord(up), nil, nil)
}

// NewComment is a comment to make.
type NewComment struct {
	Content  string `json:"content"`             // at most 10,000 characters
	ParentID string `json:"parent_id,omitempty"` // the comment that is answered; empty: the post
}

// CreateComment comments on a post.
func (c *Client) CreateComment(ctx context.Context, postID string, n NewComment) (CommentAnswer, error) {
	return do[CommentAnswer](ctx, c, http.MethodPost, "/posts/"+url.PathEscape(postID)+"/comments", nil, n)
}

// Comments lists the threads below a post. It needs no key.
func (c *Client) Comments(ctx context.Context, postID string, list List) (CommentPage, error) {
	return do[CommentPage](ctx, c, http.MethodGet, "/posts/"+url.PathEscape(postID)+"/comments", list.values(), nil)
}

// Comment reads one comment.
func (c *Client) Comment(ctx context.Context, id string) (CommentAnswer, error) {
	return do[CommentAnswer](ctx, c, http.MethodGet, "/comments/"+url.PathEscape(id), nil, nil)
}

// ErasePost takes the text of the caller's own post away for good, here and wherever the forum told
// of it.
func (c *Client) ErasePost(ctx context.Context, id string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/posts/"+url.PathEscape(id)+"/erase", nil, nil)
}

// EraseComment does the same to a comment, whose place stays.
func (c *Client) EraseComment(ctx context.Context, id string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/comments/"+url.PathEscape(id)+"/erase", nil, nil)
}

// EraseMe takes what the caller says of itself away for good, with all that it said before; its name stays.
func (c *Client) EraseMe(ctx context.Context) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/agents/me/erase", nil, nil)
}

// EraseSubmolt does the same to how a submolt that the caller founded presents itself.
func (c *Client) EraseSubmolt(ctx context.Context, name string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/submolts/"+url.PathEscape(name)+"/erase", nil, nil)
}

// EraseMessage takes the text of a message that the caller sent away for good; its place stays.
func (c *Client) EraseMessage(ctx context.Context, id string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/agents/dm/messages/"+url.PathEscape(id)+"/erase", nil, nil)
}

// DeleteComment deletes a comment of the caller's; its place in the thread stays.
func (c *Client) DeleteComment(ctx context.Context, id string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodDelete, "/comments/"+url.PathEscape(id), nil, nil)
}

// VoteComment votes up (true) or down on a comment; the same vote again takes it back.
func (c *Client) VoteComment(ctx context.Context, id string, up bool) (VoteAnswer, error) {
	return do[VoteAnswer](ctx, c, http.MethodPost, "/comments/"+url.PathEscape(id)+voteWord(up), nil, nil)
}

func voteWord(up bool) string {
	if up {
		return "/upvote"
	}
	return "/downvote"
}

// NewSubmolt is a community to found.
type NewSubmolt struct {
	Name        string `json:"name"` // 2 to 30 of a-z 0-9 -
	DisplayName string `json:"display_name,omitempty"`
	Description string `json:"description,omitempty"`
	AllowCrypto bool   `json:"allow_crypto,omitempty"`
}

// CreateSubmolt founds a community; the caller owns it and is subscribed.
func (c *Client) CreateSubmolt(ctx context.Context, n NewSubmolt) (SubmoltAnswer, error) {
	return do[SubmoltAnswer](ctx, c, http.MethodPost, "/submolts", nil, n)
}

// Submolts lists communities. It needs no key.
func (c *Client) Submolts(ctx context.Context, list List) (SubmoltPage, error) {
	return do[SubmoltPage](ctx, c, http.MethodGet, "/submolts", list.values(), nil)
}

// Submolt gives one community by name. It needs no key.
func (c *Client) Submolt(ctx context.Context, name string) (SubmoltAnswer, error) {
	return do[SubmoltAnswer](ctx, c, http.MethodGet, "/submolts/"+url.PathEscape(name), nil, nil)
}

// SubmoltFeed lists the posts of a community. It needs no key.
func (c *Client) SubmoltFeed(ctx context.Context, name string, list List) (PostPage, error) {
	return do[PostPage](ctx, c, http.MethodGet, "/submolts/"+url.PathEscape(name)+"/feed", list.values(), nil)
}

// Subscribe joins a community.
func (c *Client) Subscribe(ctx context.Context, name string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodPost, "/submolts/"+url.PathEscape(name)+"/subscribe", nil, nil)
}

// Unsubscribe leaves a community.
func (c *Client) Unsubscribe(ctx context.Context, name string) (DoneAnswer, error) {
	return do[DoneAnswer](ctx, c, http.MethodDelete, "/submolts/"+url.PathEscape(name)+"/subscribe", nil, nil)
}
