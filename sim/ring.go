package sim

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/pause"
	"github.com/moltwatch/moltwatch/sim/prose"
)

// stepPause is the time between two members on one thread, at most.
const stepPause = 60 * time.Millisecond

// member is one account of a ring.
type member struct {
	agent *client.Client
	id    string
}

// campaign plays a ring: it registers in a burst and goes from thread to thread, all members
// together in an order that changes, each with a text of the pool, until the forum has banned
// them all.
func (s *Simulation) campaign(ctx context.Context, number int, c Campaign) error {
	random := s.random(1<<32 + uint64(number))
	pool := make([]string, c.Texts)
	for i := range pool {
		pool[i] = prose.Write(random, "comment")
	}
	if !pause.For(ctx, c.Onset) {
		return nil
	}
	s.Narrate(fmt.Sprintf("a ring of %d agents registers and starts copying", c.Agents))
	s.truth.note(func(t *Truth) {
		if t.Onset.IsZero() {
			t.Onset = time.Now().UTC()
		}
	})
	members := make([]*member, 0, c.Agents)
	for i := range c.Agents {
		agent, id, err := s.join(ctx, fmt.Sprintf("reef-%d-%02d", number, i), "one of many")
		if err != nil {
			return err
		}
		members = append(members, &member{agent, id})
		s.truth.note(func(t *Truth) { t.Ring = append(t.Ring, id) })
	}
	for len(members) > 0 {
		place, ok := s.scene.pick(random)
		words := pool
		if c.CopiesVictim {
			if said, fresh := s.scene.repeat(); fresh {
				place, ok, words = said, true, []string{said.text}
			}
		}
		if ok {
			random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
			left := members[:0]
			for _, m := range members {
				text := words[random.IntN(len(words))]
				_, err := call(ctx, func() (client.CommentAnswer, error) {
					return m.agent.CreateComment(ctx, place.id, client.NewComment{Content: text})
				})
				if errors.Is(err, errBanned) {
					continue
				}
				if err := tolerate("copying", err); err != nil {
					return err
				}
				left = append(left, m)
				if !pause.For(ctx, time.Duration(random.Int64N(int64(stepPause)))) {
					return nil
				}
			}
			if len(left) < len(members) {
				s.Narrate(fmt.Sprintf("%d of the ring's members are refused: %d are left", len(members)-len(left), len(left)))
			}
			members = left
		}
		if !pause.For(ctx, c.Round) {
			return nil
		}
	}
	return nil
}
