package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/ingest/deadletters"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Consumer groups at the broker.
const (
	GroupActions   = "moltwatch-ingest"
	GroupText      = "moltwatch-ingest-text"
	GroupDecisions = "moltwatch-ingest-decisions"
)

// DefaultSession is how long a consumer may be silent before its partitions are given to others.
const DefaultSession = 10 * time.Second

// Config is what the service needs. Bus and Warehouse are required.
type Config struct {
	Bus       *bus.Bus
	Warehouse *warehouse.Warehouse
	Logger    *slog.Logger
	Limits    Limits
	Session   time.Duration // how long it may be silent before its partitions are given to others; default 10 s
	Metrics   prometheus.Registerer
	Stages    []string // which it works; default: StageActions. Each must be worked by somebody
	Texts     Texts    // for StageText
}

// Ingest is the service. Create it with New, run it once.
type Ingest struct {
	bus       *bus.Bus
	warehouse *warehouse.Warehouse
	letters   *bus.Producer
	index     *deadletters.Index
	session   time.Duration
	readiness readiness
	backlog   backlog
	consumers []*consumer
	log       *slog.Logger
}

// New checks the configuration.
func New(cfg Config) (*Ingest, error) {
	if cfg.Bus == nil || cfg.Warehouse == nil {
		return nil, errors.New("ingest needs a bus and a warehouse")
	}
	limits, err := cfg.Limits.orDefault()
	if err != nil {
		return nil, err
	}
	if cfg.Session == 0 {
		cfg.Session = DefaultSession
	}
	if cfg.Session < time.Second {
		return nil, fmt.Errorf("ingest cannot keep its partitions with a session of %s: want at least 1s", cfg.Session)
	}
	log := cfg.Logger
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	i := &Ingest{
		bus: cfg.Bus, warehouse: cfg.Warehouse, session: cfg.Session, log: log, letters: cfg.Bus.Producer(bus.TopicDeadLetters),
		index: deadletters.NewIndex(cfg.Bus),
	}
	if len(cfg.Stages) == 0 {
		cfg.Stages = []string{StageActions}
	}
	for _, name := range cfg.Stages {
		s, err := i.stage(name, cfg)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(i.consumers, func(c *consumer) bool { return c.stage.name == name }) {
			return nil, fmt.Errorf("the stage %s of ingest is named twice", name)
		}
		counted, err := newMetrics(cfg.Metrics, name)
		if err != nil {
			return nil, err
		}
		i.consumers = append(i.consumers, &consumer{Ingest: i, stage: s, limits: limits, metrics: counted, log: log.With("stage", name)})
	}
	return i, nil
}

func (i *Ingest) stage(name string, cfg Config) (stage, error) {
	switch name {
	case StageActions:
		return i.actionsStage(), nil
	case StageText:
		return i.textStage(cfg)
	}
	return stage{}, fmt.Errorf("ingest has no stage %q, only %s and %s", name, StageActions, StageText)
}

// Run consumes until ctx ends (then it returns nil) or something is wrong that trying again
// cannot mend.
func (i *Ingest) Run(ctx context.Context) error {
	partitions, err := i.bus.Partitions(ctx, bus.TopicActions)
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, c := range i.consumers {
		c.limits = c.limits.within(partitions)
		group.Go(func() error { return c.consume(ctx) })
		if c.stage.name == StageActions {
			group.Go(func() error { return c.consumeDecisions(ctx) })
		}
	}
	return group.Wait()
}
