package replay

import (
	"container/heap"

	"github.com/moltwatch/moltwatch/internal/event"
)

// Forum and Producer as they stand in replayed actions.
const (
	Forum    = "moltbook"
	Producer = "replay"
)

// created gives the action by which an event came to be.
func (e Event) created() event.Action {
	a := event.Action{
		V: event.Version, ID: e.ID, Forum: Forum, Time: e.CreatedAt, Kind: event.PostCreated,
		Agent: event.Agent{ID: e.AuthorID, Name: e.Author}, Submolt: e.Submolt, PostID: e.PostID, ParentID: e.ParentID,
		Title: event.Line(e.Title), URL: event.Line(e.URL),
	}
	if e.Kind == "comment" {
		a.Kind = event.CommentCreated
		a.Target = event.Target{Kind: "post", ID: e.PostID}
		if e.ParentID != "" {
			a.Target = event.Target{Kind: "comment", ID: e.ParentID}
		}
	} else {
		a.PostID = e.ID
	}
	return a
}

// scores gives what the crawl saw of an event's totals, at the time it saw them.
func (e Event) scores() (actions []event.Action) {
	if e.ObservedAt == nil {
		return nil
	}
	for _, total := range []struct {
		name  string
		value int64
	}{{"upvotes", e.Upvotes}, {"downvotes", e.Downvotes}, {"comment_count", e.CommentCount}} {
		if total.value != 0 {
			actions = append(actions, event.Action{
				V: event.Version, ID: e.ID + "/" + total.name, Forum: Forum, Time: *e.ObservedAt, Kind: event.ScoreObserved,
				Agent: event.Agent{ID: e.AuthorID, Name: e.Author}, Target: event.Target{Kind: e.Kind, ID: e.ID, AgentID: e.AuthorID},
				Submolt: e.Submolt, PostID: e.PostID, Reason: total.name, Value: total.value,
			})
		}
	}
	return actions
}

// Actions hands over the actions of a dump in order of their time, without producer and seq.
// An action older than the ones before it (an event out of order) comes where its line stands.
func Actions(events string, progress func(int), take func(event.Action) error) error {
	var later queue
	authors := map[string]string{} // of posts and comments: whose they are
	var failed error
	err := Lines(events, progress, func(line []byte) error {
		e, err := ParseEvent(line)
		if err != nil || failed != nil {
			return err
		}
		a := e.created()
		a.SetText(e.Content)
		a.Target.AgentID = authors[a.Target.ID]
		authors[e.ID] = e.AuthorID
		if failed = later.release(a.Time, take); failed != nil {
			return nil
		}
		for _, s := range e.scores() {
			heap.Push(&later, s)
		}
		failed = take(a)
		return nil
	}, func(BadLine) {}) // reported by Look
	if failed != nil {
		return failed
	}
	if err != nil {
		return err
	}
	return later.release(event.At(farFuture), take)
}
