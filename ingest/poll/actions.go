package poll

import (
	"strconv"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

// agent gives whom an author is in actions: by id, or by name where the forum shows no id.
func agent(id flexible, a author) event.Agent {
	switch {
	case id != "":
		return event.Agent{ID: string(id), Name: a.Name}
	case a.ID != "":
		return event.Agent{ID: a.ID, Name: a.Name}
	case a.Name != "":
		return event.Agent{ID: "name/" + a.Name, Name: a.Name}
	}
	return event.Agent{}
}

func (p *post) submolt() string {
	if p.SubmoltName != "" {
		return p.SubmoltName
	}
	return string(p.Submolt)
}

func (p *post) action(forum string) event.Action {
	a := event.Action{
		V: event.Version, ID: string(p.ID), Forum: forum, Time: event.At(p.CreatedAt), Kind: event.PostCreated,
		Agent: agent(p.AuthorID, p.Author), Submolt: p.submolt(), PostID: string(p.ID),
		Title: event.Line(p.Title), URL: event.Line(p.URL),
	}
	a.SetText(p.Content)
	return a
}

func (c *comment) action(forum string, of *post) event.Action {
	a := event.Action{
		V: event.Version, ID: string(c.ID), Forum: forum, Time: event.At(c.CreatedAt), Kind: event.CommentCreated,
		Agent: agent(c.AuthorID, c.Author), Submolt: of.submolt(), PostID: string(of.ID), ParentID: string(c.ParentID),
		Target: event.Target{Kind: "post", ID: string(of.ID), AgentID: agent(of.AuthorID, of.Author).ID},
	}
	if c.ParentID != "" {
		a.Target = event.Target{Kind: "comment", ID: string(c.ParentID)}
	}
	a.SetText(c.Content)
	return a
}

// totals are the counters of a post as they were last seen.
type totals struct{ upvotes, downvotes, comments int64 }

func (p *post) totals() totals {
	value := func(n *int64) int64 {
		if n == nil {
			return 0
		}
		return *n
	}
	return totals{value(p.Upvotes), value(p.Downvotes), value(p.CommentCount)}
}

// observed gives an action for each counter that changed since before.
func (p *post) observed(forum string, before totals, at time.Time) (actions []event.Action) {
	now := p.totals()
	for _, c := range []struct {
		name        string
		before, now int64
	}{
		{"upvotes", before.upvotes, now.upvotes}, {"downvotes", before.downvotes, now.downvotes}, {"comment_count", before.comments, now.comments},
	} {
		if c.before == c.now {
			continue
		}
		author := agent(p.AuthorID, p.Author)
		actions = append(actions, event.Action{
			V: event.Version, ID: string(p.ID) + "/" + c.name + "/" + strconv.FormatInt(at.Unix(), 10), Forum: forum,
			Time: event.At(at), Kind: event.ScoreObserved, Agent: author,
			Target:  event.Target{Kind: "post", ID: string(p.ID), AgentID: author.ID},
			Submolt: p.submolt(), PostID: string(p.ID), Reason: c.name, Value: c.now,
		})
	}
	return actions
}
