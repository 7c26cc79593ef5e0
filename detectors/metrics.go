package detectors

import (
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics count what the detectors of this process did since it started.
type metrics struct {
	flags                              *prometheus.CounterVec // by detector, kind, severity
	failures, overdue, ticks, rowsRead *prometheus.CounterVec // by detector
	took                               *prometheus.HistogramVec
	lag, behind                        *prometheus.GaugeVec
}

func newMetrics(registry prometheus.Registerer) (*metrics, error) {
	counters := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "moltwatch_detector_" + name + "_total", Help: help}, append([]string{"detector"}, labels...))
	}
	gauges := func(name, help string) *prometheus.GaugeVec {
		return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "moltwatch_detector_" + name, Help: help}, []string{"detector"})
	}
	m := &metrics{
		flags:    counters("flags", "Flags published, each revision and part.", "kind", "severity"),
		failures: counters("failures", "Runs that failed, after each of which the detector was restored."),
		overdue:  counters("overdue", "Runs for which the other detectors did not wait."),
		ticks:    counters("ticks", "Ticks done."),
		rowsRead: counters("rows_read", "Rows that ClickHouse read for it."),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "moltwatch_detector_run_seconds", Help: "How long a run took, of one tick or, while catching up, of many.",
			Buckets: []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300},
		}, []string{"detector"}),
		lag:    gauges("lag_seconds", "Event time between the watermark of the actions and the last tick done."),
		behind: gauges("behind", "1 while it is behind the other detectors, 0 otherwise."),
	}
	if registry == nil {
		return m, nil
	}
	for _, c := range []prometheus.Collector{m.flags, m.failures, m.overdue, m.ticks, m.rowsRead, m.took, m.lag, m.behind} {
		if err := registry.Register(c); err != nil {
			return nil, fmt.Errorf("registering the metrics of the detectors: %w", err)
		}
	}
	return m, nil
}

// ran tells of a run whose flags are published.
func (m *metrics) ran(r result) {
	name := r.worker.name
	m.ticks.WithLabelValues(name).Add(float64(r.span.To.Sub(r.span.From) / r.span.Tick))
	m.rowsRead.WithLabelValues(name).Add(float64(r.rows))
	m.took.WithLabelValues(name).Observe(r.took.Seconds())
	for _, f := range r.flags {
		m.flags.WithLabelValues(name, f.Kind, f.Severity).Inc()
	}
}

// tell shows how far the detectors have come.
func (e *Engine) tell(front time.Time) {
	watermark := e.stages[e.Stage].watermark
	var troubled []*worker
	for _, w := range e.workers {
		behind := 0.0
		if w.done.Before(front) {
			behind = 1
		}
		e.metrics.behind.WithLabelValues(w.name).Set(behind)
		if !w.done.IsZero() {
			e.metrics.lag.WithLabelValues(w.name).Set(max(0, watermark.Sub(w.done).Seconds()))
		}
		if w.failures > 0 || w.overdue {
			troubled = append(troubled, w)
		}
	}
	e.health.trouble(troubled)
}
