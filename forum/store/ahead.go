package store

import (
	"database/sql"
	"strings"
	"time"
	"unicode/utf8"
)

// Ahead names what an Update reads first. It is read together for all that share a transaction: each
// exchange with a database takes longer than what is exchanged.
type Ahead struct {
	AgentID, PostID string
	Comments        Newest // of the agent
}

// Newest names when an agent commented after a time, as many times as these, the newest first.
type Newest struct {
	After time.Time
	Most  int // 0: none are asked for
}

// ahead is what was read so and is still true.
type ahead struct {
	agents map[string]Agent
	posts  map[string]PostHead
	times  map[string][]time.Time // of agents' comments, those that newest asked for
	newest Newest
}

// commented answers TimesOf of comments, if it can.
func (a *ahead) commented(agentID string, after time.Time, limit int) (list []time.Time, known bool) {
	times, known := a.times[agentID]
	if !known || after.Before(a.newest.After) || limit > a.newest.Most {
		return nil, false
	}
	for _, t := range times {
		if len(list) < limit && toMicros(t) > toMicros(after) {
			list = append(list, t)
		}
	}
	return list, true
}

// widen asks for what both ask for.
func (n *Newest) widen(more Newest) {
	if n.Most == 0 || more.After.Before(n.After) {
		n.After = more.After
	}
	n.Most = max(n.Most, more.Most)
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
	var agents, posts, commenting []string
	known := ahead{}
	for _, j := range group {
		agents, posts = appendID(agents, j.ahead.AgentID), appendID(posts, j.ahead.PostID)
		if j.ahead.Comments.Most > 0 && s.engine.shared() {
			commenting = appendID(commenting, j.ahead.AgentID)
			known.newest.widen(j.ahead.Comments)
		}
	}
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
	if len(commenting) > 0 {
		known.times = make(map[string][]time.Time, len(commenting))
		for _, id := range commenting {
			known.times[id] = nil
		}
		ask("when agents commented", s.several.CommentTimesByIDs, func(row scanner) error {
			var id string
			var at time.Time
			err := row.Scan(&id, micros{&at})
			known.times[id] = append(known.times[id], at)
			return err
		}, s.engine.list(commenting), toMicros(known.newest.After), known.newest.Most)
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
		delete(a.times, id)
	}
}
