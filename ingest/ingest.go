package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/segmentio/kafka-go"
	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// StageActions is the stage that stores the raw actions, as it stands in ingest_progress.
const StageActions = "actions"

// Consumer groups at the broker.
const (
	GroupActions   = "moltwatch-ingest"
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
}

// Ingest is the service. Create it with New, run it once.
type Ingest struct {
	bus       *bus.Bus
	warehouse *warehouse.Warehouse
	letters   *bus.Producer
	limits    Limits
	session   time.Duration
	metrics   *metrics
	readiness readiness
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
	counted, err := newMetrics(cfg.Metrics)
	if err != nil {
		return nil, err
	}
	log := cfg.Logger
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Ingest{
		bus: cfg.Bus, warehouse: cfg.Warehouse, limits: limits, session: cfg.Session, metrics: counted, log: log,
		letters: cfg.Bus.Producer(bus.TopicDeadLetters),
	}, nil
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
	i.limits = i.limits.within(partitions)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return i.consumeActions(ctx) })
	group.Go(func() error { return i.consumeDecisions(ctx) })
	return group.Wait()
}

// consumeActions joins the consumer group and works each generation's partitions.
func (i *Ingest) consumeActions(ctx context.Context) error {
	consumers, err := kafka.NewConsumerGroup(kafka.ConsumerGroupConfig{
		ID: GroupActions, Brokers: i.bus.Brokers(), Dialer: i.bus.Dialer(), Topics: []string{bus.TopicActions},
		HeartbeatInterval: i.session / 10, SessionTimeout: i.session, RebalanceTimeout: max(i.session, 10*time.Second),
		JoinGroupBackoff: 500 * time.Millisecond, WatchPartitionChanges: true,
	})
	if err != nil {
		return fmt.Errorf("joining the consumer group %s: %w", GroupActions, err)
	}
	defer consumers.Close()
	failed := make(chan error, 1)
	for {
		generation, err := consumers.Next(ctx)
		select {
		case err := <-failed:
			return err
		default:
		}
		if ctx.Err() != nil {
			return nil
		}
		i.readiness.join(err == nil)
		if err != nil {
			i.log.Warn("joining the consumer group failed, trying again", "group", GroupActions, "error", err)
			continue
		}
		i.work(ctx, generation, failed)
	}
}

// work starts a worker for each partition of a generation. The generation waits for them
// before the next one begins; the first that fails ends it.
func (i *Ingest) work(ctx context.Context, generation *kafka.Generation, failed chan<- error) {
	assigned := generation.Assignments[bus.TopicActions]
	i.log.Info("partitions assigned", "generation", generation.ID, "partitions", len(assigned))
	var commit sync.Mutex // the generation's connection takes one request at a time
	for _, a := range assigned {
		generation.Start(func(generationCtx context.Context) {
			workCtx, cancel := context.WithCancel(ctx)
			defer cancel()
			stop := context.AfterFunc(generationCtx, cancel)
			defer stop()
			defer i.metrics.released(a.ID)
			defer i.readiness.free(a.ID)
			w := &worker{Ingest: i, partition: a.ID, appetite: newAppetite(i.limits.fetchBytes)}
			w.committed = func(next int64) {
				commit.Lock()
				defer commit.Unlock()
				err := generation.CommitOffsets(map[string]map[int]int64{bus.TopicActions: {a.ID: next}})
				if err != nil && workCtx.Err() == nil {
					// ClickHouse, not Kafka, says how far ingest is: this is for lag monitors only.
					i.log.Debug("committing an offset failed", "partition", a.ID, "error", err)
				}
			}
			if err := w.run(workCtx); err != nil && workCtx.Err() == nil {
				select {
				case failed <- fmt.Errorf("ingesting partition %d of %s: %w", a.ID, bus.TopicActions, err):
				default:
				}
			}
		})
	}
}
