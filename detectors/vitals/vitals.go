package vitals

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/pause"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// DefaultPoll is the wall time between looks at whether an hour has passed.
const DefaultPoll = time.Minute

// Config is what the service needs.
type Config struct {
	Bus       *bus.Bus
	Warehouse *warehouse.Warehouse
	Stage     string        // the stage of ingest whose watermark tells the hour: "actions"
	Poll      time.Duration // 0: DefaultPoll
	Metrics   prometheus.Registerer
	Logger    *slog.Logger // nil: nobody reads it
}

// Vitals keeps the figures. Create it with New, run it once.
type Vitals struct {
	Config
	interaction, convergence, intervention, response, unanswered, handOff, hour prometheus.Gauge
}

// New checks the configuration and registers the metrics, which tell nothing (NaN) at first.
func New(cfg Config) (*Vitals, error) {
	if cfg.Bus == nil || cfg.Warehouse == nil || cfg.Stage == "" || cfg.Metrics == nil {
		return nil, errors.New("the network's vitals need a bus, a warehouse, the stage that tells the hour and a registry of metrics")
	}
	if cfg.Poll == 0 {
		cfg.Poll = DefaultPoll
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	v := &Vitals{Config: cfg}
	for _, g := range []struct {
		gauge      *prometheus.Gauge
		name, help string
	}{
		{&v.interaction, "interaction_density", "Of all ordered pairs of the agents that acted in the hour, the share of which one did something to the other."},
		{&v.convergence, "convergence_ratio", "Of the texts of the hour, the share that builds on what another agent wrote, or cites one."},
		{&v.intervention, "human_intervention_ratio", "Of the decisions of the hour that were settled, the share in which a person had a hand."},
		{&v.response, "response_seconds", "Until somebody else commented: the median of the posts of the hour a day before that were answered within a day."},
		{&v.unanswered, "unanswered_ratio", "Of the posts of the hour a day before, the share that nobody else commented on within a day."},
		{&v.handOff, "handoff_ratio", "Of the tasks asked in the hour a day before, the share that another agent accepted within a day."},
		{&v.hour, "hour_seconds", "When the hour began that these figures are of, in event time."},
	} {
		*g.gauge = prometheus.NewGauge(prometheus.GaugeOpts{Name: "moltwatch_network_" + g.name, Help: g.help})
		(*g.gauge).Set(math.NaN())
		if err := cfg.Metrics.Register(*g.gauge); err != nil {
			return nil, fmt.Errorf("registering the metrics of the network: %w", err)
		}
	}
	return v, nil
}

// Run keeps the figures up to date until ctx ends; then it returns nil.
func (v *Vitals) Run(ctx context.Context) error {
	var told time.Time
	failing := false
	for {
		hour, err := v.look(ctx, told)
		switch {
		case err == nil:
			told, failing = hour, false
		case ctx.Err() == nil && !failing:
			failing = true
			v.Logger.Warn("the figures of the network are not kept up to date, trying again", "error", err)
		}
		if !pause.For(ctx, v.Poll) {
			return nil
		}
	}
}

// look tells of the last whole hour, unless that is the one told of, and says which it is.
func (v *Vitals) look(ctx context.Context, told time.Time) (time.Time, error) {
	partitions, err := v.Bus.Partitions(ctx, bus.TopicActions)
	if err != nil {
		return told, err
	}
	watermark, err := v.Warehouse.Watermark(ctx, v.Stage, partitions)
	if err != nil || watermark.IsZero() {
		return told, err
	}
	hour := watermark.UTC().Truncate(time.Hour).Add(-time.Hour)
	if hour.Equal(told) {
		return told, nil
	}
	h, err := v.Warehouse.Health(ctx, hour)
	if err != nil {
		return told, err
	}
	v.interaction.Set(h.Interaction)
	v.convergence.Set(h.Convergence)
	v.intervention.Set(h.Intervention)
	v.response.Set(h.Response)
	v.unanswered.Set(h.Unanswered)
	v.handOff.Set(h.HandOff)
	v.hour.Set(float64(hour.Unix()))
	return hour, nil
}
