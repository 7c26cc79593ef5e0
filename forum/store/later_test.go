package store

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

// A write that is put off is there for what its own job reads, and when it fails so does that job, and
// no other of the same commit.
func TestWritesThatArePutOffAreReadAndFailAsTheirOwnJob(t *testing.T) {
	s, at := fresh(t), time.Now().UTC()
	err := s.Update(t.Context(), func(tx *Tx) error {
		return errors.Join(tx.AddAgent(NewAgent{ID: "a", Name: "ann", Created: at}), tx.AddSubmolt(Submolt{ID: "s", Name: "s", Created: at}),
			tx.AddPost(Post{ID: "p", Author: Author{ID: "a"}, SubmoltID: "s", Created: at}))
	})
	if err != nil {
		t.Fatal(err)
	}
	comment := func(id string) Comment {
		return Comment{ID: id, PostID: "p", RootID: id, Author: Author{ID: "a"}, Created: at}
	}
	const many = 40
	var wg sync.WaitGroup
	for i := range many {
		wg.Go(func() {
			err := s.Update(t.Context(), func(tx *Tx) error {
				if err := heartbeat(tx); err != nil {
					return err
				}
				if i%4 == 0 { // after another of the same id: the database refuses it
					return errors.Join(tx.AddComment(comment(fmt.Sprint("twice-", i))), tx.AddComment(comment(fmt.Sprint("twice-", i))))
				}
				if err := tx.AddComment(comment(fmt.Sprint("c-", i))); err != nil {
					return err
				}
				if i%4 == 1 {
					return nil
				}
				if _, err := tx.Comment(t.Context(), fmt.Sprint("c-", i)); err != nil {
					return fmt.Errorf("reading what was just written: %w", err)
				}
				if i%4 == 2 {
					return nil
				}
				return tx.SetCommentHidden(Comment{ID: fmt.Sprint("c-", i), Hidden: Held, Updated: at})
			})
			if refused := i%4 == 0; refused != (err != nil) {
				t.Errorf("update %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	for i := range many {
		c, err := s.Comment(t.Context(), fmt.Sprint("c-", i))
		if there := i%4 != 0; there != (err == nil) || (c.Hidden == Held) != (i%4 == 3) {
			t.Errorf("comment %d: hidden %d, %v", i, c.Hidden, err)
		}
		if _, err := s.Comment(t.Context(), fmt.Sprint("twice-", i)); !errors.Is(err, ErrNotFound) {
			t.Errorf("comment %d of a refused update: %v", i, err)
		}
	}
	if got := len(emitted(t, s)); got != many*3/4 {
		t.Errorf("%d actions are in the outbox, want %d", got, many*3/4)
	}
}
