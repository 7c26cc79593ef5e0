package remote

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/internal/embedding"
)

// Fallback embeds by a service, and while that fails by the model in the binary. After a failure
// the service is left alone for a while, so that a stream does not wait for every time-out.
type Fallback struct {
	service, builtin embedding.Batch
	rest             time.Duration
	log              *slog.Logger
	byService        prometheus.Counter
	byBuiltin        prometheus.Counter
	failures         prometheus.Counter

	mu    sync.Mutex
	away  bool
	until time.Time // of the rest, while away
}

// NewFallback embeds by service, else by builtin; after a failure service rests for so long (0:
// 30 s). Its counters go into registry if that is not nil.
func NewFallback(service, builtin embedding.Batch, rest time.Duration, log *slog.Logger, registry prometheus.Registerer) (*Fallback, error) {
	if rest == 0 {
		rest = 30 * time.Second
	}
	texts := func(by string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{
			Name: "moltwatch_embedding_texts_total", Help: "Texts embedded, by whom.", ConstLabels: prometheus.Labels{"by": by},
		})
	}
	f := &Fallback{
		service: service, builtin: builtin, rest: rest, log: log, byService: texts("service"), byBuiltin: texts("builtin"),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "moltwatch_embedding_failures_total", Help: "Batches that the embedding service failed to embed, after all tries.",
		}),
	}
	if registry == nil {
		return f, nil
	}
	for _, c := range []prometheus.Collector{f.byService, f.byBuiltin, f.failures} {
		if err := registry.Register(c); err != nil {
			return nil, fmt.Errorf("registering the metrics of the embedding service: %w", err)
		}
	}
	return f, nil
}

// EmbedBatch fails only if the model in the binary does, or ctx has ended.
func (f *Fallback) EmbedBatch(ctx context.Context, texts []string, into []embedding.Vector) error {
	if !f.resting() {
		err := f.service.EmbedBatch(ctx, texts, into)
		if ended := ctx.Err(); ended != nil {
			return ended
		}
		f.tell(err)
		if err == nil {
			f.byService.Add(float64(len(texts)))
			return nil
		}
	}
	if err := f.builtin.EmbedBatch(ctx, texts, into); err != nil {
		return err
	}
	f.byBuiltin.Add(float64(len(texts)))
	return nil
}

func (f *Fallback) resting() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.away && time.Now().Before(f.until)
}

// tell takes how a batch went, and logs when the service goes and when it comes back.
func (f *Fallback) tell(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch was := f.away; {
	case err != nil:
		f.failures.Inc()
		f.away, f.until = true, time.Now().Add(f.rest)
		if !was {
			f.log.Warn("the embedding service fails: texts are embedded by the model in the binary until it is back, and are not to be compared with the others", "error", err, "next_try_after", f.rest)
		}
	case was:
		f.away = false
		f.log.Info("the embedding service is back")
	}
}
