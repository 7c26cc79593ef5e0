package board

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/injection"
)

// Remove takes content from every list and reading, or (restore) brings it back.
func (b *Board) Remove(ctx context.Context, tx *store.Tx, r client.ContentRequest, restore bool) (client.ContentAnswer, error) {
	if err := checkContent(&r, KindPost, KindComment); err != nil {
		return client.ContentAnswer{}, err
	}
	answer := client.ContentAnswer{Success: true, Results: make([]client.ItemResult, len(r.Items))}
	for i, ref := range r.Items {
		result := &answer.Results[i]
		*result = client.ItemResult{ItemRef: ref, Status: client.Unknown}
		found, err := findItem(ctx, tx, ref)
		if errors.Is(err, store.ErrNotFound) {
			answer.Unknown++
			continue
		}
		if err != nil {
			return client.ContentAnswer{}, err
		}
		result.AgentID = found.target.AgentID
		if (found.hidden&store.Removed == 0) == restore {
			result.Status = client.Already
			answer.Already++
			continue
		}
		if err := setRemoved(ctx, tx, found, r, !restore); err != nil {
			return client.ContentAnswer{}, err
		}
		result.Status = client.Applied
		answer.Applied++
	}
	return answer, nil
}

func setRemoved(ctx context.Context, tx *store.Tx, i item, r client.ContentRequest, removed bool) error {
	hidden := i.hidden &^ store.Removed
	if removed {
		hidden = i.hidden | store.Removed
	}
	_, err := setHidden(ctx, tx, i, hidden, r.Reason, r.Decision)
	return err
}

// setHidden stores what hides an item and tells of it: that it was removed, or that it was
// brought back, unseen as long as something else hides it.
func setHidden(ctx context.Context, tx *store.Tx, i item, hidden int, reason, decision string) (time.Time, error) {
	a := event.Action{Kind: event.ContentRestored, Reason: reason}
	if hidden&store.Removed != 0 {
		a.Kind = event.ContentRemoved
	} else {
		below, err := i.below(ctx, tx)
		if err != nil {
			return time.Time{}, err
		}
		a.Unseen = hidden != 0 || below != 0
	}
	if decision != "" {
		a.Items = []string{decision}
	}
	i.describe(&a)
	a.Agent = i.author()
	at, err := tx.Emit(a)
	if err != nil {
		return at, err
	}
	return at, i.hide(tx, hidden, at)
}

// below gives what hides the post that a comment stands below.
func (i item) below(ctx context.Context, tx *store.Tx) (int, error) {
	if i.comment == nil {
		return 0, nil
	}
	post, err := tx.PostHead(ctx, i.postID)
	return post.Hidden, err
}

// hide stores what hides an item.
func (i item) hide(tx *store.Tx, hidden int, at time.Time) error {
	if i.post != nil {
		return tx.SetPostHidden(store.Post{ID: i.post.ID, Hidden: hidden, Updated: at})
	}
	return tx.SetCommentHidden(store.Comment{ID: i.comment.ID, PostID: i.comment.PostID, Hidden: hidden, Updated: at})
}

// Announce posts in the announcements as the forum's own voice.
func (b *Board) Announce(ctx context.Context, tx *store.Tx, n client.Announcement) (client.AnnouncementAnswer, error) {
	post := client.NewPost{Submolt: Announcements, Title: n.Title, Content: n.Content}
	if err := checkPost(post); err != nil {
		return client.AnnouncementAnswer{}, err
	}
	mask(&post.Title, &post.Content)
	voice, err := tx.AgentNamed(ctx, Voice)
	if err != nil {
		return client.AnnouncementAnswer{}, err
	}
	submolt, err := tx.Submolt(ctx, Announcements)
	if err != nil {
		return client.AnnouncementAnswer{}, err
	}
	actor := Actor{Agent: voice}
	made, _, err := b.addPost(ctx, tx, actor, submolt, post, injection.Verdict{})
	if err != nil {
		return client.AnnouncementAnswer{}, err
	}
	a := actor.action(event.AnnouncementMade)
	a.Target = event.Target{Kind: KindPost, ID: made.ID, AgentID: voice.ID}
	a.PostID, a.Submolt = made.ID, submolt.Name // its words are told with the post: what is erased stands in one action
	var at time.Time
	if at, err = tx.Emit(a); err != nil {
		return client.AnnouncementAnswer{}, err
	}
	return client.AnnouncementAnswer{Success: true, PostID: made.ID, Time: at}, nil
}

// checkContent checks a call about items of some kinds.
func checkContent(r *client.ContentRequest, kinds ...string) error {
	var f faults
	f.listed("items", len(r.Items), func(i int) string { return r.Items[i].ID })
	for i, ref := range r.Items {
		if !slices.Contains(kinds, ref.Kind) {
			f.want(false, "items[%d].kind must be %s", i, strings.Join(kinds, " or "))
			break
		}
	}
	f.said(&r.Reason, r.Decision)
	return f.refusal()
}
