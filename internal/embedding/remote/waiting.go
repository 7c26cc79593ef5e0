package remote

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/pause"
)

// Waiting embeds by a service, and while that fails waits for it: which model gives a vector does
// not depend on when the service was away, and whoever needs the vectors stands still meanwhile.
type Waiting struct {
	*outage
	service   embedding.Batch
	byService prometheus.Counter
}

// NewWaiting embeds by service; after a failure it rests for so long (0: 30 s). Its counters go
// into registry if that is not nil.
func NewWaiting(service embedding.Batch, rest time.Duration, log *slog.Logger, registry prometheus.Registerer) (*Waiting, error) {
	w := &Waiting{outage: newOutage(rest, "texts wait until it is back", log), service: service, byService: textsBy("service")}
	return w, register(registry, w.byService, w.failures)
}

// EmbedBatch fails only if ctx has ended.
func (w *Waiting) EmbedBatch(ctx context.Context, texts []string, into []embedding.Vector) (model string, err error) {
	for {
		model, err := w.service.EmbedBatch(ctx, texts, into)
		if ended := ctx.Err(); ended != nil {
			return "", ended
		}
		w.tell(err)
		if err == nil {
			w.byService.Add(float64(len(texts)))
			return model, nil
		}
		if !pause.For(ctx, w.rest) {
			return "", ctx.Err()
		}
	}
}
