package store

import (
	"context"
	"encoding/json"
)

// BarePosts reads the posts in sight at some places, in no order: of their authors and submolts no more
// than the ids.
func (r *Reader) BarePosts(ctx context.Context, places []Place) ([]Post, error) {
	p := &Post{}
	into := []any{&p.N, &p.ID, &p.Type, &p.Upvotes, &p.Downvotes, &p.Score, &p.Comments, &p.Hot, micros{&p.Created}, micros{&p.Updated},
		&p.Hidden, &p.Title, &p.URL, &p.Content, &p.Author.ID, &p.SubmoltID, micros{&p.Pinned}}
	return some(ctx, r, len(places), "posts alone", r.q.BarePosts, func(row scanner) (Post, error) {
		err := row.Scan(into...)
		return *p, err
	}, placesJSON(places))
}

// Authors reads the agents with some ids, in no order.
func (r *Reader) Authors(ctx context.Context, ids []string) ([]Author, error) {
	a := &Author{}
	into := a.columns()
	return some(ctx, r, len(ids), "authors", r.q.AuthorsOf, func(row scanner) (Author, error) {
		err := row.Scan(into...)
		return *a, err
	}, idsJSON(ids))
}

// SubmoltNames reads the names of the submolts with some ids, in no order; nothing else of them.
func (r *Reader) SubmoltNames(ctx context.Context, ids []string) ([]Submolt, error) {
	return many(ctx, r, "names of submolts", r.q.SubmoltNames, func(row scanner) (s Submolt, err error) {
		err = row.Scan(&s.ID, &s.Name, &s.DisplayName)
		return s, err
	}, idsJSON(ids))
}

// Followed lists whom of some an agent follows.
func (r *Reader) Followed(ctx context.Context, follower string, ids []string) ([]string, error) {
	return many(ctx, r, "who is followed", r.q.FollowedOf, scanOne[string], follower, idsJSON(ids))
}

func idsJSON(ids []string) string {
	b, _ := json.Marshal(ids) // texts cannot fail
	return string(b)
}
