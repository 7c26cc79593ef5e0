package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// Comment finds a comment by id, hidden or not.
func (r *Reader) Comment(ctx context.Context, id string) (Comment, error) {
	return one(ctx, r, "a comment", r.q.CommentByID, scanComments(), id)
}

// Roots lists where the comments are that answer a post itself. Old starts at the zero Place.
func (r *Reader) Roots(ctx context.Context, postID string, sort Sort, after Place, limit int) ([]Place, error) {
	stmt := map[Sort]*sql.Stmt{Best: r.q.RootsBest, New: r.q.RootsNew, Old: r.q.RootsOld}[sort]
	if stmt == nil {
		return nil, fmt.Errorf("no list of comments is sorted by %q", sort)
	}
	return some(ctx, r, limit, "a list of comments", stmt, scanPlaces(), after.key(sort), after.N, limit, postID)
}

// RepliesBelow lists where the replies below some roots are, the oldest each of each root.
func (r *Reader) RepliesBelow(ctx context.Context, rootIDs []string, each int) ([]Place, error) {
	b, err := json.Marshal(rootIDs)
	if err != nil {
		return nil, fmt.Errorf("listing roots: %w", err)
	}
	return many(ctx, r, "replies", r.q.RepliesBelow, func(row scanner) (p Place, err error) {
		err = row.Scan(&p.N)
		return p, err
	}, string(b), each)
}

// OwnComment is a comment that only its author sees.
type OwnComment struct {
	Place
	Depth  int
	RootID string
}

// OwnHiddenComments lists those below a post, the newest first, with the key of a sort.
func (r *Reader) OwnHiddenComments(ctx context.Context, agentID, postID string, sort Sort, limit int) ([]OwnComment, error) {
	return many(ctx, r, "an author's hidden comments", r.q.CommentsOwnHidden, func(row scanner) (c OwnComment, err error) {
		var score, created float64
		err = row.Scan(&c.N, &score, &created, &c.Depth, &c.RootID)
		if c.Key = created; sort == Best {
			c.Key = score
		}
		return c, err
	}, agentID, postID, limit)
}

// OwnHiddenCommentsOf lists where an agent's comments are that only it sees, the newest first; those that wait too
// if they are asked for.
func (r *Reader) OwnHiddenCommentsOf(ctx context.Context, agentID string, waiting bool, limit int) ([]Place, error) {
	return many(ctx, r, "an agent's hidden comments", r.q.CommentsOwnHiddenNew, scanPlaces(), agentID, limit, waiting)
}

// CommentsOf lists where an agent's comments are, the newest first.
func (r *Reader) CommentsOf(ctx context.Context, agentID string, after Place, limit int) ([]Place, error) {
	return many(ctx, r, "an agent's comments", r.q.CommentsAgentNew, scanPlaces(), after.key(New), after.N, limit, agentID)
}

// CommentsAt reads the comments at some places, in that order; without those that viewer may
// not see.
func (r *Reader) CommentsAt(ctx context.Context, places []Place, viewer string) ([]Comment, error) {
	if len(places) == 0 {
		return nil, nil
	}
	return some(ctx, r, len(places), "comments", r.q.CommentsAt, scanComments(), placesJSON(places), viewer)
}

// AddComment stores a comment, counts it if it is in sight, and notes that its author was active; of c, what its
// author and the forum decide.
func (t *Tx) AddComment(c Comment) error {
	t.ahead.comment(c)
	t.add("adding a comment", shown{c.PostID}, t.s.write.InsertComment, c.ID, c.PostID, c.ParentID, c.RootID, c.Depth, c.Author.ID, toMicros(c.Created), c.Hidden, c.Content)
	t.sum("counting an author's comments", shown{c.Author.ID}, t.s.write.TouchAgent, c.Author.ID, countOf(c.Hidden), toMicros(c.Created))
	if c.Hidden != 0 {
		return nil
	}
	t.sum("counting a post's comments", nil, t.s.write.CountComment, c.PostID, 1)
	if c.ParentID != "" {
		t.sum("counting replies", nil, t.s.write.CountReply, c.ParentID, 1)
	}
	t.sum("counting all comments", nil, t.s.write.CountTotal, int64(1), 1)
	return nil
}

// SetCommentHidden stores what hides a comment of a post.
func (t *Tx) SetCommentHidden(c Comment) error {
	return wrap("hiding or showing a comment", t.execOf(shown{c.PostID}, t.s.write.SetCommentHidden, c.ID, c.Hidden, toMicros(c.Updated)))
}

// SetCommentVotes stores the votes of a comment.
func (t *Tx) SetCommentVotes(c Comment) error {
	t.add("counting votes", nil, t.s.write.SetCommentVotes, c.ID, c.Upvotes, c.Downvotes)
	return nil
}

// Vote is a vote that stands: Value is 1 or -1, or 0 for none.
type Vote struct {
	Value   int64
	Counted bool // false for the vote of an agent out of sight
}

// VoteOf finds how an agent voted on a post or comment.
func (r *Reader) VoteOf(ctx context.Context, agentID, targetID string) (Vote, error) {
	v, err := one(ctx, r, "a vote", r.q.VoteOf, func(row scanner) (v Vote, err error) {
		err = row.Scan(&v.Value, &v.Counted)
		return v, err
	}, agentID, targetID)
	if errors.Is(err, ErrNotFound) {
		return Vote{}, nil
	}
	return v, err
}

// SetVote stores how an agent votes; a Value of 0 takes the vote back.
func (t *Tx) SetVote(agentID, targetID string, v Vote) error {
	if v.Value == 0 {
		t.add("taking a vote back", nil, t.s.write.DeleteVote, agentID, targetID)
		return nil
	}
	t.add("storing a vote", nil, t.s.write.PutVote, agentID, targetID, v.Value, v.Counted)
	return nil
}
