package store

import (
	"context"
	"database/sql"
	"time"
)

// PostsHolding lists where the newest posts in sight are that hold a piece of text, of the
// newest `within`, and are not newer than until; CommentsHolding and AgentsHolding likewise.
func (r *Reader) PostsHolding(ctx context.Context, text string, until time.Time, within, limit int) ([]Place, error) {
	return many(ctx, r, "posts by their words", r.q.PostsHolding, scanPlaces(), text, within, limit, toMicros(until))
}

// CommentsHolding lists comments; see PostsHolding.
func (r *Reader) CommentsHolding(ctx context.Context, text string, until time.Time, within, limit int) ([]Place, error) {
	return many(ctx, r, "comments by their words", r.q.CommentsHolding, scanPlaces(), text, within, limit, toMicros(until))
}

// AgentsHolding lists agents, those with the most karma first; see PostsHolding.
func (r *Reader) AgentsHolding(ctx context.Context, text string, until time.Time, within, limit int) ([]Agent, error) {
	places, err := many(ctx, r, "agents by their words", r.q.AgentsHolding, scanPlaces(), text, within, limit, toMicros(until))
	if err != nil {
		return nil, err
	}
	list := make([]Agent, 0, len(places))
	for _, p := range places {
		a, err := one(ctx, r, "an agent", r.q.AgentByPlace, scanAccount, p.N)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}

// SubmoltsHolding lists submolts, the largest first; see PostsHolding.
func (r *Reader) SubmoltsHolding(ctx context.Context, text string, within, limit int) ([]Submolt, error) {
	return many(ctx, r, "submolts by their words", r.q.SubmoltsHolding, scanSubmolt, text, within, limit)
}

// Standing is what the rank of a post or comment is made of.
type Standing struct {
	N                            int64
	Created                      time.Time
	Upvotes, Downvotes, Comments int64
}

// PostsRecent lists the newest posts in sight between two times; submoltID may be "".
func (r *Reader) PostsRecent(ctx context.Context, submoltID string, after, until time.Time, limit int) ([]Standing, error) {
	stmt, args := r.q.PostsRecent, []any{toMicros(after), toMicros(until), limit}
	if submoltID != "" {
		stmt, args = r.q.PostsSubmoltRecent, append(args, submoltID)
	}
	return standings(ctx, r, stmt, func(row scanner, s *Standing) error {
		return row.Scan(&s.N, micros{&s.Created}, &s.Upvotes, &s.Downvotes, &s.Comments)
	}, args...)
}

// RootsRecent lists the newest comments that answer a post itself.
func (r *Reader) RootsRecent(ctx context.Context, postID string, limit int) ([]Standing, error) {
	return standings(ctx, r, r.q.RootsRecent, func(row scanner, s *Standing) error {
		return row.Scan(&s.N, &s.Upvotes, &s.Downvotes)
	}, postID, limit)
}

func standings(ctx context.Context, r *Reader, stmt *sql.Stmt, scan func(scanner, *Standing) error, args ...any) ([]Standing, error) {
	return many(ctx, r, "how content stands", stmt, func(row scanner) (s Standing, err error) {
		err = scan(row, &s)
		return s, err
	}, args...)
}
