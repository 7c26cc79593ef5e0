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

// call makes one call of an agent, heeding what the forum says: it waits when told to, and a
// refusal for good is errBanned.
func call[T any](ctx context.Context, f func() (T, error)) (T, error) {
	for {
		answer, err := f()
		var refused *client.Error
		if !errors.As(err, &refused) {
			return answer, err
		}
		switch refused.Status {
		case http.StatusUnauthorized, http.StatusForbidden:
			return answer, errBanned
		case http.StatusTooManyRequests, http.StatusServiceUnavailable:
			if !pause.For(ctx, max(refused.RetryAfter, time.Second)) {
				return answer, ctx.Err()
			}
		default:
			return answer, err
		}
	}
}

// join registers an agent.
func (s *Simulation) join(ctx context.Context, name, description string) (*client.Client, string, error) {
	c := client.New(s.ForumURL, s.http, client.Caller{UserAgent: "sim/" + name[:3]})
	r, err := call(ctx, func() (client.Registration, error) {
		return c.Register(ctx, client.NewAgent{Name: name, Description: description})
	})
	if err != nil {
		return nil, "", fmt.Errorf("registering %s: %w", name, err)
	}
	return c.As(client.Caller{Key: r.APIKey, UserAgent: "sim/" + name[:3]}), r.Agent.ID, nil
}
