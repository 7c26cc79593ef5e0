package moderator

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics counts what the moderator did since it started.
type metrics struct {
	flags     *prometheus.CounterVec
	decisions *prometheus.CounterVec
	breaks    prometheus.Counter
	retries   prometheus.Counter
}

func newMetrics(registry prometheus.Registerer) (*metrics, error) {
	m := &metrics{
		flags: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "moltwatch_moderator_flags_total", Help: "Flags read, by what became of them: judged, repeated, unreadable.",
		}, []string{"result"}),
		decisions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "moltwatch_moderator_decisions_total", Help: "Decision records written.",
		}, []string{"action", "mode", "state"}),
		breaks: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "moltwatch_moderator_chain_breaks_total", Help: "Decision records that do not follow the one before them. Should stay 0.",
		}),
		retries: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "moltwatch_moderator_retries_total", Help: "Calls to the forum that had to be made again.",
		}),
	}
	if registry == nil {
		return m, nil
	}
	for _, c := range []prometheus.Collector{m.flags, m.decisions, m.breaks, m.retries} {
		if err := registry.Register(c); err != nil {
			return nil, fmt.Errorf("registering the moderator's metrics: %w", err)
		}
	}
	return m, nil
}
