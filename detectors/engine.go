package detectors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/pause"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Defaults of Config.
const (
	DefaultTick     = 10 * time.Second
	DefaultPoll     = 250 * time.Millisecond
	DefaultPatience = 30 * time.Second
	DefaultTimeout  = 5 * time.Minute
	DefaultRetry    = time.Second
)

// Config is what the service needs.
type Config struct {
	Bus       *bus.Bus
	Warehouse *warehouse.Warehouse
	Detectors []Detector
	Stage     string        // the stage of ingest that every detector follows: "actions"
	Tick      time.Duration // event time between ticks; 0: DefaultTick
	Poll      time.Duration // wall time between looks at the watermark; 0: DefaultPoll

	// Patience is the wall time for which the others wait for a detector that takes long, or
	// for a stage whose watermark stands still; 0: DefaultPatience.
	Patience time.Duration
	// Timeout is the wall time after which a run of a detector counts as failed; 0: DefaultTimeout.
	Timeout time.Duration
	// Retry is how long a detector that failed is left alone at first, doubled each time up to a
	// minute; 0: DefaultRetry.
	Retry time.Duration
	// Lockstep makes all detectors wait for each other without end, so that the flags of one
	// input have one order, come what may: a replay. A detector that keeps failing ends Run.
	Lockstep bool
	// Parallel is how many detectors run at a time; 0: as there are processors.
	Parallel int

	Metrics prometheus.Registerer // nil: nobody counts
	Logger  *slog.Logger
}

// Engine runs detectors. Create it with New, run it once.
type Engine struct {
	Config
	flags   *bus.Producer
	metrics *metrics
	health  health

	// What follows is owned by the goroutine that runs Run.
	workers    []*worker
	stages     map[string]*stage
	results    chan result // one at most of each worker
	goroutines sync.WaitGroup
}

// New checks the configuration.
func New(cfg Config) (*Engine, error) {
	if cfg.Bus == nil || cfg.Warehouse == nil || cfg.Stage == "" {
		return nil, errors.New("detectors need a bus, a warehouse and the stage whose watermark they follow")
	}
	cfg.Tick, cfg.Poll = orDefault(cfg.Tick, DefaultTick), orDefault(cfg.Poll, DefaultPoll)
	cfg.Patience, cfg.Timeout = orDefault(cfg.Patience, DefaultPatience), orDefault(cfg.Timeout, DefaultTimeout)
	cfg.Retry = orDefault(cfg.Retry, DefaultRetry)
	if cfg.Tick < time.Second || cfg.Tick%time.Second != 0 {
		return nil, fmt.Errorf("tick %s: want a whole number of seconds, at least one", cfg.Tick)
	}
	if cfg.Parallel < 1 {
		cfg.Parallel = runtime.GOMAXPROCS(0)
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	metrics, err := newMetrics(cfg.Metrics)
	if err != nil {
		return nil, err
	}
	e := &Engine{Config: cfg, flags: cfg.Bus.Producer(bus.TopicFlags), metrics: metrics, stages: map[string]*stage{cfg.Stage: {}}}
	names := map[string]bool{}
	for _, d := range cfg.Detectors {
		if names[d.Name()] {
			return nil, fmt.Errorf("two detectors are named %s", d.Name())
		}
		names[d.Name()] = true
		w := newWorker(d, cfg.Stage)
		for _, s := range w.stages {
			e.stages[s] = &stage{}
		}
		e.workers = append(e.workers, w)
	}
	e.results = make(chan result, len(e.workers))
	return e, nil
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// Run runs the detectors until ctx ends; then it returns nil. A detector that fails is tried
// again for ever, unless they run in lockstep.
func (e *Engine) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer func() { // nothing runs on when Run is over
		cancel()
		e.goroutines.Wait() // the channel has room for a result of each
	}()
	err := e.keepGoing(ctx)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (e *Engine) keepGoing(ctx context.Context) error {
	partitions, err := e.Bus.Partitions(ctx, bus.TopicActions)
	if err != nil {
		return err
	}
	if err := e.insist(ctx, "reading how far the detectors have come", e.readProgress); err != nil {
		return err
	}
	for {
		var moved bool
		err := e.insist(ctx, "running the detectors", func(ctx context.Context) (err error) {
			moved, err = e.step(ctx, partitions)
			return err
		})
		if err != nil {
			return err
		}
		if moved {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case r := <-e.results:
			if err := e.settle(ctx, r); err != nil {
				return err
			}
		case <-time.After(e.Poll):
		}
	}
}

// readProgress learns the last tick of each detector.
func (e *Engine) readProgress(ctx context.Context) (err error) {
	for _, w := range e.workers {
		if w.done, err = e.Warehouse.DetectorTick(ctx, w.name); err != nil {
			return err
		}
	}
	return nil
}

// insist does something that needs nothing but ClickHouse and Kafka, until it succeeds.
func (e *Engine) insist(ctx context.Context, doing string, do func(context.Context) error) error {
	const first, longest = 500 * time.Millisecond, 30 * time.Second
	for wait := first; ; wait = min(2*wait, longest) {
		err := do(ctx)
		e.health.hold(doing, err)
		if fatal := (*hopeless)(nil); err == nil || errors.As(err, &fatal) {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		e.Logger.Error("the detectors are held up, trying again", "doing", doing, "error", err, "again_in", wait)
		if !pause.For(ctx, wait) {
			return ctx.Err()
		}
	}
}

// hopeless is an error that ends Run.
type hopeless struct{ error }

func (h *hopeless) Unwrap() error { return h.error }
