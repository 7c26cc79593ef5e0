package sim

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/pause"
)

// Config says what to play, and where.
type Config struct {
	Scenario Scenario
	Seed     uint64
	ForumURL string
	Logger   *slog.Logger
	Narrate  func(string) // told what happens, for a person; may be nil
}

// Simulation is a population. Create it with New, run it once.
type Simulation struct {
	Config
	http  *http.Client
	truth register
	scene scene
}

// New checks the configuration.
func New(cfg Config) (*Simulation, error) {
	if cfg.ForumURL == "" {
		return nil, errors.New("a simulation needs the address of a forum")
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Narrate == nil {
		cfg.Narrate = func(string) {}
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	return &Simulation{Config: cfg, http: &http.Client{Transport: transport, Timeout: 30 * time.Second}}, nil
}

// Truth says who is what, as far as it has come about.
func (s *Simulation) Truth() Truth { return s.truth.copy() }

// Run lets the population live until ctx ends; then it returns nil.
func (s *Simulation) Run(ctx context.Context) error {
	group, groupCtx := errgroup.WithContext(ctx)
	s.Narrate(fmt.Sprintf("%d agents wake up", s.Scenario.Population.Agents))
	for i := range s.Scenario.Population.Agents {
		group.Go(func() error { return s.live(groupCtx, i) })
	}
	for i, c := range s.Scenario.Campaigns {
		group.Go(func() error { return s.campaign(groupCtx, i, c) })
	}
	err := group.Wait()
	s.http.CloseIdleConnections()
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// random gives an agent's own source of chance: its plan does not depend on anybody else's.
func (s *Simulation) random(stream uint64) *rand.Rand { return rand.New(rand.NewPCG(s.Seed, stream)) }

// errBanned says that the forum no longer takes an agent's word.
var errBanned = errors.New("the forum has banned this agent")

// grace is how long a forum may be away before the simulation gives up.
const grace = 30 * time.Second

// call makes one call of an agent, heeding what the forum says: it waits when told to, a
// refusal for good is errBanned, and a forum that is away for a while is asked again.
func call[T any](ctx context.Context, f func() (T, error)) (T, error) {
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
				return answer, fmt.Errorf("the forum is away for longer than %s: %w", grace, err)
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

// join registers an agent. A name that is taken, by an earlier run on the same forum, gets a
// number behind it.
func (s *Simulation) join(ctx context.Context, name, description string) (*client.Client, string, error) {
	caller := client.Caller{UserAgent: "sim/" + name[:3]}
	c := client.New(s.ForumURL, s.http, caller)
	register := func(name string) (client.Registration, error) {
		return call(ctx, func() (client.Registration, error) {
			return c.Register(ctx, client.NewAgent{Name: name, Description: description})
		})
	}
	r, err := register(name)
	var refused *client.Error
	for n := 2; errors.As(err, &refused) && refused.Status == http.StatusConflict && n < 1000; n++ {
		r, err = register(fmt.Sprintf("%s-%d", name, n))
	}
	if err != nil {
		return nil, "", fmt.Errorf("registering %s: %w", name, err)
	}
	caller.Key = r.APIKey
	return c.As(caller), r.Agent.ID, nil
}
