package sim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/pause"
	"github.com/moltwatch/moltwatch/sim/prose"
)

// PlayerConfig says what is played, and where.
type PlayerConfig struct {
	Scenario Scenario
	Seed     uint64
	ForumURL string
	HTTP     *http.Client // calls the forum; nil: one that trusts the system's authorities
	Speed    float64      // seconds of the scenario in a second; 0: 1
	Logger   *slog.Logger
	Narrate  func(string) // told what happens, for a person; may be nil
}

// Player lives a scenario on a real forum, through its HTTP API and in real time. Each agent
// has a worker of its own that does what the scenario planned for it, one call after the
// other, and heeds what the forum says.
type Player struct {
	PlayerConfig
	prose  *prose.Library
	began  time.Time
	agents map[string]*actor // by planned id; the dispatcher's alone while Run runs
	items  itemBook
	names  itemBook // of agents, by planned id
	onsets []onset  // that have not come yet
	counts playCounts

	mu    sync.Mutex
	truth Truth
}

// playCounts is what became of the planned actions.
type playCounts struct {
	done, skipped, refused atomic.Int64 // skipped: no such call, nothing to do it on, or no time for it
	banned                 atomic.Int64 // agents that the forum no longer takes
}

// Counts says what became of the planned actions.
type Counts struct {
	Agents  int   `json:"agents"`
	Done    int64 `json:"done"`
	Skipped int64 `json:"skipped"`
	Refused int64 `json:"refused"`
	Banned  int64 `json:"banned"`
}

// NewPlayer checks the configuration.
func NewPlayer(cfg PlayerConfig) (*Player, error) {
	if cfg.ForumURL == "" {
		return nil, errors.New("a simulation needs the address of a forum")
	}
	if cfg.Speed == 0 {
		cfg.Speed = 1
	}
	if !(cfg.Speed > 0) {
		return nil, fmt.Errorf("the speed is %g: want it above 0", cfg.Speed)
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Narrate == nil {
		cfg.Narrate = func(string) {}
	}
	if cfg.HTTP == nil {
		cfg.HTTP = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: 30 * time.Second}
	}
	library, err := prose.Open()
	if err != nil {
		return nil, err
	}
	return &Player{
		PlayerConfig: cfg, prose: library, agents: map[string]*actor{}, items: newItemBook(), names: newItemBook(),
		onsets: onsets(cfg.Scenario),
	}, nil
}

// Run plays the scenario until it is through or ctx ends; both return nil. An error means that
// the forum went away for good.
func (p *Player) Run(ctx context.Context) error {
	defer p.HTTP.CloseIdleConnections()
	p.began = time.Now()
	group, groupCtx := errgroup.WithContext(ctx)
	truth, err := Generate(groupCtx, p.Scenario, p.Seed, func(a event.Action) error { return p.dispatch(groupCtx, group, a) })
	for _, a := range p.agents {
		close(a.queue)
	}
	workErr := group.Wait()
	p.mu.Lock()
	p.truth = p.real(truth)
	p.mu.Unlock()
	if ctx.Err() != nil {
		return nil
	}
	return errors.Join(workErr, err)
}

// patience is how many planned acts an agent keeps while it waits; what is beyond is skipped.
const patience = 32

// dispatch gives an action to its agent's worker when its time has come.
func (p *Player) dispatch(ctx context.Context, group *errgroup.Group, planned event.Action) error {
	due := p.began.Add(time.Duration(float64(planned.Time.Sub(Epoch)) / p.Speed))
	if wait := time.Until(due); wait > 0 && !pause.For(ctx, wait) {
		return ctx.Err()
	}
	p.tellOnsets(planned.Time.Sub(Epoch))
	a := p.agents[planned.Agent.ID]
	if a == nil {
		a = newActor(p, planned)
		p.agents[planned.Agent.ID] = a
		p.names.plan(planned.Agent.ID)
		group.Go(func() error { return a.run(ctx) })
	}
	if planned.Kind == event.PostCreated || planned.Kind == event.CommentCreated {
		p.items.plan(planned.ID)
	}
	select {
	case a.queue <- planned:
	default:
		p.counts.skipped.Add(1)
		p.items.settle(planned.ID, "")
	}
	return nil
}

// onset is when something begins that a person who watches wants to know of.
type onset struct {
	at   time.Duration
	what string
}

func onsets(s Scenario) (all []onset) {
	for i := range s.Campaigns {
		c := &s.Campaigns[i]
		all = append(all, onset{c.Onset, c.Name + " begins: " + c.Describe()})
	}
	slices.SortStableFunc(all, func(x, y onset) int { return cmp.Compare(x.at, y.at) })
	return all
}

func (p *Player) tellOnsets(now time.Duration) {
	for len(p.onsets) > 0 && p.onsets[0].at <= now {
		p.Narrate(p.onsets[0].what)
		p.onsets = p.onsets[1:]
	}
}

// Counts says what became of what was planned. Call it after Run.
func (p *Player) Counts() Counts {
	return Counts{
		Agents: len(p.agents), Done: p.counts.done.Load(), Skipped: p.counts.skipped.Load(),
		Refused: p.counts.refused.Load(), Banned: p.counts.banned.Load(),
	}
}

// Truth says who is what, by the ids that the forum gave and in wall time. Call it after Run.
func (p *Player) Truth() Truth {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.truth
}

// real turns planned ids and times into those that came about.
func (p *Player) real(t Truth) Truth {
	for _, list := range [][]Case{t.Cases, t.Negatives} {
		for i := range list {
			p.realise(&list[i])
		}
	}
	var accounts []Account
	for _, account := range t.Agents {
		if a := p.agents[account.ID]; a != nil && a.id != "" {
			accounts = append(accounts, Account{ID: a.id, Name: a.name})
		}
	}
	t.Agents = accounts
	return t
}

func (p *Player) realise(c *Case) {
	members := map[string]string{}
	for _, planned := range c.Agents {
		if a := p.agents[planned]; a != nil && a.id != "" {
			members[a.name] = a.id
		}
	}
	c.Agents = members
	items := []string{}
	for _, planned := range c.Items {
		if id := p.items.known(planned); id != "" {
			items = append(items, id)
		}
	}
	c.Items = items
	for _, t := range []*event.Time{c.First, c.Last, c.Onset} {
		if t != nil {
			*t = event.At(p.began.Add(time.Duration(float64(t.Sub(Epoch)) / p.Speed)))
		}
	}
}
