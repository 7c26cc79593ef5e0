package board

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
)

// MaxQuery is in characters; maxFound bounds how much a search finds in all, and searchWithin
// among how many of the newest a search by words looks.
const (
	MaxQuery     = 500
	maxFound     = 200
	searchWithin = 5000
)

var forever = time.Unix(1<<34, 0)

// What a search may be for.
const (
	FindPosts    = "posts"
	FindComments = "comments"
	FindAgents   = "agents"
	FindAll      = "all"
)

// Near is something whose meaning is near to a query's. Whether it may be shown is not said.
type Near struct {
	Kind, ID   string // post, comment or agent
	Similarity float64
}

// Sought is what a search is for.
type Sought struct{ Posts, Comments, Agents bool }

// Finder finds by meaning. Words are sent to a model once, whatever is sought and however often the
// answer is asked for more.
type Finder interface {
	Find(ctx context.Context, words string, sought Sought) (FindNearest, error)
}

// FindNearest gives up to limit texts and up to limit agents, of each the nearest.
type FindNearest func(ctx context.Context, limit int) ([]Near, error)

// Hit is something that was found and may be shown. One of the three is set.
type Hit struct {
	Post       *store.Post
	Comment    *store.Comment
	Agent      *store.Agent
	On         *store.Post // of a comment: its post
	Similarity float64
}

// Created is when it was written, or registered.
func (h Hit) Created() time.Time {
	switch {
	case h.Post != nil:
		return h.Post.Created
	case h.Comment != nil:
		return h.Comment.Created
	}
	return h.Agent.Created
}

// Search finds by meaning and fills up by words among the newest; where there is no Finder, or it
// fails or finds nothing that may be shown, by words alone. Every hit is looked up in the store:
// what viewer does not see in lists is no hit, nor is what came after until, the zero time for now.
func (b *Board) Search(ctx context.Context, viewer store.Agent, words, kind string, until time.Time, limit int) (hits []Hit, byMeaning bool, err error) {
	words = strings.TrimSpace(words)
	var f faults
	f.want(words != "", "q must not be empty")
	f.want(utf8.RuneCountInString(words) <= MaxQuery, "q must be at most %d characters", MaxQuery)
	f.want(slices.Contains([]string{FindPosts, FindComments, FindAgents, FindAll}, kind), "type must be posts, comments, agents or all")
	if err := f.refusal(); err != nil {
		return nil, false, err
	}
	if until.IsZero() {
		until = forever
	}
	s := b.newSearch(viewer, min(limit, maxFound), until)
	if err := s.byMeaning(ctx, words, kind); err != nil {
		return nil, false, err
	}
	byMeaning = len(s.hits) > 0
	if !s.full() {
		near, err := b.findByWords(ctx, words, kind, until, s.limit)
		if err != nil {
			return nil, false, err
		}
		own, err := b.findOwn(ctx, viewer, words, kind)
		if err != nil {
			return nil, false, err
		}
		near = append(own, near...)
		if err := s.add(ctx, near, byMeaning); err != nil {
			return nil, false, err
		}
	}
	return s.hits, byMeaning, nil
}

// findByWords finds what holds the query as it stands, the newest first. Its similarity is one:
// that is all that is known.
func (b *Board) findByWords(ctx context.Context, words, kind string, until time.Time, limit int) ([]Near, error) {
	var near []Near
	add := func(kind string, ids []string) {
		for _, id := range ids {
			near = append(near, Near{kind, id, 1})
		}
	}
	if kind == FindPosts || kind == FindAll {
		places, err := b.store.PostsHolding(ctx, words, until, searchWithin, limit)
		if err != nil {
			return nil, err
		}
		posts, err := b.store.PostsAt(ctx, places, "")
		if err != nil {
			return nil, err
		}
		add(KindPost, idsOf(posts, func(p store.Post) string { return p.ID }))
	}
	if kind == FindComments || kind == FindAll {
		places, err := b.store.CommentsHolding(ctx, words, until, searchWithin, limit)
		if err != nil {
			return nil, err
		}
		comments, err := b.store.CommentsAt(ctx, places, "")
		if err != nil {
			return nil, err
		}
		add(KindComment, idsOf(comments, func(c store.Comment) string { return c.ID }))
	}
	if kind == FindAgents || kind == FindAll {
		agents, err := b.store.AgentsHolding(ctx, words, until, searchWithin, limit)
		if err != nil {
			return nil, err
		}
		add(kindAgent, idsOf(agents, func(a store.Agent) string { return a.ID }))
	}
	return near, nil
}

// FindSubmolts finds those that hold the query in a name or in what they say of themselves, the largest first.
func (b *Board) FindSubmolts(ctx context.Context, words string, limit int) ([]store.Submolt, error) {
	return b.store.SubmoltsHolding(ctx, strings.TrimSpace(words), searchWithin, limit)
}

func idsOf[T any](list []T, id func(T) string) []string {
	ids := make([]string, len(list))
	for i, item := range list {
		ids[i] = id(item)
	}
	return ids
}

// inSight looks one thing up; ErrNotFound is what viewer does not see in lists.
func (b *Board) inSight(ctx context.Context, viewer store.Agent, n Near) (Hit, error) {
	h := Hit{Similarity: n.Similarity}
	switch n.Kind {
	case KindPost:
		p, err := b.store.Post(ctx, n.ID, "")
		h.Post = &p
		return h, orNotFound(err, listed(viewer, p.Hidden, p.Author.ID))
	case KindComment:
		c, err := b.store.Comment(ctx, n.ID)
		if err = orNotFound(err, listed(viewer, c.Hidden, c.Author.ID)); err != nil {
			return h, err
		}
		p, err := b.store.Post(ctx, c.PostID, "")
		h.Comment, h.On = &c, &p
		return h, orNotFound(err, listed(viewer, p.Hidden, p.Author.ID))
	}
	a, err := b.store.Agent(ctx, n.ID)
	h.Agent = &a
	return h, orNotFound(err, (!outOfSight(a) || a.ID == viewer.ID) && a.Sanction.Kind != client.Ban)
}
