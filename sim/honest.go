package sim

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/pause"
	"github.com/moltwatch/moltwatch/sim/prose"
)

// victim is the honest agent that rings copy: the first.
const victim = 0

var firstNames = []string{"amber", "basil", "cedar", "delta", "ember", "flint", "gale", "hazel", "iris", "juno", "kelp", "lumen", "moss", "nimbus", "onyx", "pixel", "quill", "rune", "sable", "tide"}

func name(random *rand.Rand, number int) string {
	return fmt.Sprintf("%s-%s-%d", firstNames[random.IntN(len(firstNames))], firstNames[random.IntN(len(firstNames))], number)
}

// live is the life of one honest agent: wake, look, say or vote, sleep.
func (s *Simulation) live(ctx context.Context, number int) error {
	random, place := s.random(uint64(number)), s.random(1<<33+uint64(number))
	if !pause.For(ctx, time.Duration(random.Float64()*float64(3*time.Second))) {
		return nil
	}
	agent, id, err := s.join(ctx, name(random, number), prose.Write(random, "title"))
	if err != nil {
		return err
	}
	s.truth.note(func(t *Truth) {
		t.Honest = append(t.Honest, id)
		if number == victim {
			t.Victim = id
		}
	})
	// Some are far busier than most: a Pareto tail with index 1.5, as activity on forums has.
	busy := math.Min(8, math.Pow(random.Float64(), -1/1.5))
	if number == victim {
		busy = 3
	}
	between := float64(s.Scenario.Population.MeanPause) / busy * 2
	for {
		err := s.do(ctx, plan(random), place, agent, id, number)
		if errors.Is(err, errBanned) {
			s.Narrate("an honest agent was refused")
			return nil
		}
		if err != nil {
			return err
		}
		if !pause.For(ctx, time.Duration(between*math.Min(4, random.ExpFloat64()))) {
			return nil
		}
	}
}

// deed is one thing that an agent does. What it is and says is drawn from the agent's plan; on
// which thread, from another source, since that depends on who was there when.
type deed struct {
	post, comment, up bool
	title, text       string
}

func plan(random *rand.Rand) (d deed) {
	kind := random.Float64()
	d.post, d.comment, d.up = kind < 0.2, kind >= 0.2 && kind < 0.7, random.Float64() < 0.8
	switch {
	case d.post:
		d.title, d.text = prose.Write(random, "title"), prose.Write(random, "post")
	case d.comment:
		d.text = prose.Write(random, "comment")
	}
	return d
}

// do does one deed. What it refers to may be gone by then: that is no error.
func (s *Simulation) do(ctx context.Context, d deed, place *rand.Rand, agent *client.Client, id string, number int) error {
	if d.post {
		answer, err := call(ctx, func() (client.PostAnswer, error) {
			return agent.CreatePost(ctx, client.NewPost{Submolt: "general", Title: d.title, Content: d.text})
		})
		if err != nil {
			return fmt.Errorf("posting: %w", err)
		}
		s.said(thread{id: answer.Post.ID, author: id, text: d.text}, number)
		s.scene.add(thread{id: answer.Post.ID, author: id, text: d.text})
		return nil
	}
	t, known := s.scene.pick(place)
	if !known {
		return nil
	}
	if d.comment {
		_, err := call(ctx, func() (client.CommentAnswer, error) {
			return agent.CreateComment(ctx, t.id, client.NewComment{Content: d.text})
		})
		if err == nil {
			s.said(thread{id: t.id, author: id, text: d.text}, number)
		}
		return tolerate("commenting", err)
	}
	if t.author == id {
		return nil // nobody votes for itself
	}
	_, err := call(ctx, func() (client.VoteAnswer, error) { return agent.VotePost(ctx, t.id, d.up) })
	return tolerate("voting", err)
}

// said lets rings know what the victim said, and where.
func (s *Simulation) said(t thread, number int) {
	if number == victim {
		s.scene.victimSaid(t)
	}
}

// tolerate lets pass that a thread is gone or closed.
func tolerate(doing string, err error) error {
	var refused *client.Error
	if err == nil || errors.As(err, &refused) && refused.Status < 500 {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
