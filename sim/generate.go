package sim

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim/prose"
)

// Generate lives a scenario as fast as it goes and hands over every action in order of time,
// without producer and seq. The same scenario and seed give the same actions and the same
// truth to the byte. An error of take ends it; the truth is then of what happened until then.
func Generate(ctx context.Context, s Scenario, seed uint64, take func(event.Action) error) (Truth, error) {
	w, err := newWorld(s, seed, take)
	if err != nil {
		return Truth{}, err
	}
	if err := w.run(ctx); err != nil {
		return w.truth(), fmt.Errorf("playing scenario %s: %w", s.Name, err)
	}
	return w.truth(), nil
}

// newWorld makes everybody and their first appointments.
func newWorld(s Scenario, seed uint64, take func(event.Action) error) (*world, error) {
	library, err := prose.Open()
	if err != nil {
		return nil, err
	}
	w := &world{
		Scenario: s, seed: seed, random: rand.New(rand.NewPCG(seed, 0)), prose: library, topics: library.Topics(),
		take: take, names: map[uint64]uint16{}, ownSource: rand.NewPCG(0, 0), end: micros(s.Length), watches: map[int32][]*band{},
	}
	w.ownRandom = rand.New(w.ownSource)
	w.board.topics = make([][]*thread, len(w.topics))
	w.announce()
	w.populate()
	for i := range w.Campaigns {
		if err := w.gather(i, &w.Campaigns[i]); err != nil {
			return nil, err
		}
	}
	return w, nil
}
