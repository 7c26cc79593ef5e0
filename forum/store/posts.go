package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
)

// Scope says which posts a list is of: those of which all that is set is true. A Follower is set alone.
type Scope struct {
	SubmoltID string
	AgentID   string // written by
	Follower  string // written by whom this agent follows
}

// Sort orders a list.
type Sort string

// The orders of posts and of comments.
const (
	New  Sort = "new"
	Hot  Sort = "hot"
	Top  Sort = "top"
	Best Sort = "best"
	Old  Sort = "old"
	// Ranked by the board, over the newest of what there is.
	Rising        Sort = "rising"
	Controversial Sort = "controversial"
)

// Start is before the first row of every list but Old.
func Start() Place { return Place{Key: 1e300, N: 1 << 62} }

// Post finds a post by id, hidden or not; viewer is an agent's id, or "".
func (r *Reader) Post(ctx context.Context, id, viewer string) (Post, error) {
	return one(ctx, r, "a post", r.q.PostByID, scanPosts(), id, viewer)
}

// PostHead is what of a post whoever answers it needs.
type PostHead struct {
	ID, AuthorID, Submolt string
	Hidden                int
}

// PostHead finds a post by id, hidden or not.
func (r *Reader) PostHead(ctx context.Context, id string) (PostHead, error) {
	if p, is := r.ahead.posts[id]; is {
		return p, nil
	}
	return one(ctx, r, "a post", r.q.PostHead, func(row scanner) (PostHead, error) {
		p := PostHead{ID: id}
		err := row.Scan(&p.Hidden, &p.AuthorID, &p.Submolt)
		return p, err
	}, id)
}

// PostPlaces lists where the posts of a page are, after a place.
func (r *Reader) PostPlaces(ctx context.Context, scope Scope, sort Sort, after Place, limit int) ([]Place, error) {
	stmt := r.postList(scope).in(sort)
	if stmt == nil {
		return nil, fmt.Errorf("no list of posts is sorted by %q", sort)
	}
	args := []any{after.key(sort), after.N, limit}
	for _, id := range []string{scope.AgentID, scope.SubmoltID, scope.Follower} {
		if id != "" {
			args = append(args, id)
		}
	}
	return some(ctx, r, limit, "a list of posts", stmt, scanPlaces(), args...)
}

// lists are those of one scope.
type lists struct{ fresh, hot, top *sql.Stmt }

func (r *Reader) postList(scope Scope) lists {
	q := &r.q
	switch {
	case scope.AgentID != "" && scope.SubmoltID != "":
		return lists{q.PostsAgentSubmoltNew, q.PostsAgentSubmoltHot, q.PostsAgentSubmoltTop}
	case scope.SubmoltID != "":
		return lists{q.PostsSubmoltNew, q.PostsSubmoltHot, q.PostsSubmoltTop}
	case scope.AgentID != "":
		return lists{q.PostsAgentNew, q.PostsAgentHot, q.PostsAgentTop}
	case scope.Follower != "":
		return lists{q.PostsFollowingNew, q.PostsFollowingHot, q.PostsFollowingTop}
	}
	return lists{q.PostsNew, q.PostsHot, q.PostsTop}
}

func (l lists) in(sort Sort) *sql.Stmt {
	switch sort {
	case New:
		return l.fresh
	case Hot:
		return l.hot
	case Top:
		return l.top
	}
	return nil
}

// OwnHiddenPosts lists where the newest posts are that only their author sees, with the key
// of a sort; submoltID may be "". Those that wait to be judged, or for an answer, are among them if they are asked for.
func (r *Reader) OwnHiddenPosts(ctx context.Context, agentID, submoltID string, waiting bool, sort Sort, limit int) ([]Place, error) {
	return many(ctx, r, "an author's hidden posts", r.q.PostsOwnHidden, func(row scanner) (p Place, err error) {
		var created, hot, score float64
		err = row.Scan(&p.N, &created, &hot, &score)
		p.Key = map[Sort]float64{New: created, Hot: hot, Top: score}[sort]
		return p, err
	}, agentID, submoltID, limit, waiting)
}

// PostsAt reads the posts at some places, in that order; without those that viewer may not see.
func (r *Reader) PostsAt(ctx context.Context, places []Place, viewer string) ([]Post, error) {
	if len(places) == 0 {
		return nil, nil
	}
	posts, err := some(ctx, r, len(places), "posts", r.q.PostsAt, scanPosts(), placesJSON(places), viewer)
	at := make(map[int64]int, len(places))
	for i, p := range places {
		at[p.N] = i
	}
	slices.SortFunc(posts, func(a, b Post) int { return cmp.Compare(at[a.N], at[b.N]) })
	return posts, err
}

func placesJSON(places []Place) string {
	list := make([]int64, len(places))
	for i, p := range places {
		list[i] = p.N
	}
	b, _ := json.Marshal(list) // integers cannot fail
	return string(b)
}

// AddPost stores a post; of p, what its author and the forum decide.
func (t *Tx) AddPost(p Post) error {
	t.ahead.change(p.Author.ID, func(a *Agent) { a.Posts += countOf(p.Hidden) })
	t.add("adding a post", nil, t.s.write.InsertPost, p.ID, p.Author.ID, p.SubmoltID, p.Type, p.Hot, toMicros(p.Created), p.Hidden, p.Title, p.URL, p.Content)
	return nil
}

// SetPostHidden stores what hides a post.
func (t *Tx) SetPostHidden(p Post) error {
	return wrap("hiding or showing a post", t.execOf(shown{p.ID}, t.s.write.SetPostHidden, p.ID, p.Hidden, toMicros(p.Updated)))
}

// SetPostVotes stores the votes of a post and its Hot.
func (t *Tx) SetPostVotes(p Post) error {
	t.add("counting votes", shown{p.ID}, t.s.write.SetPostVotes, p.ID, p.Upvotes, p.Downvotes, p.Hot)
	return nil
}
