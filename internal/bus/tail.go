package bus

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/internal/pause"
)

// Start says where a reading begins.
type Start int

// Where a reading begins: at the first record that is kept, or after the last.
const (
	First Start = iota
	Last
)

// TailConfig says what to follow.
type TailConfig struct {
	Topic string
	From  Start
	Group string // resume from this group's offsets, and commit there after each record
}

// Tail follows every partition of a topic until ctx ends, then returns nil. handle is called
// for one record at a time; its error ends the tail. A broker that goes away is waited for.
func (b *Bus) Tail(ctx context.Context, cfg TailConfig, handle func(context.Context, Message) error) error {
	n, err := b.Partitions(ctx, cfg.Topic)
	if err != nil {
		return ended(ctx, err)
	}
	var mu sync.Mutex
	group, groupCtx := errgroup.WithContext(ctx)
	for partition := range n {
		group.Go(func() error {
			next, err := b.startOffset(groupCtx, cfg, partition)
			if err != nil {
				return err
			}
			return b.follow(groupCtx, cfg.Topic, partition, next, func(m Message) error {
				mu.Lock()
				defer mu.Unlock()
				if err := handle(groupCtx, m); err != nil {
					return fmt.Errorf("handling %s/%d@%d: %w", m.Topic, m.Partition, m.Offset, err)
				}
				if cfg.Group == "" {
					return nil
				}
				return b.Commit(groupCtx, cfg.Group, cfg.Topic, partition, m.Offset+1)
			})
		})
	}
	return ended(ctx, group.Wait())
}

// ended turns the error of a context that was ended on purpose into nil.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil && (err == nil || errors.Is(err, ctx.Err())) {
		return nil
	}
	return err
}

func (b *Bus) startOffset(ctx context.Context, cfg TailConfig, partition int) (int64, error) {
	for {
		next, err := b.tryStartOffset(ctx, cfg, partition)
		if err == nil {
			return next, nil
		}
		if !pause.For(ctx, retryWait) {
			return 0, errors.Join(ctx.Err(), err)
		}
	}
}

func (b *Bus) tryStartOffset(ctx context.Context, cfg TailConfig, partition int) (int64, error) {
	if cfg.Group != "" {
		next, err := b.Committed(ctx, cfg.Group, cfg.Topic, partition)
		if err != nil || next >= 0 {
			return next, err
		}
	}
	first, end, err := b.Offsets(ctx, cfg.Topic, partition)
	if cfg.From == Last {
		return end, err
	}
	return first, err
}

// follow hands over the records of a partition from offset next until ctx or handle ends it.
func (b *Bus) follow(ctx context.Context, topic string, partition int, next int64, handle func(Message) error) error {
	warned := false
	for ctx.Err() == nil {
		batch, err := b.Fetch(ctx, topic, partition, next, FetchBytes)
		if errors.Is(err, ErrGone) {
			// Retention ran ahead of this reader. What is gone cannot be had: say so, go on.
			first, end, offsetsErr := b.Offsets(ctx, topic, partition)
			if offsetsErr == nil {
				b.log.Error("records are gone from kafka before they were read", "topic", topic, "partition", partition, "from", next, "first", first)
				next = min(max(first, next), end)
				continue
			}
		}
		if err != nil {
			if !warned && ctx.Err() == nil {
				b.log.Warn("kafka does not answer, trying again", "topic", topic, "partition", partition, "error", err)
				warned = true
			}
			pause.For(ctx, time.Second/4)
			continue
		}
		warned = false
		for _, m := range batch.Messages {
			if err := handle(m); err != nil {
				return err
			}
		}
		next = batch.Next
	}
	return ctx.Err()
}

// Drain hands over every record of a topic from the first kept to what was its end at the
// call, one partition after another.
func (b *Bus) Drain(ctx context.Context, topic string, handle func(Message) error) error {
	n, err := b.Partitions(ctx, topic)
	if err != nil {
		return err
	}
	for partition := range n {
		next, end, err := b.Offsets(ctx, topic, partition)
		if err != nil {
			return err
		}
		if err := b.Read(ctx, topic, partition, next, end, handle); err != nil {
			return err
		}
	}
	return nil
}

// Read hands over every record that is kept of a partition from offset next up to end, and without it.
func (b *Bus) Read(ctx context.Context, topic string, partition int, next, end int64, handle func(Message) error) error {
	for next < end {
		batch, err := b.Fetch(ctx, topic, partition, next, FetchBytes)
		if errors.Is(err, ErrGone) && pause.For(ctx, retryWait) {
			// Retention or compaction came between: the first that is kept is a later one.
			first, _, err := b.Offsets(ctx, topic, partition)
			if err != nil {
				return err
			}
			next = max(next, first)
			continue
		}
		if err != nil {
			return err
		}
		for _, m := range batch.Messages {
			if m.Offset >= end {
				break
			}
			if err := handle(m); err != nil {
				return fmt.Errorf("handling %s/%d@%d: %w", m.Topic, m.Partition, m.Offset, err)
			}
		}
		next = batch.Next
	}
	return nil
}
