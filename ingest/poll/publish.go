package poll

import (
	"context"
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

const (
	publishAtOnce = 1000
	// repeatMark is well under the 30 s after which a producer counts as silent.
	repeatMark = 10 * time.Second
)

// publish sends what is in the outbox, and says the last watermark again while nothing happens.
func (p *Poller) publish(ctx context.Context) error {
	ticker := time.NewTicker(repeatMark)
	defer ticker.Stop()
	for {
		if err := p.drain(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-p.wake:
		case <-ticker.C:
			if err := p.state.repeatMark(ctx); err != nil {
				return err
			}
		}
	}
}

func (p *Poller) drain(ctx context.Context) error {
	for {
		rows, err := p.state.unsent(ctx, publishAtOnce)
		if err != nil || len(rows) == 0 {
			return err
		}
		records := make([]bus.Record, 0, len(rows))
		for _, row := range rows {
			value, err := event.Encode(row.action)
			if err != nil {
				return fmt.Errorf("encoding what was read of the forum: %w", err)
			}
			records = append(records, bus.Record{
				Key: []byte(row.action.Agent.ID), Value: value, Everywhere: row.action.Kind == event.Watermark,
			})
		}
		if err := p.cfg.Publisher.Publish(ctx, records); err != nil {
			return fmt.Errorf("publishing what was read of the forum: %w", err)
		}
		if err := p.state.sent(ctx, rows[len(rows)-1].seq); err != nil {
			return err
		}
	}
}
