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
// those that were sent again, and without what was erased. The raw bytes of all are held in memory.
func All(ctx context.Context, b *bus.Bus) ([]event.DeadLetter, error) {
	var letters []event.DeadLetter
	places := map[string]int{}
	err := each(ctx, b, func(l event.DeadLetter) {
		i, known := places[ID(l)]
		switch {
		case l.Retried != nil && known:
			letters[i].Retried = l.Retried
		case l.Erased != nil && known:
			l.Retried, letters[i] = letters[i].Retried, l
		case l.Retried == nil && !known:
			places[ID(l)] = len(letters)
			letters = append(letters, l)
		}
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(letters, func(a, b event.DeadLetter) int { return a.Time.Compare(b.Time.Time) })
	return letters, nil
}

// each hands over what stands on the topic, in order.
func each(ctx context.Context, b *bus.Bus, handle func(event.DeadLetter)) error {
	err := b.Drain(ctx, bus.TopicDeadLetters, func(m bus.Message) error {
		if len(m.Value) == 0 {
			return nil // a sweep
		}
		l, err := decode(m)
		if err == nil {
			handle(l)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("reading the dead letters: %w", err)
	}
	return nil
}

// record is a letter, or a mark of one, as it stands on the topic.
func record(key string, l event.DeadLetter) (bus.Record, error) {
	value, err := json.Marshal(l)
	if err != nil {
		return bus.Record{}, fmt.Errorf("encoding the dead letter %s: %w", ID(l), err)
	}
	return bus.Record{Key: []byte(key), Value: value}, nil
}

// Publish puts letters on their topic.
func Publish(ctx context.Context, producer *bus.Producer, letters []event.DeadLetter) error {
	records := make([]bus.Record, len(letters))
	for i, l := range letters {
		var err error
		if records[i], err = record(ID(l), l); err != nil {
			return err
		}
	}
	return producer.Publish(ctx, records)
}
