package ingest

import (
	"context"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// consumeDecisions stores what the moderator decided. A decision's id and state are its key,
// so at least once is enough here.
func (c *consumer) consumeDecisions(ctx context.Context) error {
	w := &worker{consumer: c}
	return c.bus.Tail(ctx, bus.TailConfig{Topic: bus.TopicDecisions, Group: GroupDecisions}, func(ctx context.Context, m bus.Message) error {
		decision, err := event.Decode[event.Decision](m.Value)
		if err != nil {
			w.bury(m, err)
			return w.settleLetters(ctx)
		}
		return w.retry(ctx, "storing a decision", func(ctx context.Context) error {
			return c.warehouse.StoreDecision(ctx, decision, m.Offset)
		})
	})
}
