package forum_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
)

// Who gave more to others than one transaction counts anew is out of sight at once, and the rest is counted by steps, also
// by a forum that starts between two of them.
func TestMuchThatOneGaveIsCountedAnewInSteps(t *testing.T) {
	t.Parallel()
	h, at := newHome(t), time.Now().UTC()
	s := h.open(t)
	const followed = 1500
	last := fmt.Sprintf("followed-%04d", followed-1)
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.AddAgent(store.NewAgent{ID: "fan", Name: "fan", Created: at}); err != nil {
			return err
		}
		for i := range followed {
			id := fmt.Sprintf("followed-%04d", i)
			if err := tx.AddAgent(store.NewAgent{ID: id, Name: id, Created: at}); err != nil {
				return err
			}
			if err := tx.AddFollow("fan", id, true, at); err != nil {
				return err
			}
		}
		general, err := tx.Submolt(t.Context(), "general")
		if err != nil {
			return err
		}
		return tx.AddPost(store.Post{ID: "post", Author: store.Author{ID: "fan"}, SubmoltID: general.ID, Title: "loud", Content: "words", Created: at})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	p := startAt(t, h, func(c *forum.Config) { c.WatermarkEvery = time.Hour }) // it does one step, before there is anything to do
	followers := func(name string) int64 {
		t.Helper()
		return must(p.agents.Profile(t.Context(), name))(t).Agent.FollowerCount
	}
	p.sanction(client.Shadowban, nil, "fan")
	if got := titles(t, p.agents, client.List{}); len(got) != 0 {
		t.Errorf("others see %v", got)
	}
	if first, last := followers("followed-0000"), followers(last); first != 0 || last != 1 {
		t.Errorf("the first has %d followers and the last one %d, want 0 and 1: so much was to be counted at once", first, last)
	}
	p.stop()
	p = startAt(t, h)
	eventually(t, "all to be counted", func() bool { return followers(last) == 0 })
	must(p.staff.Lift(t.Context(), "lift", client.LiftRequest{Agents: []string{"fan"}, Reason: "an error"}))(t)
	eventually(t, "all to be counted again", func() bool { return followers(last) == 1 && followers("followed-0000") == 1 })
}
