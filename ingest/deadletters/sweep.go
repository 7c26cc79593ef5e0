package deadletters

import (
	"context"
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/internal/bus"
)

// SweepEvery is how often somebody should sweep: as often as the topic closes its segments.
const SweepEvery = time.Hour

// Sweep writes an empty record, always under the same key. A broker closes a segment when a record comes
// that is younger, and compacts closed ones only: without it, what was erased last from a topic that
// nothing comes to would stay.
func Sweep(ctx context.Context, producer *bus.Producer) error {
	if err := producer.Publish(ctx, []bus.Record{{Key: []byte("sweep")}}); err != nil {
		return fmt.Errorf("sweeping the dead letters: %w", err)
	}
	return nil
}
