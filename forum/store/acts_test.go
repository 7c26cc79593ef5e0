package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

// What is noted of an agent is what it did itself, in the Update that notes it: not what was done to another
// in that, nor what others did in the same commit.
func TestAnActIsNotedOfWhoDidIt(t *testing.T) {
	s, at := fresh(t), time.Now().UTC()
	err := s.Update(t.Context(), func(tx *Tx) error {
		return errors.Join(tx.AddAgent(NewAgent{ID: "a", Name: "ann", Created: at}), tx.AddAgent(NewAgent{ID: "b", Name: "bob", Created: at}))
	})
	if err != nil {
		t.Fatal(err)
	}
	emit := func(tx *Tx, agentID string, kinds ...event.Kind) (err error) {
		for _, kind := range kinds {
			_, emitErr := tx.Emit(event.Action{Kind: kind, Agent: event.Agent{ID: agentID}})
			err = errors.Join(err, emitErr)
		}
		return err
	}
	group := []*job{
		{run: func(tx *Tx) error { return emit(tx, "a", event.Heartbeat) }}, // another Update of its own, which notes nothing
		{run: func(tx *Tx) error {
			return errors.Join(emit(tx, "a", event.AgentFollowed), emit(tx, "b", event.AgentUnfollowed), tx.AddActs("a", "POST /follow", at))
		}},
		{run: func(tx *Tx) error {
			return errors.Join(emit(tx, "b", event.Heartbeat), tx.AddActs("a", "POST /nothing", at))
		}},
	}
	s.turn <- struct{}{} // all of them in one transaction
	err = s.runGroup(group)
	<-s.turn
	for _, j := range group {
		err = errors.Join(err, j.err)
	}
	if err != nil {
		t.Fatal(err)
	}
	acts, err := s.Acts(t.Context(), "", 0, 10)
	var got []string
	for _, a := range acts {
		got = append(got, a.AgentID+" "+a.Call+" "+a.Kind)
	}
	if want := []string{"a POST /follow " + string(event.AgentFollowed), "a POST /nothing "}; err != nil || !slices.Equal(got, want) {
		t.Errorf("noted is %q, want %q, %v", got, want, err)
	}
}
