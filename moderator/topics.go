package moderator

import (
	"context"
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/internal/bus"
)

// Group is the name under which the moderator stores how far it has come with the flags. An
// offset is stored after the flag's decision and its outcome are on record.
const Group = "moderator"

// pollWait is the pause before Kafka is asked again.
const pollWait = 50 * time.Millisecond

// CaughtUp waits until the moderator is done with every flag that is on the topic, its own
// Config.Bus or another's, in this process or another.
func CaughtUp(ctx context.Context, b *bus.Bus) error {
	for {
		lag, err := b.Lag(ctx, Group, bus.TopicFlags)
		if err == nil && lag <= 0 {
			return nil
		}
		if !pause(ctx, pollWait) {
			return fmt.Errorf("waiting for the moderator, %d flags to go: %w", lag, ctx.Err())
		}
	}
}

// flagSource is the topic of flags.
type flagSource interface {
	// follow hands over every flag from the first on, until ctx ends or handle fails. What
	// was handled by an earlier run is marked so.
	follow(ctx context.Context, handle func(ctx context.Context, raw []byte, handled bool) error) error
}

// topicFlags reads the flags from Kafka. The topic has one partition.
type topicFlags struct{ bus *bus.Bus }

func (t *topicFlags) follow(ctx context.Context, handle func(context.Context, []byte, bool) error) error {
	var next int64
	err := untilAnswered(ctx, func() (err error) {
		next, err = t.bus.Committed(ctx, Group, bus.TopicFlags, 0)
		return err
	})
	if err != nil {
		return err
	}
	return t.bus.Tail(ctx, bus.TailConfig{Topic: bus.TopicFlags, From: bus.First}, func(ctx context.Context, m bus.Message) error {
		if m.Offset < next {
			return handle(ctx, m.Value, true)
		}
		if err := handle(ctx, m.Value, false); err != nil {
			return err
		}
		return t.bus.Commit(ctx, Group, bus.TopicFlags, 0, m.Offset+1)
	})
}

// topicJournal is the journal on Kafka. The topic has one partition.
type topicJournal struct {
	bus      *bus.Bus
	producer *bus.Producer
	next     int64
}

func (j *topicJournal) read(ctx context.Context, handle func([]byte, int64)) error {
	var end int64
	err := untilAnswered(ctx, func() error {
		first, last, err := j.bus.Offsets(ctx, bus.TopicDecisions, 0)
		j.next, end = max(j.next, first), last
		return err
	})
	if err != nil {
		return err
	}
	if end < j.next {
		return fmt.Errorf("%s ends at %d, but %d records were read from it: the broker lost records; restore it before moderation goes on", bus.TopicDecisions, end, j.next)
	}
	for j.next < end {
		var batch bus.Batch
		err := untilAnswered(ctx, func() (err error) {
			batch, err = j.bus.Fetch(ctx, bus.TopicDecisions, 0, j.next, bus.FetchBytes)
			return err
		})
		if err != nil {
			return err
		}
		for _, message := range batch.Messages {
			handle(message.Value, message.Offset)
		}
		j.next = batch.Next
	}
	return nil
}

func (j *topicJournal) write(ctx context.Context, records [][]byte) error {
	list := make([]bus.Record, len(records))
	for i, raw := range records {
		list[i] = bus.Record{Value: raw}
	}
	return j.producer.Publish(ctx, list)
}

// untilAnswered asks Kafka again until it answers or ctx ends: a broker that is away is
// waited for.
func untilAnswered(ctx context.Context, ask func() error) error {
	for {
		err := ask()
		if err == nil {
			return nil
		}
		if !pause(ctx, pollWait) {
			return fmt.Errorf("waiting for kafka (%w): %w", err, ctx.Err())
		}
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
