package board

import (
	"context"

	"github.com/moltwatch/moltwatch/forum/store"
)

// Thread is a comment with the replies below it.
type Thread struct {
	store.Comment
	Below []*Thread
}

// maxReplies bounds the replies of one root that a page shows; the oldest win.
const maxReplies = 200

// Threads lists the comments of a post as viewer sees them. A reply whose parent was removed
// hangs below the root; a root that was removed takes its thread along.
func (b *Board) Threads(ctx context.Context, viewer store.Agent, postID string, sort store.Sort, page Page) (Listing[*Thread], error) {
	var l Listing[*Thread]
	if _, err := b.Post(ctx, viewer, postID); err != nil {
		return l, err
	}
	places, err := b.roots(ctx, postID, sort, page)
	if err != nil {
		return l, err
	}
	var own []store.OwnComment
	if outOfSight(viewer) && sort != store.Controversial {
		if own, err = b.store.OwnHiddenComments(ctx, viewer.ID, postID, sort, maxOwn); err != nil {
			return l, err
		}
		places = merge(places, ownRoots(own), sort, page.After)
	}
	roots, err := b.commentsAt(ctx, viewer, l.cut(places, page))
	if err != nil || len(roots) == 0 {
		return l, err
	}
	replies, err := b.replies(ctx, viewer, roots, own)
	if err != nil {
		return l, err
	}
	l.Items = grow(roots, replies)
	return l, nil
}

func ownRoots(own []store.OwnComment) []store.Place {
	var places []store.Place
	for _, c := range own {
		if c.Depth == 0 {
			places = append(places, c.Place)
		}
	}
	return places
}

func (b *Board) replies(ctx context.Context, viewer store.Agent, roots []store.Comment, own []store.OwnComment) ([]store.Comment, error) {
	ids, shown := make([]string, len(roots)), map[string]bool{}
	for i, r := range roots {
		ids[i] = r.ID
		shown[r.ID] = true
	}
	places, err := b.store.RepliesBelow(ctx, ids, maxReplies)
	if err != nil {
		return nil, err
	}
	for _, c := range own {
		if c.Depth > 0 && shown[c.RootID] {
			places = append(places, c.Place)
		}
	}
	return b.commentsAt(ctx, viewer, places)
}

// grow hangs each reply below its parent.
func grow(roots, replies []store.Comment) []*Thread {
	all := map[string]*Thread{}
	list := make([]*Thread, len(roots))
	for i, r := range roots {
		list[i] = &Thread{Comment: r}
		all[r.ID] = list[i]
	}
	for _, r := range replies {
		all[r.ID] = &Thread{Comment: r}
	}
	for _, r := range replies {
		parent := all[r.ParentID]
		if parent == nil {
			parent = all[r.RootID]
		}
		if parent != nil {
			parent.Below = append(parent.Below, all[r.ID])
		}
	}
	return list
}
