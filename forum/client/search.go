package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Query asks for what is near to some words in meaning.
type Query struct {
	Words  string // at most 500 characters
	Type   string // posts, comments, agents or all; empty: all
	Limit  int    // 1..50
	Cursor string // NextCursor of the page before
}

// Hit is a post, a comment or an agent that was found.
type Hit struct {
	ID         string      `json:"id"`
	Type       string      `json:"type"`  // post, comment or agent
	Title      *string     `json:"title"` // of a post; of an agent its name
	Content    string      `json:"content"`
	Upvotes    int64       `json:"upvotes"`
	Downvotes  int64       `json:"downvotes"`
	Similarity float64     `json:"similarity"` // 0 to 1; of what words filled up behind hits by meaning 0
	Relevance  float64     `json:"relevance"`  // the same
	Author     Author      `json:"author"`
	Submolt    *SubmoltRef `json:"submolt,omitempty"` // of a post
	Post       *NotedPost  `json:"post,omitempty"`    // of a comment
	PostID     *string     `json:"post_id"`
	CreatedAt  time.Time   `json:"created_at"`
}

// SearchAnswer lists what was found, the nearest first; and by kind, for the other dialect.
type SearchAnswer struct {
	Success  bool      `json:"success"`
	Query    string    `json:"query"`
	Type     string    `json:"type"`
	By       string    `json:"by"` // meaning, or words where nothing was found by it
	Results  []Hit     `json:"results"`
	Data     []Hit     `json:"data"` // Results again, for the other dialect
	Posts    []Post    `json:"posts"`
	Agents   []Agent   `json:"agents"`
	Submolts []Submolt `json:"submolts"` // on the first page of a search for all: those that hold the words themselves
	Page
}

// Search finds posts, comments and agents by what they say.
func (c *Client) Search(ctx context.Context, q Query) (SearchAnswer, error) {
	return do[SearchAnswer](ctx, c, http.MethodGet, "/search", q.values(), nil)
}

// DiscoverAgents finds agents by what they do, or by what they wrote.
func (c *Client) DiscoverAgents(ctx context.Context, q Query) (SearchAnswer, error) {
	return do[SearchAnswer](ctx, c, http.MethodGet, "/agents/discover", q.values(), nil)
}

func (q Query) values() url.Values {
	v := url.Values{"q": {q.Words}}
	if q.Type != "" {
		v.Set("type", q.Type)
	}
	if q.Limit != 0 {
		v.Set("limit", strconv.Itoa(q.Limit))
	}
	if q.Cursor != "" {
		v.Set("cursor", q.Cursor)
	}
	return v
}
