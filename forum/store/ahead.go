package store

import (
	"database/sql"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Ahead names what an Update reads first. What is not known from the last transaction is read together for all
// that share one: each exchange with a database takes longer than what is exchanged.
type Ahead struct {
	AgentID, PostID string
	Comments        Newest // of the agent
}

// Newest names when an agent commented after a time, as many times as these, the newest first.
type Newest struct {
	After time.Time
	Most  int // 0: none are asked for
}

// ahead is what was read so and is still true, with what jobs have put off since: that counts as done, though the
// database may still refuse it.
type ahead struct {
	agents map[string]Agent
	posts  map[string]PostHead
	times  map[string][]time.Time // of agents' comments, those that newest asked for
	newest Newest

	changed []string // agents whose change by the job under way is in here
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
	known := s.known()
	for _, j := range group {
		if _, is := known.agents[j.ahead.AgentID]; !is {
			agents = appendID(agents, j.ahead.AgentID)
		}
		if _, is := known.posts[j.ahead.PostID]; !is {
			posts = appendID(posts, j.ahead.PostID)
		}
		if j.ahead.Comments.Most > 0 && s.engine.shared() {
			commenting = appendID(commenting, j.ahead.AgentID)
			known.newest.widen(j.ahead.Comments)
		}
	}
	if len(agents) > 0 {
		ask("agents", q.AgentsByIDs, func(row scanner) error {
			a, err := scanAccount(row)
			known.agents[a.ID] = a
			return err
		}, s.engine.list(agents))
	}
	if len(posts) > 0 {
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

// maxKnown bounds how many agents and posts are known from one transaction to the next.
const maxKnown = 10_000

// known gives what is known as a transaction begins: where nobody else writes, what the last one knew.
func (s *Store) known() ahead {
	if known := s.inside.ahead; known.agents != nil && !s.engine.shared() && len(known.agents) < maxKnown && len(known.posts) < maxKnown {
		return known
	}
	return ahead{agents: map[string]Agent{}, posts: map[string]PostHead{}}
}

// appendID leaves out what a database would refuse: that must fail for who named it, and for nobody else.
func appendID(ids []string, id string) []string {
	if id == "" || !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return ids
	}
	return append(ids, id)
}

// change notes what a write that is put off does to an agent. For any other write everything is forgotten.
func (a *ahead) change(agentID string, by func(*Agent)) {
	a.changed = append(a.changed, agentID)
	if known, is := a.agents[agentID]; is {
		by(&known)
		a.agents[agentID] = known
	}
}

// comment notes a comment that is put off.
func (a *ahead) comment(c Comment) {
	a.change(c.Author.ID, func(author *Agent) {
		author.Written += countOf(c.Hidden)
		author.LastActive = inColumn(c.Created)
	})
	if times, known := a.times[c.Author.ID]; known {
		a.times[c.Author.ID] = slices.Insert(times, 0, inColumn(c.Created))
	}
}

// forget forgets what the job under way changed: it has failed.
func (a *ahead) forget() {
	for _, id := range a.changed {
		delete(a.agents, id)
		delete(a.times, id)
	}
}

// inColumn gives a time as it is read again.
func inColumn(t time.Time) time.Time { return fromMicros(toMicros(t)) }

// countOf gives what is counted of an item that is hidden so: what is in sight.
func countOf(hidden int) int64 {
	if hidden == 0 {
		return 1
	}
	return 0
}
