package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever their votes, the roots below a post are listed in the order that is asked for, page by page, none twice and
// none left out.
func TestRootsAreListedInOrderWhateverTheirVotes(t *testing.T) {
	s, at := fresh(t), time.Now().UTC().Truncate(time.Microsecond)
	const posts = 2
	err := s.Update(t.Context(), func(tx *Tx) error {
		err := errors.Join(tx.AddSubmolt(Submolt{ID: "s", Name: "s", Created: at}), tx.AddAgent(NewAgent{ID: "a", Name: "ann", Created: at}))
		for n := range posts {
			err = errors.Join(err, tx.AddPost(Post{ID: fmt.Sprint("p", n), Author: Author{ID: "a"}, SubmoltID: "s", Created: at}))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var all []Comment // in the order in which they came
	rapid.Check(t, func(rt *rapid.T) {
		err := s.Update(t.Context(), func(tx *Tx) error {
			for range rapid.IntRange(0, 3).Draw(rt, "comments") {
				at = at.Add(time.Second)
				c := Comment{ID: fmt.Sprint("c", len(all)), PostID: fmt.Sprint("p", len(all)%posts), Author: Author{ID: "a"}, Created: at}
				c.RootID, c.Hidden = c.ID, rapid.SampledFrom([]int{0, 0, Deleted, Removed, Held}).Draw(rt, "hidden")
				if all = append(all, c); rapid.IntRange(0, 4).Draw(rt, "reply") == 0 {
					all[len(all)-1].Depth = 1
				}
				if err := tx.AddComment(all[len(all)-1]); err != nil {
					return err
				}
			}
			for range rapid.IntRange(0, 3).Draw(rt, "votes") {
				if len(all) > 0 {
					c := &all[rapid.IntRange(0, len(all)-1).Draw(rt, "of")]
					c.Upvotes, c.Downvotes = int64(rapid.IntRange(0, 3).Draw(rt, "up")), int64(rapid.IntRange(0, 3).Draw(rt, "down"))
					if err := tx.SetCommentVotes(*c); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
		limit := rapid.IntRange(1, 5).Draw(rt, "limit")
		for n := range posts {
			for _, sort := range []Sort{Best, New, Old} {
				var got, want []string
				for after := first(sort); ; {
					page, err := s.Roots(t.Context(), fmt.Sprint("p", n), sort, after, limit)
					if err != nil {
						rt.Fatal(err)
					}
					read, err := s.CommentsAt(t.Context(), page, "")
					if err != nil || len(read) != len(page) {
						rt.Fatalf("of %d places %d can be read, %v", len(page), len(read), err)
					}
					for _, c := range read {
						got = append(got, c.ID)
					}
					if len(page) < limit {
						break
					}
					after = page[len(page)-1]
				}
				list := slices.DeleteFunc(slices.Clone(all), func(c Comment) bool { return c.PostID != fmt.Sprint("p", n) || c.Depth > 0 || c.Hidden > Deleted })
				if sort != Old {
					slices.Reverse(list)
				}
				if sort == Best {
					slices.SortStableFunc(list, func(a, b Comment) int { return cmp.Compare(b.Upvotes-b.Downvotes, a.Upvotes-a.Downvotes) })
				}
				for _, c := range list {
					want = append(want, c.ID)
				}
				if !slices.Equal(got, want) {
					rt.Fatalf("by %s %v are listed, want %v", sort, got, want)
				}
			}
		}
	})
}

func first(sort Sort) Place {
	if sort == Old {
		return Place{}
	}
	return Start()
}
