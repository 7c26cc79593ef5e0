package store

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Counters are those of what counts after every step, whatever an agent gives and takes back meanwhile, and however often it
// is hidden and shown; and nothing is forgotten by who goes on later.
func TestWhatOneGaveIsCountedAnewInSteps(t *testing.T) {
	place, run := somewhere(t), 0
	s := open(t, place, nil)
	at := time.Now().UTC()
	if err := s.Update(t.Context(), func(tx *Tx) error { return tx.AddAgent(NewAgent{ID: "author", Name: "author", Created: at}) }); err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	rapid.Check(t, func(rt *rapid.T) {
		run++
		s.recountedAtOnce = rapid.IntRange(1, 7).Draw(rt, "at once")
		id, n := func(letter string, n int) string { return fmt.Sprint(letter, run, "-", n) }, 6
		giver := id("giver", 0)
		err := s.Update(t.Context(), func(tx *Tx) error {
			if err := tx.AddAgent(NewAgent{ID: giver, Name: giver, Created: at}); err != nil {
				return err
			}
			for i := range n {
				if err := tx.AddAgent(NewAgent{ID: id("a", i), Name: id("a", i), Created: at}); err != nil {
					return err
				}
				if err := tx.AddSubmolt(Submolt{ID: id("s", i), Name: id("s", i), Created: at}); err != nil {
					return err
				}
				if err := tx.AddPost(Post{ID: id("p", i), Author: Author{ID: "author"}, SubmoltID: id("s", 0), Created: at, Hot: Heat(0, at)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
		follows, member := map[int]bool{}, map[int]bool{}
		for range rapid.IntRange(20, 60).Draw(rt, "steps") {
			i := rapid.IntRange(0, n-1).Draw(rt, "which")
			err := s.Update(t.Context(), func(tx *Tx) error {
				switch rapid.IntRange(0, 9).Draw(rt, "kind") {
				case 0, 1, 2:
					return voteAnew(t, tx, giver, id("p", i), Vote{Value: rapid.Int64Range(-1, 1).Draw(rt, "value"), Counted: !out[giver]})
				case 3, 4:
					if follows[i] = !follows[i]; follows[i] {
						return tx.AddFollow(giver, id("a", i), !out[giver], at)
					}
					return tx.DropFollow(giver, id("a", i))
				case 5, 6:
					if member[i] = !member[i]; member[i] {
						return tx.AddSubscription(giver, id("s", i), !out[giver], at)
					}
					return tx.DropSubscription(giver, id("s", i))
				case 7, 8:
					return tx.RecountSome(t.Context())
				default:
					out[giver] = !out[giver]
					return tx.HideAgent(giver, out[giver])
				}
			})
			if err != nil {
				rt.Fatal(err)
			}
		}
	})
	countersHold(t, s)
	if err := s.Close(); err != nil { // what is left is not forgotten
		t.Fatal(err)
	}
	s = open(t, place, nil)
	s.recountedAtOnce = 3
	recountAll(t, s)
	countersHold(t, s)
	for id, hidden := range out {
		var wrong int
		err := s.conn.QueryRowContext(t.Context(), s.engine.rewrite(`SELECT (SELECT count(*) FROM votes WHERE agent_id = ?1 AND counted = ?2)
			+ (SELECT count(*) FROM follows WHERE follower_id = ?1 AND counted = ?2) + (SELECT count(*) FROM subscriptions WHERE agent_id = ?1 AND counted = ?2)`), id, hidden).Scan(&wrong)
		if err != nil {
			t.Fatal(err)
		}
		if wrong > 0 {
			t.Fatalf("%d votes, follows and subscriptions of %s are counted or not as they should not be", wrong, id)
		}
	}
}

// recountAll has the keeper's steps done until nothing is left, and no step go beyond its bound.
func recountAll(t *testing.T, s *Store) {
	t.Helper()
	for left := true; left; {
		err := s.Update(t.Context(), func(tx *Tx) error {
			err := tx.RecountSome(t.Context())
			left = tx.recounted == s.recountedAtOnce
			if tx.recounted > s.recountedAtOnce {
				t.Errorf("one step counted %d anew", tx.recounted)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// voteAnew votes on a post, in place of whatever vote stood.
func voteAnew(t *testing.T, tx *Tx, voter, post string, is Vote) error {
	t.Helper()
	was, err := tx.VoteOf(t.Context(), voter, post)
	if err != nil {
		return err
	}
	p, err := tx.Post(t.Context(), post, "")
	if err != nil {
		return err
	}
	for sign, v := range map[int64]Vote{-1: was, 1: is} {
		if v.Counted {
			p.Upvotes, p.Downvotes = p.Upvotes+sign*max(v.Value, 0), p.Downvotes+sign*max(-v.Value, 0)
			if err := tx.AddKarma(p.Author.ID, sign*v.Value); err != nil {
				return err
			}
		}
	}
	p.Hot = Heat(p.Upvotes-p.Downvotes, p.Created)
	if err := tx.SetVote(voter, post, is); err != nil {
		return err
	}
	return tx.SetPostVotes(p)
}
