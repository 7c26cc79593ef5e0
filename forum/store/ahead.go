package store

import (
	"context"
	"strings"
	"unicode/utf8"
)

// Ahead names what an Update reads first. It is read together for all that share a transaction: each
// exchange with a database takes longer than what is exchanged.
type Ahead struct{ AgentID, PostID string }

// ahead is what was read so and is still true.
type ahead struct {
	agents map[string]Agent
	posts  map[string]PostHead
}

// readAhead reads what jobs name.
func (s *Store) readAhead(ctx context.Context, group []*job) error {
	var agents, posts []string
	for _, j := range group {
		agents, posts = appendID(agents, j.ahead.AgentID), appendID(posts, j.ahead.PostID)
	}
	r := s.inside
	r.ahead = ahead{}
	if len(agents) > 0 {
		list, err := some(ctx, r, len(agents), "agents", r.q.AgentsByIDs, scanAccount, s.engine.list(agents))
		if err != nil {
			return err
		}
		r.ahead.agents = make(map[string]Agent, len(list))
		for _, a := range list {
			r.ahead.agents[a.ID] = a
		}
	}
	if len(posts) > 0 {
		list, err := some(ctx, r, len(posts), "posts", r.q.PostHeads, func(row scanner) (p PostHead, err error) {
			err = row.Scan(&p.ID, &p.Hidden, &p.AuthorID, &p.Submolt)
			return p, err
		}, s.engine.list(posts))
		if err != nil {
			return err
		}
		r.ahead.posts = make(map[string]PostHead, len(list))
		for _, p := range list {
			r.ahead.posts[p.ID] = p
		}
	}
	return nil
}

// appendID leaves out what a database would refuse: that must fail for who named it, and for nobody else.
func appendID(ids []string, id string) []string {
	if id == "" || !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return ids
	}
	return append(ids, id)
}

// changed forgets agents that a write changes. What else a write changes, everything is forgotten for.
func (a *ahead) changed(agentIDs ...string) {
	for _, id := range agentIDs {
		delete(a.agents, id)
	}
}
