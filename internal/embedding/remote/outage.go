package remote

import (
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// outage knows whether a service is away: a circuit breaker. After a failure it is left alone for a while,
// so that a stream does not wait for every time-out, and then tried by one batch alone.
type outage struct {
	rest      time.Duration
	log       *slog.Logger
	meanwhile string // what happens to texts until it is back
	failures  prometheus.Counter

	mu    sync.Mutex
	away  bool
	until time.Time // of the rest, or of a trial, while away
}

// restAfterFailure is how long a service is left alone if nothing else is said.
const restAfterFailure = 30 * time.Second

func newOutage(rest time.Duration, meanwhile string, log *slog.Logger) *outage {
	if rest == 0 {
		rest = restAfterFailure
	}
	return &outage{rest: rest, log: log, meanwhile: meanwhile, failures: prometheus.NewCounter(prometheus.CounterOpts{
		Name: "moltwatch_embedding_failures_total", Help: "Batches that the embedding service failed to embed, after all tries.",
	})}
}

// turn tells a batch whether to ask the service, and whether it tries for the others, who leave the
// service alone meanwhile, for so long as a rest.
func (o *outage) turn() (ask, trial bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	switch {
	case !o.away:
		return true, false
	case now.Before(o.until):
		return false, false
	}
	o.until = now.Add(o.rest)
	return true, true
}

// tell takes how a batch went, and logs when the service goes and when it comes back.
func (o *outage) tell(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch was := o.away; {
	case err != nil:
		o.failures.Inc()
		o.away, o.until = true, time.Now().Add(o.rest)
		if !was {
			o.log.Warn("the embedding service fails", "error", err, "meanwhile", o.meanwhile, "next_try_after", o.rest)
		}
	case was:
		o.away = false
		o.log.Info("the embedding service is back")
	}
}

// textsBy counts texts by who embedded them.
func textsBy(who string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{
		Name: "moltwatch_embedding_texts_total", Help: "Texts embedded, by whom.", ConstLabels: prometheus.Labels{"by": who},
	})
}

// register shows counters in a registry, if there is one.
func register(registry prometheus.Registerer, counters ...prometheus.Collector) error {
	if registry == nil {
		return nil
	}
	for _, c := range counters {
		if err := registry.Register(c); err != nil {
			return fmt.Errorf("registering the metrics of the embedding service: %w", err)
		}
	}
	return nil
}
