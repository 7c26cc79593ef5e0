package bus

import (
	"context"
	"errors"
	"fmt"

	"github.com/segmentio/kafka-go"

	"github.com/moltwatch/moltwatch/internal/pause"
)

// Committed gives the next offset that group has to read of a partition, or -1 if it never
// committed one.
func (b *Bus) Committed(ctx context.Context, group, topic string, partition int) (int64, error) {
	res, err := b.client.OffsetFetch(ctx, &kafka.OffsetFetchRequest{
		Addr: b.addr, GroupID: group, Topics: map[string][]int{topic: {partition}},
	})
	if err == nil {
		err = res.Error
	}
	if errors.Is(err, kafka.GroupIdNotFound) {
		return -1, nil
	}
	if err != nil {
		return 0, fmt.Errorf("asking for the offsets of group %s: %w", group, err)
	}
	for _, p := range res.Topics[topic] {
		if p.Partition == partition {
			return p.CommittedOffset, p.Error
		}
	}
	return -1, nil
}

// Commit stores the next offset that group has to read, for a group without members: its
// one reader is the owner. Errors that may pass are tried again until ctx ends.
func (b *Bus) Commit(ctx context.Context, group, topic string, partition int, next int64) error {
	for {
		err := b.commit(ctx, group, topic, partition, next)
		var kafkaErr kafka.Error
		if err == nil || (errors.As(err, &kafkaErr) && !kafkaErr.Temporary()) {
			return err
		}
		if !pause.For(ctx, retryWait) {
			return errors.Join(ctx.Err(), err)
		}
	}
}

func (b *Bus) commit(ctx context.Context, group, topic string, partition int, next int64) error {
	res, err := b.client.OffsetCommit(ctx, &kafka.OffsetCommitRequest{
		Addr: b.addr, GroupID: group, GenerationID: -1,
		Topics: map[string][]kafka.OffsetCommit{topic: {{Partition: partition, Offset: next}}},
	})
	if err != nil {
		return fmt.Errorf("committing offset %d of %s/%d for group %s: %w", next, topic, partition, group, err)
	}
	for _, p := range res.Topics[topic] {
		if p.Error != nil {
			return fmt.Errorf("committing offset %d of %s/%d for group %s: %w", next, topic, partition, group, p.Error)
		}
	}
	return nil
}

// Lag counts the records of a topic that group has not committed yet.
func (b *Bus) Lag(ctx context.Context, group, topic string) (int64, error) {
	n, err := b.Partitions(ctx, topic)
	if err != nil {
		return 0, err
	}
	var lag int64
	for partition := range n {
		first, end, err := b.Offsets(ctx, topic, partition)
		if err != nil {
			return 0, err
		}
		next, err := b.Committed(ctx, group, topic, partition)
		if err != nil {
			return 0, err
		}
		lag += end - max(next, first)
	}
	return lag, nil
}
