package remote

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/internal/embedding"
)

// Fallback embeds by a service, and while that fails by the model in the binary: nobody waits, and
// what was embedded meanwhile is not found by the service's vectors.
type Fallback struct {
	*outage
	service, builtin     embedding.Batch
	byService, byBuiltin prometheus.Counter
}

// NewFallback embeds by service, else by builtin; after a failure service rests for so long (0:
// 30 s). Its counters go into registry if that is not nil.
func NewFallback(service, builtin embedding.Batch, rest time.Duration, log *slog.Logger, registry prometheus.Registerer) (*Fallback, error) {
	f := &Fallback{
		outage:  newOutage(rest, "texts are embedded by the model in the binary", log),
		service: service, builtin: builtin, byService: textsBy("service"), byBuiltin: textsBy("builtin"),
	}
	return f, register(registry, f.byService, f.byBuiltin, f.failures)
}

// EmbedBatch fails only if the model in the binary does, or ctx has ended. A batch is of one model.
func (f *Fallback) EmbedBatch(ctx context.Context, texts []string, into []embedding.Vector) (model string, err error) {
	if ask, trial := f.turn(); ask {
		model, err := f.ask(ctx, trial, texts, into)
		if ended := ctx.Err(); ended != nil {
			return "", ended
		}
		f.tell(err)
		if err == nil {
			f.byService.Add(float64(len(texts)))
			return model, nil
		}
	}
	if model, err = f.builtin.EmbedBatch(ctx, texts, into); err != nil {
		return "", err
	}
	f.byBuiltin.Add(float64(len(texts)))
	return model, nil
}

// trialWithin bounds how long a service that was away may take to embed a word.
const trialWithin = 10 * time.Second

// ask embeds by the service; for a trial it has a word embedded first, so that a service that still hangs
// does not hold a batch for all of its time.
func (f *Fallback) ask(ctx context.Context, trial bool, texts []string, into []embedding.Vector) (model string, err error) {
	if trial {
		soon, cancel := context.WithTimeout(ctx, trialWithin)
		defer cancel()
		if _, err := f.service.EmbedBatch(soon, []string{probe}, make([]embedding.Vector, 1)); err != nil {
			return "", err
		}
	}
	return f.service.EmbedBatch(ctx, texts, into)
}
