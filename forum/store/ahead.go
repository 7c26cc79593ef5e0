package store

import (
	"database/sql"
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

// question is a query and what takes each row of its answer.
type question struct {
	what string // is being read, for errors
	stmt *sql.Stmt
	text string // of stmt
	args []any
	row  func(scanner) error
}

// opening gives what a transaction reads as it begins: what other processes may have written since the last
// one, and what its jobs name.
func (s *Store) opening(group []*job) (list []question) {
	ask := func(what string, stmt *sql.Stmt, row func(scanner) error, args ...any) {
		list = append(list, question{what, stmt, s.texts[stmt].one, args, row})
	}
	q := &s.inside.q
	if s.engine.shared() {
		ask("the last row of the outbox", q.OutboxLast, s.scanLast)
		ask("whether anybody is stopped", q.AnyHalts, s.scanHalts)
	}
	var agents, posts []string
	for _, j := range group {
		agents, posts = appendID(agents, j.ahead.AgentID), appendID(posts, j.ahead.PostID)
	}
	known := ahead{}
	if len(agents) > 0 {
		known.agents = make(map[string]Agent, len(agents))
		ask("agents", q.AgentsByIDs, func(row scanner) error {
			a, err := scanAccount(row)
			known.agents[a.ID] = a
			return err
		}, s.engine.list(agents))
	}
	if len(posts) > 0 {
		known.posts = make(map[string]PostHead, len(posts))
		ask("posts", q.PostHeads, func(row scanner) error {
			var p PostHead
			err := row.Scan(&p.ID, &p.Hidden, &p.AuthorID, &p.Submolt)
			known.posts[p.ID] = p
			return err
		}, s.engine.list(posts))
	}
	s.inside.ahead = known
	return list
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
