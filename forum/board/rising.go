package board

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/forum/store"
)

// What is ranked when it is asked for, and not by an index, is ranked among so many.
const (
	maxRising   = 500
	risingFor   = day
	maxDisputed = 1000
)

// rising lists where the posts of the last day are after a place, those first that gain the
// most for their age. The rank is made as of the time of the first page: later pages neither
// skip nor repeat what arrives meanwhile.
func (b *Board) rising(ctx context.Context, submoltID string, after store.Place) ([]store.Place, error) {
	at := b.clock()
	if after.At != 0 {
		at = time.UnixMicro(after.At)
	}
	rows, err := b.store.PostsRecent(ctx, submoltID, at.Add(-risingFor), at, maxRising)
	if err != nil {
		return nil, err
	}
	return ranked(rows, after, at.UnixMicro(), func(s store.Standing) float64 {
		gained := float64(s.Upvotes - s.Downvotes + s.Comments)
		return gained / math.Pow(at.Sub(s.Created).Hours()+1, 1.5)
	}), nil
}

// ranked sorts rows by a rank, the highest first, and leaves out what is not after a place.
func ranked(rows []store.Standing, after store.Place, at int64, rank func(store.Standing) float64) []store.Place {
	places := make([]store.Place, len(rows))
	for i, s := range rows {
		places[i] = store.Place{Key: rank(s), N: s.N}
	}
	places = merge(nil, places, store.Hot, after)
	for i := range places {
		places[i].At = at
	}
	return slices.Clip(places)
}

// roots lists where the comments are that answer a post itself.
func (b *Board) roots(ctx context.Context, postID string, sort store.Sort, page Page) ([]store.Place, error) {
	if sort == store.Top { // as older clients call it
		sort = store.Best
	}
	if sort != store.Controversial {
		return b.store.Roots(ctx, postID, sort, page.After, page.Offset+page.Limit+1)
	}
	rows, err := b.store.RootsRecent(ctx, postID, maxDisputed)
	if err != nil {
		return nil, err
	}
	// Many votes on both sides: the smaller side first, then all.
	return ranked(rows, page.After, 0, func(s store.Standing) float64 {
		return float64(min(s.Upvotes, s.Downvotes)) + float64(s.Upvotes+s.Downvotes)/1e9
	}), nil
}
