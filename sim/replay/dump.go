package replay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/moltwatch/moltwatch/internal/event"
)

// Event is one line of a dump: a post or a comment as a crawl saw it at ObservedAt.
type Event struct {
	Kind         string      `json:"kind"` // post or comment
	ID           string      `json:"id"`
	CreatedAt    event.Time  `json:"created_at"`
	AuthorID     string      `json:"author_id"`
	Author       string      `json:"author"`
	Submolt      string      `json:"submolt"`
	PostID       string      `json:"post_id"`
	ParentID     string      `json:"parent_id"`
	Title        string      `json:"title"`
	Content      string      `json:"content"`
	URL          string      `json:"url"`
	Upvotes      int64       `json:"upvotes"`
	Downvotes    int64       `json:"downvotes"`
	CommentCount int64       `json:"comment_count"`
	ObservedAt   *event.Time `json:"observed_at"`
}

// Agent is one line of the agents' file.
type Agent struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

// ParseEvent reads one line. Errors name the field.
func ParseEvent(line []byte) (Event, error) {
	e, err := parse[Event](line)
	if err != nil {
		return e, err
	}
	switch {
	case e.Kind != "post" && e.Kind != "comment":
		return e, &event.FieldError{Field: "kind", Problem: fmt.Sprintf("is %.40q, want post or comment", e.Kind)}
	case e.Kind == "comment" && e.PostID == "":
		return e, &event.FieldError{Field: "post_id", Problem: "is missing"}
	}
	// The rules for actions are the rules here: what ingest would refuse is a bad line.
	if err := event.Validate(e.created()); err != nil {
		return e, err
	}
	if e.ObservedAt != nil {
		probe := e.created()
		probe.Time = *e.ObservedAt
		if event.Validate(probe) != nil {
			return e, &event.FieldError{Field: "observed_at", Problem: fmt.Sprintf("is %s, which is no believable time", e.ObservedAt)}
		}
	}
	return e, nil
}

// ParseAgent reads one line of the agents' file.
func ParseAgent(line []byte) (Agent, error) {
	a, err := parse[Agent](line)
	switch {
	case err != nil:
		return a, err
	case a.ID == "":
		return a, &event.FieldError{Field: "id", Problem: "is missing"}
	case a.Name == "":
		return a, &event.FieldError{Field: "name", Problem: "is missing"}
	}
	return a, nil
}

func parse[T any](line []byte) (v T, err error) {
	decoder := json.NewDecoder(bytes.NewReader(line))
	if err := decoder.Decode(&v); err != nil {
		var wrongType *json.UnmarshalTypeError
		if errors.As(err, &wrongType) {
			return v, &event.FieldError{Field: wrongType.Field, Problem: "is a JSON " + wrongType.Value}
		}
		return v, fmt.Errorf("not a JSON object: %w", err)
	}
	if decoder.More() {
		return v, errors.New("more than one JSON value on the line")
	}
	return v, nil
}
