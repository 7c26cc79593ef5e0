package ingest

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// bury puts a record that cannot be taken among the dead letters of the open block.
func (w *worker) bury(m bus.Message, reason error) {
	w.progress.DeadLetters++
	w.letters = append(w.letters, event.DeadLetter{
		V: event.Version, Topic: m.Topic, Partition: m.Partition, Offset: m.Offset, Time: event.At(m.Time),
		Reason: reason.Error(), Key: m.Key, Raw: m.Value,
	})
	w.log.Warn("a record became a dead letter", "partition", m.Partition, "offset", m.Offset, "bytes", len(m.Value), "reason", reason)
}

// sendLetters publishes the dead letters of the open block.
func (w *worker) sendLetters(ctx context.Context) error {
	records := make([]bus.Record, len(w.letters))
	for i, letter := range w.letters {
		value, err := json.Marshal(letter)
		if err != nil {
			return fmt.Errorf("encoding a dead letter: %w", err)
		}
		records[i] = bus.Record{Key: fmt.Appendf(nil, "%s/%d/%d", letter.Topic, letter.Partition, letter.Offset), Value: value}
	}
	if err := w.consumer.letters.Publish(ctx, records); err != nil {
		return err
	}
	w.letters = nil
	return nil
}
