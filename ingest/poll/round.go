package poll

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/pause"
)

const (
	pageSize = 100
	// settled is how long something may have its time before it can be read.
	settled = time.Second
	// rereads is how often a thread is read again because something in it could not be.
	rereads = 3
	// A forum that makes up pages without end does not hold a round for ever.
	mostPages       = 2000
	mostThreadPages = 200
)

// round is one reading of the forum.
type round struct {
	*Poller
	began                    time.Time // the forum's clock
	met                      map[string]bool
	posts, comments, refused int // found new, and not to be read
}

// crawl reads the forum, round after round.
func (p *Poller) crawl(ctx context.Context) error {
	for ctx.Err() == nil {
		started := time.Now()
		asked := p.forum.asked
		r := &round{Poller: p, met: map[string]bool{}}
		err := r.read(ctx)
		switch {
		case errors.Is(err, errUnreadable) || errors.Is(err, errGone):
			p.log.Warn("a round was given up, the next begins anew", "error", err)
		case err != nil:
			return err
		default:
			p.log.Info("a round is done", "posts", r.posts, "comments", r.comments, "refused", r.refused,
				"requests", p.forum.asked-asked, "took", time.Since(started).Round(time.Millisecond))
			select {
			case p.wake <- struct{}{}:
			default: // it is awake
			}
		}
		pause.For(ctx, time.Until(started.Add(p.cfg.Every)))
	}
	return nil
}

// read goes through the newest posts as far back as they are followed, and then makes what was
// found ready to be published, with a watermark at the time when it began.
func (r *round) read(ctx context.Context) error {
	query := url.Values{"sort": {"new"}, "limit": {strconv.Itoa(pageSize)}}
	for read, pages := 0, 1; ; pages++ {
		body, asked, err := r.forum.get(ctx, "/posts", query)
		if err != nil {
			return fmt.Errorf("reading the newest posts: %w", err)
		}
		if r.began.IsZero() {
			r.began = asked.Add(-settled)
			// The header tells whole seconds: rounds within one may seem to go back.
			if r.began.Before(r.state.marked) {
				r.began = r.state.marked
			}
		}
		list, err := readPage(body, "posts")
		if err != nil {
			return fmt.Errorf("reading the newest posts: %w", err)
		}
		goOn := false
		for _, item := range list.Items {
			followed, err := r.post(ctx, item)
			if err != nil {
				return err
			}
			goOn = goOn || followed
		}
		read += len(list.Items)
		if !goOn || !list.HasMore {
			break
		}
		if pages == mostPages {
			r.log.Warn("the forum lists more posts than a round reads", "pages", pages)
			break
		}
		turn(query, list, read)
	}
	return r.state.finish(ctx, r.began)
}

// turn asks for the page after list.
func turn(query url.Values, list page, read int) {
	if list.NextCursor != "" {
		query.Set("cursor", list.NextCursor)
		return
	}
	if list.NextOffset > 0 {
		read = list.NextOffset
	}
	query.Set("offset", strconv.Itoa(read))
}

// post takes one post of the list and, if its counter has moved, its thread. It reports whether
// the post is one that is followed and was not met before in this round: a page without such
// ends the round, so a forum that lists the same for ever does not hold it.
func (r *round) post(ctx context.Context, item json.RawMessage) (followed bool, err error) {
	var p post
	if err := json.Unmarshal(item, &p); err != nil {
		r.refuse("a post", err)
		return false, nil
	}
	id := string(p.ID)
	if r.met[id] || p.IsDeleted || p.CreatedAt.Before(r.began.Add(-r.cfg.Follow)) {
		return false, nil
	}
	r.met[id] = true
	if p.CreatedAt.After(r.began) {
		return true, nil // the next round's
	}
	thread, err := r.state.thread(ctx, id)
	if err != nil {
		return false, err
	}
	var found []event.Action
	if !thread.known {
		if found, err = r.fresh(ctx, found, p.action(r.cfg.Forum)); err != nil {
			return false, err
		}
		if len(found) == 0 {
			return true, nil // refused
		}
		r.posts++
	}
	if p.CommentCount == nil || thread.totals.comments != *p.CommentCount {
		refused := r.refused
		comments, err := r.thread(ctx, &p)
		if errors.Is(err, errUnreadable) || errors.Is(err, errRefused) {
			r.refuse("a thread", err)
			return true, nil // its counter stays as it was, so that the next round tries again
		}
		if err != nil {
			return false, err
		}
		found = append(found, comments...)
		if r.refused > refused && r.unclear[id] < rereads {
			r.unclear[id]++
			p.CommentCount = &thread.totals.comments // so that the next round reads it again
		}
	}
	found = append(found, p.observed(r.cfg.Forum, thread.totals, r.began)...)
	return true, r.state.keep(ctx, id, p.totals(), found)
}

// thread gives the comments of a post that are new. A thread that is gone has none; one that
// cannot be read is left for the next round.
func (r *round) thread(ctx context.Context, of *post) (found []event.Action, err error) {
	query := url.Values{"sort": {"new"}, "limit": {strconv.Itoa(pageSize)}}
	for read, pages := 0, 1; ; pages++ {
		body, _, err := r.forum.get(ctx, "/posts/"+url.PathEscape(string(of.ID))+"/comments", query)
		if errors.Is(err, errGone) {
			return found, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading a thread: %w", err)
		}
		list, err := readPage(body, "comments")
		if err != nil {
			return nil, fmt.Errorf("reading a thread: %w", err)
		}
		goOn := false
		for _, c := range flatten(list.Items, "", 0, func(err error) { r.refuse("a comment", err) }) {
			if r.met[string(c.ID)] || c.IsDeleted {
				continue
			}
			r.met[string(c.ID)], goOn = true, true
			before := len(found)
			if found, err = r.fresh(ctx, found, c.action(r.cfg.Forum, of)); err != nil {
				return nil, err
			}
			r.comments += len(found) - before
		}
		read += len(list.Items)
		if !goOn || !list.HasMore || pages == mostThreadPages {
			return found, nil
		}
		turn(query, list, read)
	}
}

// fresh appends an action if it is valid and was not read before.
func (r *round) fresh(ctx context.Context, found []event.Action, a event.Action) ([]event.Action, error) {
	if a.Agent.ID == "" {
		r.refuse("an item", &event.FieldError{Field: "author", Problem: "is missing"})
		return found, nil
	}
	if _, err := event.Encode(a); err != nil {
		r.refuse("an item", err)
		return found, nil
	}
	known, err := r.state.known(ctx, a.ID)
	if err != nil || known {
		return found, err
	}
	return append(found, a), nil
}

func (r *round) refuse(what string, err error) {
	r.refused++
	r.log.Debug("something on the forum cannot be taken", "what", what, "error", err)
}
