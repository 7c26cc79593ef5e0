package board

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/moltwatch/moltwatch/forum/store"
)

// Page is which part of a list is asked for.
type Page struct {
	After  store.Place // of the page before; Beginning for the first
	Offset int         // to leave out besides; small
	Limit  int
}

// maxOwn bounds how much an agent sees in a list of what it alone sees.
const maxOwn = 200

// Beginning is where a list in some order begins.
func Beginning(sort store.Sort) store.Place {
	if sort == store.Old {
		return store.Place{}
	}
	return store.Start()
}

// Listing is a page of a list.
type Listing[T any] struct {
	Items []T
	Next  store.Place // where the next page begins
	More  bool
}

// Posts lists posts as viewer (the zero Agent for a stranger) sees them.
func (b *Board) Posts(ctx context.Context, viewer store.Agent, scope store.Scope, sort store.Sort, page Page) (Listing[store.Post], error) {
	places, err := b.PostPlaces(ctx, viewer, scope, sort, page)
	if err != nil {
		return Listing[store.Post]{}, err
	}
	posts, err := b.PostsAt(ctx, viewer, places.Items)
	return Listing[store.Post]{Items: posts, Next: places.Next, More: places.More}, err
}

// PostPlaces lists where the posts are that Posts lists. All of them are in everybody's sight, unless
// viewer sees what strangers do not.
func (b *Board) PostPlaces(ctx context.Context, viewer store.Agent, scope store.Scope, sort store.Sort, page Page) (l Listing[store.Place], err error) {
	pinned, err := b.pinned(ctx, scope, sort, page)
	if err != nil {
		return l, err
	}
	var places []store.Place
	if sort == store.Rising {
		places, err = b.rising(ctx, scope.SubmoltID, page.After)
	} else {
		places, err = b.store.PostPlaces(ctx, scope, sort, page.After, page.Offset+page.Limit+1+len(pinned))
	}
	if err != nil {
		return l, err
	}
	// Who is out of sight sees in all lists what others would see but for that; in the list of its own, anybody also what waits.
	own := viewer.ID != "" && scope.AgentID == viewer.ID
	if (own || outOfSight(viewer) && scope.AgentID == "" && scope.Follower == "") && sort != store.Rising {
		own, err := b.store.OwnHiddenPosts(ctx, viewer.ID, scope.SubmoltID, own, sort, maxOwn)
		if err != nil {
			return l, err
		}
		places = merge(places, own, sort, page.After)
	}
	l.Items = l.cut(onTop(pinned, places, page.After == Beginning(sort)), page)
	return l, nil
}

// pinned gives the posts on top of a submolt's hot ones. A page that has room for no others is without them: it
// would not say where the next begins.
func (b *Board) pinned(ctx context.Context, scope store.Scope, sort store.Sort, page Page) ([]store.Place, error) {
	if scope.SubmoltID == "" || scope.AgentID != "" || scope.Follower != "" || sort != store.Hot {
		return nil, nil
	}
	pinned, err := b.store.PinnedPlaces(ctx, scope.SubmoltID)
	if len(pinned) >= page.Limit {
		return nil, err
	}
	return pinned, err
}

// onTop takes pinned posts out of a list, and puts them before it where it begins.
func onTop(pinned, places []store.Place, begins bool) []store.Place {
	if len(pinned) == 0 {
		return places
	}
	places = slices.DeleteFunc(places, func(p store.Place) bool {
		return slices.ContainsFunc(pinned, func(other store.Place) bool { return other.N == p.N })
	})
	if begins {
		return append(pinned, places...)
	}
	return places
}

// merge adds places after a place to a list, in the order of the list.
func merge(list, more []store.Place, sort store.Sort, after store.Place) []store.Place {
	order := func(a, b store.Place) int {
		c := cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.N, b.N))
		if sort != store.Old {
			c = -c
		}
		return c
	}
	for _, p := range more {
		if order(p, after) > 0 {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, order)
	return list
}

// cut takes a page from the places that were read for it and notes what follows.
func (l *Listing[T]) cut(places []store.Place, page Page) []store.Place {
	places = places[min(page.Offset, len(places)):]
	if len(places) > page.Limit {
		places, l.More = places[:page.Limit], true
	}
	if len(places) > 0 {
		l.Next = places[len(places)-1]
	}
	return places
}

// Post reads a post as viewer sees it.
func (b *Board) Post(ctx context.Context, viewer store.Agent, id string) (store.Post, error) {
	p, err := b.store.Post(ctx, id, viewer.ID)
	if err != nil {
		return p, found(err, "Post", postHint)
	}
	if !sees(viewer.ID, p.Hidden, p.Author.ID) {
		return store.Post{}, notFound("Post", postHint)
	}
	own := []store.Post{p}
	err = b.addOwnVotes(ctx, viewer, own)
	return own[0], err
}

// Comment reads a comment as viewer sees it.
func (b *Board) Comment(ctx context.Context, viewer store.Agent, id string) (store.Comment, error) {
	c, err := b.store.Comment(ctx, id)
	if err != nil {
		return c, found(err, "Comment", postHint)
	}
	if c.Hidden != store.Deleted && !sees(viewer.ID, c.Hidden, c.Author.ID) {
		return store.Comment{}, notFound("Comment", postHint)
	}
	if _, err := b.Post(ctx, viewer, c.PostID); err != nil {
		return store.Comment{}, err
	}
	own := []store.Comment{c}
	err = addVotes(ctx, b, viewer, own, votesOf)
	return own[0], err
}

// Profile reads an account and the newest of what it wrote, as viewer sees it.
func (b *Board) Profile(ctx context.Context, viewer store.Agent, name string) (Profile, error) {
	const recent = 10
	var p Profile
	var err error
	var refusal *Refusal
	if p.Agent, err = b.store.AgentNamed(ctx, name); err != nil {
		if err = found(err, "Bot", "No agent has that name."); errors.As(err, &refusal) && len(name) <= MaxID {
			mask(&name)
			refusal.Looked = name
		}
		return p, err
	}
	if viewer.ID == p.Agent.ID {
		if p.Agent, err = b.AsItself(ctx, p.Agent); err != nil {
			return p, err
		}
	}
	page := Page{After: store.Start(), Limit: recent}
	posts, err := b.Posts(ctx, viewer, store.Scope{AgentID: p.Agent.ID}, store.New, page)
	if err != nil {
		return p, err
	}
	p.Posts = posts.Items
	places, err := b.store.CommentsOf(ctx, p.Agent.ID, page.After, recent)
	if err != nil {
		return p, err
	}
	if places, err = b.withOwnComments(ctx, viewer, p.Agent.ID, places); err != nil {
		return p, err
	}
	if p.Comments, err = b.commentsAt(ctx, viewer, places[:min(recent, len(places))]); err != nil {
		return p, err
	}
	if p.Comments, err = b.belowSeen(ctx, viewer, p.Comments); err != nil {
		return p, err
	}
	p.Followed, err = b.store.Follows(ctx, viewer.ID, p.Agent.ID)
	return p, err
}

// belowSeen leaves out comments below posts that the viewer does not see.
func (b *Board) belowSeen(ctx context.Context, viewer store.Agent, comments []store.Comment) ([]store.Comment, error) {
	seen := map[string]bool{}
	for _, c := range comments {
		if _, known := seen[c.PostID]; known {
			continue
		}
		p, err := b.store.PostHead(ctx, c.PostID)
		if err != nil {
			return nil, err
		}
		seen[c.PostID] = sees(viewer.ID, p.Hidden, p.AuthorID)
	}
	return slices.DeleteFunc(comments, func(c store.Comment) bool { return !seen[c.PostID] }), nil
}

// withOwnComments adds to an agent's newest comments those that it alone sees, if it is the one who looks.
func (b *Board) withOwnComments(ctx context.Context, viewer store.Agent, agentID string, places []store.Place) ([]store.Place, error) {
	if viewer.ID != agentID {
		return places, nil
	}
	own, err := b.store.OwnHiddenCommentsOf(ctx, viewer.ID, true, maxOwn)
	return merge(places, own, store.New, store.Start()), err
}

// Profile is an account with the newest of what it wrote.
type Profile struct {
	Agent    store.Agent
	Posts    []store.Post
	Comments []store.Comment
	Followed bool
}
