package poll

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// page is a list as the dialects of the API write it; what stands in it is read one by one, so
// that one that is broken does not hide the others.
type page struct {
	Items      []json.RawMessage
	HasMore    bool
	NextCursor string
	NextOffset int
}

// readPage reads a list that stands under name, or under data as the open-source dialect has it.
func readPage(body []byte, name string) (page, error) {
	var raw struct {
		Data       json.RawMessage `json:"data"`
		HasMore    bool            `json:"has_more"`
		NextCursor flexible        `json:"next_cursor"`
		NextOffset int             `json:"next_offset"`
		Pagination struct {
			HasMore bool `json:"hasMore"`
		} `json:"pagination"`
	}
	var named map[string]json.RawMessage
	if err := json.Unmarshal(body, &named); err != nil {
		return page{}, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	if err := json.Unmarshal(body, &raw); err != nil {
		return page{}, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	list, ok := named[name]
	if !ok {
		list = raw.Data
	}
	p := page{HasMore: raw.HasMore || raw.Pagination.HasMore, NextCursor: string(raw.NextCursor), NextOffset: raw.NextOffset}
	if len(list) == 0 {
		return page{}, fmt.Errorf("%w: it has no %s", errUnreadable, name)
	}
	if err := json.Unmarshal(list, &p.Items); err != nil {
		return page{}, fmt.Errorf("%w: %s is no list: %w", errUnreadable, name, err)
	}
	return p, nil
}

// flexible is a string that some write as a number, or as an object with a name.
type flexible string

func (f *flexible) UnmarshalJSON(b []byte) error {
	var value any
	if err := json.Unmarshal(b, &value); err != nil {
		return err
	}
	switch v := value.(type) {
	case string:
		*f = flexible(v)
	case float64:
		*f = flexible(strings.TrimSpace(string(b)))
	case map[string]any:
		name, _ := v["name"].(string)
		*f = flexible(name)
	}
	return nil
}

// author is who wrote something: an object, or just a name.
type author struct{ ID, Name string }

func (a *author) UnmarshalJSON(b []byte) error {
	var object struct{ ID, Name flexible }
	if err := json.Unmarshal(b, &object); err == nil {
		*a = author{ID: string(object.ID), Name: string(object.Name)}
		return nil
	}
	var name flexible
	if err := name.UnmarshalJSON(b); err != nil {
		return err
	}
	a.Name = string(name)
	return nil
}

// post is what a list says of a post.
type post struct {
	ID           flexible  `json:"id"`
	Title        string    `json:"title"`
	Content      string    `json:"content"`
	URL          string    `json:"url"`
	AuthorID     flexible  `json:"author_id"`
	Author       author    `json:"author"`
	Submolt      flexible  `json:"submolt"`
	SubmoltName  string    `json:"submolt_name"`
	Upvotes      *int64    `json:"upvotes"`
	Downvotes    *int64    `json:"downvotes"`
	CommentCount *int64    `json:"comment_count"`
	CreatedAt    time.Time `json:"created_at"`
	IsDeleted    bool      `json:"is_deleted"`
}

// comment is what a thread says of a comment, with the answers to it.
type comment struct {
	ID        flexible          `json:"id"`
	ParentID  flexible          `json:"parent_id"`
	Content   string            `json:"content"`
	AuthorID  flexible          `json:"author_id"`
	Author    author            `json:"author"`
	CreatedAt time.Time         `json:"created_at"`
	IsDeleted bool              `json:"is_deleted"`
	Replies   []json.RawMessage `json:"replies"`
}

// deepest is how far answers to answers are followed; forums allow ten.
const deepest = 100

// flatten reads comments and the answers to them, those before these. Each that cannot be read
// is handed to broken; the answers to it are lost with it.
func flatten(items []json.RawMessage, parent string, depth int, broken func(error)) (flat []comment) {
	if depth > deepest {
		broken(fmt.Errorf("comments are nested deeper than %d", deepest))
		return nil
	}
	for _, item := range items {
		var c comment
		if err := json.Unmarshal(item, &c); err != nil {
			broken(err)
			continue
		}
		if c.ParentID == "" {
			c.ParentID = flexible(parent)
		}
		replies := c.Replies
		c.Replies = nil
		flat = append(append(flat, c), flatten(replies, string(c.ID), depth+1, broken)...)
	}
	return flat
}
