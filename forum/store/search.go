package store

import (
	"context"
	"database/sql"
	"strings"
	"time"
)

// like gives the pattern of a piece of text wherever it stands.
func like(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(text)) + "%"
}

// PostsHolding lists where the newest posts in sight are that hold a piece of text, of the
// newest `within`; CommentsHolding and AgentsHolding likewise.
func (r *Reader) PostsHolding(ctx context.Context, text string, within, limit int) ([]Place, error) {
	return many(ctx, r, "posts by their words", r.q.PostsHolding, scanPlaces(), like(text), within, limit)
}

// CommentsHolding lists comments; see PostsHolding.
func (r *Reader) CommentsHolding(ctx context.Context, text string, within, limit int) ([]Place, error) {
	return many(ctx, r, "comments by their words", r.q.CommentsHolding, scanPlaces(), like(text), within, limit)
}

// AgentsHolding lists agents, those with the most karma first; see PostsHolding.
func (r *Reader) AgentsHolding(ctx context.Context, text string, within, limit int) ([]Agent, error) {
	places, err := many(ctx, r, "agents by their words", r.q.AgentsHolding, scanPlaces(), like(text), within, limit)
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
