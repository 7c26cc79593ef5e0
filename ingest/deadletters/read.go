package deadletters

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// ID names a letter by where its record stood: topic/partition/offset.
func ID(l event.DeadLetter) string {
	return fmt.Sprintf("%s/%d/%d", l.Topic, l.Partition, l.Offset)
}

// All gives every letter that the topic keeps, oldest first, each once, with Retried set on
// those that were sent again. The raw bytes of all are held in memory.
func All(ctx context.Context, b *bus.Bus) ([]event.DeadLetter, error) {
	var letters []event.DeadLetter
	places := map[string]int{}
	err := b.Drain(ctx, bus.TopicDeadLetters, func(m bus.Message) error {
		var l event.DeadLetter
		if err := json.Unmarshal(m.Value, &l); err != nil {
			return fmt.Errorf("this is no dead letter, something else writes to %s: %w", bus.TopicDeadLetters, err)
		}
		i, known := places[ID(l)]
		switch {
		case l.Retried != nil && known:
			letters[i].Retried = l.Retried
		case l.Retried == nil && !known:
			places[ID(l)] = len(letters)
			letters = append(letters, l)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the dead letters: %w", err)
	}
	slices.SortStableFunc(letters, func(a, b event.DeadLetter) int { return a.Time.Compare(b.Time.Time) })
	return letters, nil
}
