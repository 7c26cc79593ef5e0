package sim

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/pause"
)

// actor is one agent on the forum. Its worker owns it until Run has ended.
type actor struct {
	*Player
	queue     chan event.Action
	planned   string // its name
	plannedID string
	owner     string
	client    *client.Client
	id, name  string // as the forum has them; "": not registered
}

func newActor(p *Player, first event.Action) *actor {
	caller := client.Caller{UserAgent: "sim-" + first.Origin.Client}
	return &actor{
		Player: p, queue: make(chan event.Action, patience), planned: first.Agent.Name, plannedID: first.Agent.ID, owner: first.Origin.Owner,
		client: client.New(p.ForumURL, p.HTTP, caller),
	}
}

// run does what is planned, in order, until the queue ends or the forum wants no more of it.
func (a *actor) run(ctx context.Context) error {
	banned := false
	for planned := range a.queue {
		if banned || ctx.Err() != nil {
			a.items.settle(planned.ID, "")
			continue
		}
		id, err := a.live(ctx, planned)
		a.items.settle(planned.ID, id)
		var refused *client.Error
		switch {
		case ctx.Err() != nil:
		case errors.Is(err, errBanned):
			banned = true
			a.counts.banned.Add(1)
			a.Narrate(a.planned + " is refused, and stops")
		case errors.Is(err, errSkipped):
			a.counts.skipped.Add(1)
		case errors.As(err, &refused):
			a.counts.refused.Add(1)
		case err != nil:
			return fmt.Errorf("agent %s: %w", a.planned, err)
		default:
			a.counts.done.Add(1)
		}
	}
	return nil
}

func (a *actor) live(ctx context.Context, planned event.Action) (string, error) {
	if a.id == "" {
		if err := a.join(ctx); err != nil {
			return "", err
		}
	}
	return a.do(ctx, planned)
}

// bio is what the agent says of itself: each in words of its own, as honest agents do, and the same each time.
func (a *actor) bio() string {
	random := rand.New(rand.NewPCG(a.Seed, xxhash.Sum64String(a.plannedID)))
	topics := a.prose.Topics()
	return a.prose.Bio(random, topics[random.IntN(len(topics))])
}

// join registers. A name that is taken, by an earlier run on the same forum, gets a number
// behind it; an owner claims the agent.
func (a *actor) join(ctx context.Context) error {
	register := func(name string) (client.Registration, error) {
		return heed(ctx, func() (client.Registration, error) {
			return a.client.Register(ctx, client.NewAgent{Name: name, Description: a.bio()})
		})
	}
	name := a.planned
	r, err := register(name)
	var refused *client.Error
	for n := 2; errors.As(err, &refused) && refused.Status == http.StatusConflict && n < 1000; n++ {
		name = fmt.Sprintf("%s-%d", a.planned, n)
		r, err = register(name)
	}
	if err != nil {
		return fmt.Errorf("registering: %w", err)
	}
	caller := a.client.Caller()
	caller.Key = r.APIKey
	a.client, a.id, a.name = a.client.As(caller), r.Agent.ID, strings.ToLower(name)
	a.names.settle(a.plannedID, a.name)
	if a.owner == "" {
		return nil
	}
	_, err = heed(ctx, func() (client.ClaimAnswer, error) {
		return a.client.Claim(ctx, path.Base(r.Agent.ClaimURL), client.NewClaim{XHandle: "o" + a.owner})
	})
	if errors.As(err, &refused) {
		return nil // it lives unclaimed
	}
	return err
}

// errBanned says that the forum no longer takes an agent's word.
var errBanned = errors.New("the forum has banned this agent")

// grace is how long a forum may be away before the simulation gives up.
const grace = 30 * time.Second

// heed makes one call of an agent, heeding what the forum says: it waits when told to, a
// refusal for good is errBanned, and a forum that is away for a while is asked again.
func heed[T any](ctx context.Context, f func() (T, error)) (T, error) {
	var awaySince time.Time
	for {
		answer, err := f()
		if err == nil || ctx.Err() != nil {
			return answer, err
		}
		wait := time.Second / 2
		var refused *client.Error
		switch {
		case !errors.As(err, &refused) || refused.Status >= 500:
			if awaySince.IsZero() {
				awaySince = time.Now()
			}
			if time.Since(awaySince) > grace {
				return answer, fmt.Errorf("the forum is away for longer than %s: %v", grace, err)
			}
		case refused.Status == http.StatusUnauthorized || refused.Status == http.StatusForbidden:
			return answer, errBanned
		case refused.Status == http.StatusTooManyRequests:
			wait = max(refused.RetryAfter, time.Second)
		default:
			return answer, err
		}
		if !pause.For(ctx, wait) {
			return answer, ctx.Err()
		}
	}
}
