package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// However many of an agent's notifications are marked, and in which order, they are listed as they came, the newest
// first and none twice, and those that are not marked are counted.
func TestNotificationsAreListedAsTheyCame(t *testing.T) {
	s, at := fresh(t), time.Now().UTC().Truncate(time.Microsecond)
	const agents, posts = 2, 3
	err := s.Update(t.Context(), func(tx *Tx) error {
		err := tx.AddSubmolt(Submolt{ID: "s", Name: "reef", DisplayName: "The Reef", Created: at})
		for n := range agents {
			err = errors.Join(err, tx.AddAgent(NewAgent{ID: fmt.Sprint("a", n), Name: fmt.Sprint("agent", n), Created: at}))
		}
		for n := range posts {
			err = errors.Join(err, tx.AddPost(Post{ID: fmt.Sprint("p", n), Title: "title", Author: Author{ID: "a0"}, SubmoltID: "s", Created: at}))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]Notification{} // the newest first
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(1, 6).Draw(rt, "acts") {
			at = at.Add(time.Second)
			who, where := fmt.Sprint("a", rapid.IntRange(0, agents-1).Draw(rt, "who")), fmt.Sprint("p", rapid.IntRange(0, posts-1).Draw(rt, "where"))
			all := rapid.IntRange(0, 9).Draw(rt, "all") == 0
			err := s.Update(t.Context(), func(tx *Tx) error {
				if !all && rapid.IntRange(0, 3).Draw(rt, "tell") > 0 {
					n := Notification{AgentID: who, Kind: Mention, ActorID: "a1", Actor: "agent1", PostID: where, Title: "title", SubmoltID: "s", Submolt: "reef", SubmoltTitle: "The Reef", Created: at}
					want[who] = slices.Insert(want[who], 0, n)
					return tx.Notify(n)
				}
				if all {
					where = ""
				}
				for i, n := range want[who] {
					if n.Read.IsZero() && (all || n.PostID == where) {
						want[who][i].Read = at
					}
				}
				_, err := tx.MarkRead(who, where, at)
				return err
			})
			if err != nil {
				rt.Fatal(err)
			}
		}
		limit := rapid.IntRange(1, 5).Draw(rt, "limit")
		for n := range agents {
			who, unread := fmt.Sprint("a", n), 0
			for before, rest := LastID, want[who]; ; {
				page, err := s.Notifications(t.Context(), who, before, limit)
				if err != nil {
					rt.Fatal(err)
				}
				expected := slices.Clone(rest[:min(limit, len(rest))])
				rest = rest[len(expected):]
				for i := range page {
					before, page[i].ID = page[i].ID, ""
					if page[i].Read.IsZero() {
						unread++
					}
				}
				if !slices.Equal(page, expected) {
					rt.Fatalf("%s is told\n%+v, want\n%+v", who, page, expected)
				}
				if len(page) < limit {
					break
				}
			}
			if got, err := s.Unread(t.Context(), who, 10_000); err != nil || got != int64(unread) {
				rt.Errorf("%s has %d to read, want %d, %v", who, got, unread, err)
			}
		}
	})
}
