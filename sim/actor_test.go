package sim

import (
	"fmt"
	"testing"

	"github.com/moltwatch/moltwatch/internal/event"
)

// Agents of a scenario say of themselves what is their own: else a forum takes all who play on it for one hand's.
func TestEachAgentDescribesItselfInItsOwnWords(t *testing.T) {
	said := map[string]int{}
	for range 2 {
		p, err := NewPlayer(PlayerConfig{ForumURL: "http://forum.example", Seed: 7})
		if err != nil {
			t.Fatal(err)
		}
		for n := range 200 {
			bio := newActor(p, event.Action{Agent: event.Agent{ID: fmt.Sprint("agent ", n)}}).bio()
			if bio == "" {
				t.Fatal("an agent says nothing of itself")
			}
			said[bio]++
		}
	}
	if len(said) < 190 {
		t.Errorf("200 agents describe themselves in %d ways", len(said))
	}
	for bio, times := range said {
		if times%2 != 0 {
			t.Errorf("%q was said in one run and not in the other", bio)
		}
	}
}
