package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Of writes that share a transaction those that the database refuses fail, and those that change their mind,
// and no other, whatever they wrote, emitted and read and in which order: each is there whole, with what
// it emitted, or not at all.
func TestWhatShareATransactionFailEachByItself(t *testing.T) {
	s, at, round := fresh(t), time.Now().UTC().Truncate(time.Microsecond), 0
	const agents, posts = 3, 2
	err := s.Update(t.Context(), func(tx *Tx) error {
		err := tx.AddSubmolt(Submolt{ID: "s", Name: "s", Created: at})
		for n := range agents {
			err = errors.Join(err, tx.AddAgent(NewAgent{ID: fmt.Sprint("a", n), Name: fmt.Sprint("agent", n), Created: at}))
		}
		for n := range posts {
			err = errors.Join(err, tx.AddPost(Post{ID: fmt.Sprint("p", n), Author: Author{ID: "a0"}, SubmoltID: "s", Created: at}))
		}
		return errors.Join(err, tx.AddComment(Comment{ID: "taken", PostID: "p0", RootID: "taken", Author: Author{ID: "a0"}, Created: at}))
	})
	if err != nil {
		t.Fatal(err)
	}
	errUndo := errors.New("undo it")
	told, replies, byPost, byAgent := 0, int64(0), map[string]int64{"p0": 1}, map[string]int64{"a0": 1}
	rapid.Check(t, func(rt *rapid.T) {
		round++
		type plan struct {
			steps    []int
			fails    bool
			who      string
			comments []Comment
			told     int
			at       time.Time
		}
		var plans []*plan
		var group []*job
		for n := range rapid.IntRange(1, 10).Draw(rt, "jobs") {
			p := &plan{
				steps: rapid.SliceOfN(rapid.IntRange(0, 9), 0, 5).Draw(rt, "steps"), fails: rapid.IntRange(0, 9).Draw(rt, "fails") == 0,
				who: fmt.Sprint("a", rapid.IntRange(0, agents-1).Draw(rt, "who")), at: at.Add(time.Duration(100*round+n) * time.Second),
			}
			for i, step := range p.steps {
				id := fmt.Sprint("c", round, "-", n, "-", i)
				if step == 0 {
					id, p.fails = "taken", true
				}
				parent := ""
				if step == 4 {
					parent = "taken"
				}
				p.comments = append(p.comments, Comment{ID: id, ParentID: parent, PostID: fmt.Sprint("p", i%posts), RootID: id, Author: Author{ID: p.who}, Created: p.at, Hidden: step % 2 * Held, Content: id})
			}
			plans = append(plans, p)
			group = append(group, &job{done: make(chan struct{}), ahead: Ahead{AgentID: p.who}, run: func(tx *Tx) (err error) {
				for i, step := range p.steps {
					c := p.comments[i]
					switch {
					case step < 6: // 0 is refused
						err = tx.AddComment(c)
					case step == 6:
						err = tx.Notify(Notification{AgentID: p.who, Kind: Mention, ActorID: "a0", PostID: c.PostID, Created: p.at})
					case step == 7:
						err = heartbeat(tx)
						p.told++
					case step == 8:
						_, err = tx.Agent(t.Context(), "a0")
					case step == 9:
						err = tx.PutRateWindow(RateWindow{Key: c.ID, Began: p.at})
					}
					if err != nil {
						return err
					}
				}
				err = tx.Touch(p.who, p.at)
				if p.fails && !slices.Contains(p.steps, 0) {
					err = errUndo
				}
				return err
			}})
		}
		s.turn <- struct{}{} // all of them in one transaction
		err := s.runGroup(group)
		<-s.turn
		if err != nil {
			rt.Fatal(err)
		}
		active := map[string]time.Time{}
		for n, p := range plans {
			if failed := group[n].err != nil; failed != p.fails {
				rt.Fatalf("job %d of %v failed: %v", n, p.steps, group[n].err)
			}
			for i, c := range p.comments {
				_, err := s.Comment(t.Context(), c.ID)
				if there := err == nil; c.ID != "taken" && there != (!p.fails && p.steps[i] < 6) {
					rt.Errorf("comment %s of job %d, %v: %v", c.ID, n, p.steps, err)
				} else if there && c.ID != "taken" && c.Hidden == 0 {
					byPost[c.PostID]++
					byAgent[p.who]++
					replies += int64(len(c.ParentID) / len("taken"))
				}
			}
			if !p.fails {
				told, active[p.who] = told+p.told, p.at
			}
		}
		for id, want := range byPost {
			if p, err := s.Post(t.Context(), id, ""); err != nil || p.Comments != want {
				rt.Errorf("post %s counts %d comments, want %d, %v", id, p.Comments, want, err)
			}
		}
		if c, err := s.Comment(t.Context(), "taken"); err != nil || c.Replies != replies {
			rt.Errorf("the comment that is answered counts %d replies, want %d, %v", c.Replies, replies, err)
		}
		if _, all, err := s.Totals(t.Context()); err != nil || all != byPost["p0"]+byPost["p1"] {
			rt.Errorf("of posts with %v comments %d are counted, %v", byPost, all, err)
		}
		for n := range agents {
			a, err := s.Agent(t.Context(), fmt.Sprint("a", n))
			if err != nil || a.Written != byAgent[a.ID] {
				rt.Errorf("agent %s counts %d comments, want %d, %v", a.ID, a.Written, byAgent[a.ID], err)
			}
			if want := active[a.ID]; !want.IsZero() && !a.LastActive.Equal(want) {
				rt.Errorf("agent %s was last active at %s, want %s", a.ID, a.LastActive, want)
			}
		}
		if got := len(emitted(t, s)); got != told {
			rt.Errorf("%d actions are in the outbox, want %d", got, told)
		}
	})
}
