package store

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What was read for many at once is what each of them would find by itself, whatever those before it in the same
// transaction did, and also when they failed.
func TestWhatIsReadAheadIsWhatIsThere(t *testing.T) {
	s, at, round := fresh(t), time.Now().UTC().Truncate(time.Microsecond), 0
	const agents, posts = 3, 3
	agent := func(n int) string { return fmt.Sprint("a", n) }
	post := func(n int) string { return fmt.Sprint("p", n) }
	err := s.Update(t.Context(), func(tx *Tx) error {
		if err := tx.AddSubmolt(Submolt{ID: "s", Name: "s", Created: at}); err != nil {
			return err
		}
		for n := range agents {
			if err := tx.AddAgent(NewAgent{ID: agent(n), Name: "name-" + agent(n), Created: at}); err != nil {
				return err
			}
		}
		for n := range posts {
			if err := tx.AddPost(Post{ID: post(n), Author: Author{ID: agent(n)}, SubmoltID: "s", Created: at}); err != nil {
				return err
			}
		}
		return tx.AddComment(Comment{ID: "taken", PostID: post(0), RootID: "taken", Author: Author{ID: agent(0)}, Created: at})
	})
	if err != nil {
		t.Fatal(err)
	}
	errUndo := errors.New("undo it")
	// as reads without what was read ahead.
	as := func(tx *Tx, agentID, postID string) (string, error) {
		a, err := tx.AgentNamed(t.Context(), "name-"+agentID)
		if err != nil {
			return "", err
		}
		p, err := tx.Post(t.Context(), postID, "")
		return fmt.Sprintf("%+v %+v", a, PostHead{p.ID, p.Author.ID, p.Submolt, p.Hidden}), err
	}
	rapid.Check(t, func(rt *rapid.T) {
		round++
		var group []*job
		last, refused := rapid.IntRange(0, 7).Draw(rt, "last"), false
		for n := range last + 1 {
			who, where := agent(rapid.IntRange(0, agents-1).Draw(rt, "who")), post(rapid.IntRange(0, posts-1).Draw(rt, "where"))
			kind, fails, number := rapid.IntRange(0, 9).Draw(rt, "kind"), rapid.IntRange(0, 3).Draw(rt, "fails") == 0, rapid.IntRange(0, 9).Draw(rt, "number")
			run := func(tx *Tx) error {
				a, err := tx.Agent(t.Context(), who)
				if err != nil {
					return err
				}
				p, err := tx.PostHead(t.Context(), where)
				if err != nil {
					return err
				}
				since, most := at.Add(time.Duration(round-1-number%3)*time.Second), 1+number%3
				times, err := tx.TimesOf(t.Context(), Commenting, who, since, most)
				if err != nil {
					return err
				}
				all, err := tx.TimesOf(t.Context(), Commenting, who, time.Time{}, 100_000) // is not read ahead
				if err != nil {
					return err
				}
				all = slices.DeleteFunc(all, func(when time.Time) bool { return !when.After(since) })
				if all = all[:min(most, len(all))]; !slices.Equal(times, all) {
					return fmt.Errorf("read ahead it commented at %v, and alone at %v", times, all)
				}
				if alone, err := as(tx, who, where); err != nil || fmt.Sprintf("%+v %+v", a, p) != alone {
					return fmt.Errorf("read ahead was\n%+v %+v\nand alone\n%s, %w", a, p, alone, err)
				}
				switch kind {
				case 0:
					err = tx.AddKarma(who, 1)
				case 1:
					err = tx.Touch(who, at.Add(time.Duration(round)*time.Second))
				case 2:
					err = tx.AddComment(Comment{ID: fmt.Sprint("c", round, "-", n), PostID: where, RootID: "c", Author: Author{ID: who}, Created: at.Add(time.Duration(round)*time.Second + time.Duration(n)*time.Microsecond), Hidden: number % 2 * Held})
				case 8: // is refused when all is done: who reads before that takes it for done
					err = errors.Join(tx.AddComment(Comment{ID: "taken", PostID: where, RootID: "taken", Author: Author{ID: who}, Created: at.Add(time.Duration(round) * time.Second)}), tx.AddKarma(who, 3))
				case 3:
					err = tx.SetPostHidden(Post{ID: where, Hidden: number % 3, Updated: at})
				case 4:
					err = tx.HideAgent(who, number%2 == 0)
				case 5:
					err = tx.SetSanction(who, Sanction{Kind: fmt.Sprint("kind ", number), Since: at})
				case 6:
					err = tx.ClearSanction(who, true)
				case 7:
					err = tx.AddPost(Post{ID: fmt.Sprint("q", round, "-", n), Author: Author{ID: who}, SubmoltID: "s", Created: at, Hidden: number % 2 * Held})
				}
				if err == nil && fails {
					err = errUndo
				}
				return err
			}
			if kind == 8 && n < last {
				kind = 9
			}
			refused = refused || kind == 8
			group = append(group, &job{run: run, ahead: Ahead{who, where, Newest{at.Add(time.Duration(round-rapid.IntRange(1, 4).Draw(rt, "since")) * time.Second), rapid.IntRange(0, 3).Draw(rt, "most")}}, done: make(chan struct{})})
		}
		s.turn <- struct{}{} // all of them in one transaction
		err := s.runGroup(group)
		<-s.turn
		if err != nil {
			rt.Fatal(err)
		}
		for n, j := range group {
			if j.err != nil && !errors.Is(j.err, errUndo) && !(refused && n == last) {
				rt.Fatalf("job %d: %v", n, j.err)
			}
		}
	})
}

// Who names what no database takes, or nothing that is there, fails alone.
func TestWhatCannotBeReadAheadFailsAlone(t *testing.T) {
	s, at := fresh(t), time.Now().UTC()
	if err := s.Update(t.Context(), func(tx *Tx) error { return tx.AddAgent(NewAgent{ID: "a", Name: "ann", Created: at}) }); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for n := range 40 {
		wg.Go(func() {
			first := Ahead{AgentID: "a", PostID: []string{"", "none", "\x00", "a\xff"}[n%4]}
			err := s.UpdateAhead(t.Context(), first, func(tx *Tx) error {
				if _, err := tx.Agent(t.Context(), first.AgentID); err != nil {
					return err
				}
				if n%4 == 0 {
					return tx.Touch("a", at)
				}
				_, err := tx.PostHead(t.Context(), first.PostID)
				return err
			})
			if found := err == nil; found != (n%4 == 0) {
				t.Errorf("a post with the id %q: %v", first.PostID, err)
			}
		})
	}
	wg.Wait()
}

// What one transaction read ahead is nothing to the next: another node may have written in between.
func TestWhatWasReadAheadEndsWithItsTransaction(t *testing.T) {
	place := somewhere(t)
	s := open(t, place, nil)
	other := s
	if onPostgres {
		other = open(t, place, nil)
	}
	at := time.Now().UTC()
	if err := s.Update(t.Context(), func(tx *Tx) error { return tx.AddAgent(NewAgent{ID: "a", Name: "ann", Created: at}) }); err != nil {
		t.Fatal(err)
	}
	kind := func(first Ahead) (kind string) {
		err := s.UpdateAhead(t.Context(), first, func(tx *Tx) error {
			a, err := tx.Agent(t.Context(), "a")
			kind = a.Sanction.Kind
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return kind
	}
	if got := kind(Ahead{AgentID: "a"}); got != "" {
		t.Fatalf("at first it is %q", got)
	}
	if err := other.Update(t.Context(), func(tx *Tx) error { return tx.SetSanction("a", Sanction{Kind: "ban", Since: at}) }); err != nil {
		t.Fatal(err)
	}
	for _, first := range []Ahead{{}, {PostID: "none"}, {AgentID: "a"}} {
		if got := kind(first); got != "ban" {
			t.Errorf("after reading %+v ahead it is %q", first, got)
		}
	}
}
