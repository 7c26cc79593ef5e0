package store

import (
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

// What an agent said of itself a thousand times is erased in one reading of the outbox: everybody who writes waits for it,
// and to read what is kept there once for each took minutes.
func TestAThousandProfilesAreErasedInOneReading(t *testing.T) {
	s := fresh(t)
	const times = 1000
	filler := strings.Repeat("x", 200)
	err := s.Update(t.Context(), func(tx *Tx) error {
		for range times {
			a := event.Action{Kind: event.AgentUpdated, Agent: event.Agent{ID: "a", Name: "ann"}}
			a.SetText("regretted " + filler)
			if _, err := tx.Tell("a", a); err != nil {
				return err
			}
		}
		for range 20_000 {
			if _, err := tx.Emit(event.Action{Kind: event.PostCreated, Agent: event.Agent{ID: "a", Name: "ann"}, Text: filler}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	err = s.Update(t.Context(), func(tx *Tx) error {
		told, err := tx.ToldOf(t.Context(), "a")
		if err != nil {
			return err
		}
		if len(told) != times {
			t.Errorf("%d actions told of it, want %d", len(told), times)
		}
		return tx.EraseTold(told)
	})
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
	kept := 0
	for _, a := range emitted(t, s) {
		if strings.Contains(a.Text, "regretted") {
			t.Fatalf("the outbox has %+v", a)
		}
		if a.Text == filler {
			kept++
		}
	}
	if kept != 20_000 {
		t.Errorf("%d other texts are left, want 20000", kept)
	}
}
