package bus

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/segmentio/kafka-go"

	"github.com/moltwatch/moltwatch/internal/pause"
)

// The topics that the services meet on.
const (
	TopicActions     = "forum.actions"
	TopicDeadLetters = "forum.actions.dlq"
	TopicFlags       = "moderation.flags"
	TopicDecisions   = "moderation.decisions"
)

// What the topics keep, in milliseconds.
const (
	hour    = "3600000"
	day     = "86400000"
	week    = "604800000"
	month   = "2592000000"
	forever = "-1"
)

// maxLetterBytes is room for a dead letter: whatever the topic of actions let in, in base64.
const maxLetterBytes = 32 << 20

// EnsureTopics creates what is missing of the four topics, and brings those up to date that were made by
// an earlier version or by somebody else. Flags and decisions have one partition, so that they have
// one order: they are few. Records are stamped by the broker, whose clock is the one that all
// consumers agree on.
func (b *Bus) EnsureTopics(ctx context.Context, actionPartitions int) error {
	topics := []topic{
		// Kafka deletes a segment when the last record in it is past retention: one of a week, as brokers
		// make them, would keep its first record for two.
		{TopicActions, actionPartitions, week, []setting{{"segment.ms", day, atMost}}},
		// One key a letter: what is written under it later stands for what was written before, which the
		// broker takes out of closed segments.
		{TopicDeadLetters, 1, month, []setting{
			{"cleanup.policy", "compact,delete", compacts}, {"segment.ms", hour, atMost}, {"max.compaction.lag.ms", hour, atMost},
			{"max.message.bytes", strconv.Itoa(maxLetterBytes), atLeast},
		}},
		{TopicFlags, 1, forever, nil},
		{TopicDecisions, 1, forever, nil},
	}
	var last error
	for {
		err := b.createTopics(ctx, topics)
		for _, t := range topics {
			if err == nil {
				err = b.update(ctx, t)
			}
		}
		if err == nil {
			return nil
		}
		if err = b.reason(ctx, err); ctx.Err() != nil && last != nil {
			err = last // not that time was up, but why it was not enough
		}
		last = err
		if advice := refused(err); advice != "" {
			return fmt.Errorf("%s (%w)", advice, err)
		}
		if ctx.Err() == nil && !mayPass(err) {
			return err
		}
		if !pause.For(ctx, retryWait) {
			return fmt.Errorf("no answer from Kafka at %s (is it running, is --kafka right, and does it want --kafka-tls?): %w", strings.Join(b.brokers, ","), err)
		}
	}
}

func (b *Bus) createTopics(ctx context.Context, topics []topic) error {
	configs := make([]kafka.TopicConfig, len(topics))
	for i, t := range topics {
		configs[i] = t.config()
	}
	res, err := b.client.CreateTopics(ctx, &kafka.CreateTopicsRequest{Addr: b.addr, Topics: configs})
	if err != nil {
		return fmt.Errorf("creating the topics: %w", err)
	}
	for name, err := range res.Errors {
		if err != nil && !errors.Is(err, kafka.TopicAlreadyExists) {
			return fmt.Errorf("creating topic %s: %w", name, err)
		}
	}
	return nil
}
