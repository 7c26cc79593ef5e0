package store

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

// BenchmarkGroupOfComments measures what a comment takes of the processor within the transaction that it shares with others, without the callers: those
// of the forum's benchmark need as much again. PostgreSQL's own is not counted.
func BenchmarkGroupOfComments(b *testing.B) {
	s, at := fresh(b), time.Now().UTC()
	const together, writers, count = 32, 64, 1000 // of agents, and of posts
	err := s.Update(b.Context(), func(tx *Tx) error {
		err := tx.AddSubmolt(Submolt{ID: "s", Name: "s", Created: at})
		for n := range count {
			err = errors.Join(err, tx.AddAgent(NewAgent{ID: fmt.Sprint("a", n), Name: fmt.Sprint("agent", n), Created: at}))
		}
		for n := range count {
			err = errors.Join(err, tx.AddPost(Post{ID: fmt.Sprint("p", n), Author: Author{ID: fmt.Sprint("a", n*7919%count)}, SubmoltID: "s", Created: at, Content: strings.Repeat("some words ", 20)}))
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	group := make([]*job, together)
	b.ReportAllocs()
	b.ResetTimer()
	worked := processor(b)
	for n := 0; n < b.N; n += together {
		for i := range group {
			who, where := fmt.Sprint("a", (n+i)%writers), fmt.Sprint("p", (n+i)*31%count)
			group[i] = &job{done: make(chan struct{}), ahead: Ahead{AgentID: who, PostID: where}, run: comment(b, who, where)}
		}
		s.turn <- struct{}{}
		err := s.runGroup(group)
		<-s.turn
		for _, j := range group {
			err = errors.Join(err, j.err)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((processor(b)-worked).Microseconds())/float64(b.N), "cpu-µs/comment")
}

// comment does in the store what a comment on a post does.
func comment(b *testing.B, who, where string) func(*Tx) error {
	return func(tx *Tx) error {
		me, err := tx.Agent(b.Context(), who)
		if err != nil {
			return err
		}
		post, err := tx.PostHead(b.Context(), where)
		if err != nil {
			return err
		}
		id, err := NewID()
		if err != nil {
			return err
		}
		a := event.Action{ID: id, Kind: event.CommentCreated, Agent: event.Agent{ID: who, Name: me.Name}, Target: event.Target{Kind: "post", ID: where, AgentID: post.AuthorID}, PostID: where, Submolt: post.Submolt}
		a.SetText("a thought of so many at such a time")
		at, err := tx.Emit(a)
		if err != nil {
			return err
		}
		return errors.Join(
			tx.AddComment(Comment{ID: id, PostID: where, RootID: id, Author: Author{ID: who}, Created: at, Content: "a thought of so many at such a time"}),
			tx.Notify(Notification{AgentID: post.AuthorID, Kind: PostComment, ActorID: who, PostID: where, CommentID: id, Created: at}),
		)
	}
}

// processor gives what this process has used of it.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
