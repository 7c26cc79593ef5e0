package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/peterbourgon/ff/v4"
	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/deploy/embedded"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/embedding/remote"
	"github.com/moltwatch/moltwatch/internal/obs"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// application is one run of a subcommand: its settings, and the parts that its services share.
type application struct {
	*settings
	term  terminal
	args  []string
	flags ff.Flags
	log   *slog.Logger

	parts     *embedded.Parts
	bus       *bus.Bus
	warehouse *warehouse.Warehouse
	obs       *obs.Server
	extractor *textfeatures.Extractor // see textFeatures
	service   *remote.Client          // see embeddingService

	lockstep bool   // the detectors wait for each other without end: a replay
	world    string // where a replay lives; "": in a folder that is gone afterwards
}

const (
	connectTimeout = time.Minute
	stopTimeout    = 20 * time.Second
)

// need says what a subcommand stands on.
type need struct{ clickhouse, noKafka bool }

// open starts or reaches what the services stand on. Whoever calls it calls close.
func (a *application) open(ctx context.Context, n need) (err error) {
	if a.log == nil {
		a.log = newLogger(a.term.err, a.logLevel, a.logFormat)
	}
	a.obs = obs.New()
	dsn, err := a.clickhouseDSN()
	if err != nil {
		return err
	}
	if err := a.layout.Check(); err != nil {
		return usageError{fmt.Errorf("--clickhouse-cluster, --clickhouse-replicated or --retention-days: %w", err)}
	}
	if _, err := a.embeddingService(); err != nil {
		return err
	}
	security, err := a.kafkaSecurity()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	a.parts, err = embedded.Start(ctx, embedded.Config{
		DataDir: a.dataDir, NeedKafka: !n.noKafka, NeedClickHouse: n.clickhouse, Kafka: a.kafka, ClickHouse: dsn, Logger: a.log,
	})
	if err != nil {
		return err
	}
	if !n.noKafka {
		if err := a.openBus(ctx, security); err != nil {
			return err
		}
	}
	if !n.clickhouse {
		return nil
	}
	if a.warehouse, err = warehouse.Open(ctx, a.parts.ClickHouseDSN); err != nil {
		return err
	}
	a.obs.AddCheck("clickhouse", a.warehouse.Conn().Ping)
	if err := a.warehouse.MigrateTo(ctx, a.layout); err != nil {
		return fmt.Errorf("bringing the ClickHouse schema up to date: %w", err)
	}
	return nil
}

// openBus reaches Kafka and makes the topics.
func (a *application) openBus(ctx context.Context, security bus.Security) (err error) {
	if a.bus, err = bus.Open(bus.Config{Brokers: a.parts.Brokers, Security: security, Logger: a.log}); err != nil {
		return usageError{err}
	}
	if err := a.bus.EnsureTopics(ctx, a.kafkaPartitions); err != nil {
		return err
	}
	a.obs.AddCheck("kafka", func(ctx context.Context) error {
		_, err := a.bus.Partitions(ctx, bus.TopicActions)
		return err
	})
	return nil
}

// close ends what open began, within a bounded time.
func (a *application) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	var err error
	if a.warehouse != nil {
		err = a.warehouse.Close()
	}
	if a.bus != nil {
		a.bus.Close()
	}
	if a.parts != nil {
		err = errors.Join(err, a.parts.Stop(ctx))
	}
	return err
}

// service is something that runs until its context ends.
type service struct {
	name string
	run  func(context.Context) error
}

// errEnded is what a service gives that stops without being asked to.
var errEnded = errors.New("it ended by itself")

// runAll runs services until ctx ends, and then returns nil; or until one fails, and then ends
// the others and says which and why. The embedded parts count as a service.
func (a *application) runAll(ctx context.Context, services ...service) error {
	group, groupCtx := errgroup.WithContext(ctx)
	services = append(services, service{"the embedded parts", a.parts.Wait})
	for _, s := range services {
		group.Go(func() error {
			err := s.run(groupCtx)
			if groupCtx.Err() != nil && (err == nil || errors.Is(err, context.Canceled)) {
				return nil
			}
			if err == nil {
				err = errEnded
			}
			return fmt.Errorf("%s: %w", s.name, err)
		})
	}
	return group.Wait()
}

// serve opens what is needed, lets build make the services, runs them and closes up.
func (a *application) serve(ctx context.Context, n need, build func(context.Context) ([]service, error)) (err error) {
	defer func() { err = errors.Join(err, a.close()) }()
	if err := a.open(ctx, n); err != nil {
		return err
	}
	services, err := build(ctx)
	if err != nil {
		return err
	}
	if a.metricsAddr != "" {
		listener, err := listen("--metrics-addr", a.metricsAddr)
		if err != nil {
			return err
		}
		a.log.Info("metrics and health are served", "addr", listener.Addr().String())
		services = append(services, service{"metrics and health", func(ctx context.Context) error { return a.obs.Run(ctx, listener) }})
	}
	return a.runAll(ctx, services...)
}
