package detectors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/pause"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Defaults of Config.
const (
	DefaultTick = 10 * time.Second
	DefaultPoll = 250 * time.Millisecond
)

// maxTicks is how many ticks one Advance may cover: it bounds memory while catching up.
const maxTicks = 180

// Config is what the service needs.
type Config struct {
	Bus       *bus.Bus
	Warehouse *warehouse.Warehouse
	Detectors []Detector
	Stage     string        // the stage of ingest whose watermark counts
	Tick      time.Duration // event time between ticks; 0: DefaultTick
	Poll      time.Duration // wall time between looks at the watermark; 0: DefaultPoll
	Logger    *slog.Logger
}

// Engine runs detectors. Create it with New, run it once.
type Engine struct {
	Config
	flags *bus.Producer
}

// New checks the configuration.
func New(cfg Config) (*Engine, error) {
	if cfg.Bus == nil || cfg.Warehouse == nil || cfg.Stage == "" {
		return nil, errors.New("detectors need a bus, a warehouse and the stage whose watermark they follow")
	}
	if cfg.Tick == 0 {
		cfg.Tick = DefaultTick
	}
	if cfg.Poll == 0 {
		cfg.Poll = DefaultPoll
	}
	if cfg.Tick < time.Second || cfg.Tick%time.Second != 0 {
		return nil, fmt.Errorf("tick %s: want a whole number of seconds, at least one", cfg.Tick)
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	names := map[string]bool{}
	for _, d := range cfg.Detectors {
		if names[d.Name()] {
			return nil, fmt.Errorf("two detectors are named %s", d.Name())
		}
		names[d.Name()] = true
	}
	return &Engine{Config: cfg, flags: cfg.Bus.Producer(bus.TopicFlags)}, nil
}

// Run runs each detector until ctx ends; then it returns nil.
func (e *Engine) Run(ctx context.Context) error {
	partitions, err := e.Bus.Partitions(ctx, bus.TopicActions)
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, d := range e.Detectors {
		group.Go(func() error { e.keepRunning(ctx, d, partitions); return nil })
	}
	return group.Wait()
}

// keepRunning runs one detector until ctx ends; an error costs it a restoration, no more.
func (e *Engine) keepRunning(ctx context.Context, d Detector, partitions int) {
	log := e.Logger.With("detector", d.Name())
	for {
		err := e.run(ctx, d, partitions, log)
		if ctx.Err() != nil {
			return
		}
		log.Error("detector failed, restoring it and trying again", "error", err)
		if !pause.For(ctx, 2*time.Second) {
			return
		}
	}
}

func (e *Engine) run(ctx context.Context, d Detector, partitions int, log *slog.Logger) error {
	done, err := e.Warehouse.DetectorTick(ctx, d.Name())
	if err != nil {
		return err
	}
	if err := d.Restore(ctx, e.Warehouse, done); err != nil {
		return fmt.Errorf("restoring the state as of %s: %w", done, err)
	}
	log.Info("detector restored", "tick", done)
	for {
		next, err := e.advance(ctx, d, done, partitions, log)
		if err != nil {
			return err
		}
		if next.Equal(done) && !pause.For(ctx, e.Poll) {
			return ctx.Err()
		}
		done = next
	}
}

// advance runs the ticks that the watermark has passed, at most maxTicks, and returns the
// last one that is done.
func (e *Engine) advance(ctx context.Context, d Detector, done time.Time, partitions int, log *slog.Logger) (time.Time, error) {
	watermark, err := e.Warehouse.Watermark(ctx, e.Stage, partitions)
	if err != nil {
		return done, err
	}
	to := watermark.Truncate(e.Tick)
	if watermark.IsZero() || !to.After(done) {
		return done, nil
	}
	span := Span{From: done, To: to, Tick: e.Tick}
	if done.IsZero() {
		first, err := e.Warehouse.FirstSeen(ctx, done, to)
		if err != nil || first.IsZero() {
			return done, err
		}
		span.From = first.Truncate(e.Tick)
	}
	if end := span.From.Add(maxTicks * e.Tick); end.Before(to) {
		span.To = end
	}
	started := time.Now()
	flags, err := d.Advance(ctx, e.Warehouse, span)
	if err != nil {
		return done, fmt.Errorf("running the ticks from %s to %s: %w", span.From, span.To, err)
	}
	if err := e.raise(ctx, flags); err != nil {
		return done, err
	}
	if err := e.Warehouse.StoreDetectorTick(ctx, d.Name(), span.To); err != nil {
		return done, err
	}
	log.Debug("ticks done", "from", span.From, "to", span.To, "flags", len(flags), "took", time.Since(started))
	return span.To, nil
}

// raise stores flags and then publishes them, in order. Doing it again is harmless.
func (e *Engine) raise(ctx context.Context, flags []event.Flag) error {
	if len(flags) == 0 {
		return nil
	}
	records := make([]bus.Record, len(flags))
	for i, f := range flags {
		value, err := event.Encode(f)
		if err != nil {
			return fmt.Errorf("encoding flag %s: %w", f.ID, err)
		}
		records[i] = bus.Record{Key: []byte(f.ID), Value: value}
	}
	if err := e.Warehouse.StoreFlags(ctx, flags); err != nil {
		return err
	}
	return e.flags.Publish(ctx, records)
}
