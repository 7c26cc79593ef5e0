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

// maxLetterBytes is room for a dead letter: whatever the topic of actions let in, in base64.
const maxLetterBytes = 32 << 20

// EnsureTopics creates what is missing of the four topics, and lets that of dead letters take the
// largest of them, if it was made by an earlier version or by somebody else. Flags and decisions have one
// partition, so that they have one order: they are few. Records are stamped by the broker,
// whose clock is the one that all consumers agree on.
func (b *Bus) EnsureTopics(ctx context.Context, actionPartitions int) error {
	const week, month, forever = "604800000", "2592000000", "-1"
	deadLetters := topic(TopicDeadLetters, 1, month)
	deadLetters.ConfigEntries = append(deadLetters.ConfigEntries,
		kafka.ConfigEntry{ConfigName: maxMessageBytes, ConfigValue: strconv.Itoa(maxLetterBytes)})
	topics := []kafka.TopicConfig{
		topic(TopicActions, actionPartitions, week),
		deadLetters,
		topic(TopicFlags, 1, forever),
		topic(TopicDecisions, 1, forever),
	}
	var last error
	for {
		err := b.createTopics(ctx, topics)
		if err == nil {
			err = b.widenDeadLetters(ctx)
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

func topic(name string, partitions int, retentionMS string) kafka.TopicConfig {
	return kafka.TopicConfig{
		Topic: name, NumPartitions: partitions, ReplicationFactor: -1, // the broker's default
		ConfigEntries: []kafka.ConfigEntry{
			{ConfigName: "message.timestamp.type", ConfigValue: "LogAppendTime"},
			{ConfigName: "retention.ms", ConfigValue: retentionMS},
		},
	}
}

func (b *Bus) createTopics(ctx context.Context, topics []kafka.TopicConfig) error {
	res, err := b.client.CreateTopics(ctx, &kafka.CreateTopicsRequest{Addr: b.addr, Topics: topics})
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

const maxMessageBytes = "max.message.bytes"

// widenDeadLetters raises what the topic of dead letters takes. Who may not is told what to do: it
// works all the same until a letter is too large.
func (b *Bus) widenDeadLetters(ctx context.Context) error {
	about := kafka.DescribeConfigRequestResource{ResourceType: kafka.ResourceTypeTopic, ResourceName: TopicDeadLetters, ConfigNames: []string{maxMessageBytes}}
	described, err := b.client.DescribeConfigs(ctx, &kafka.DescribeConfigsRequest{Addr: b.addr, Resources: []kafka.DescribeConfigRequestResource{about}})
	if err != nil {
		return fmt.Errorf("asking what topic %s takes: %w", TopicDeadLetters, err)
	}
	takes := 0
	for _, r := range described.Resources {
		if r.Error != nil {
			err = r.Error
		}
		for _, entry := range r.ConfigEntries {
			if entry.ConfigName == maxMessageBytes {
				takes, _ = strconv.Atoi(entry.ConfigValue) // what is no number is too little
			}
		}
	}
	if err == nil && takes >= maxLetterBytes {
		return nil
	}
	if err == nil {
		err = b.setLetterBytes(ctx)
	}
	if err != nil {
		b.log.Warn("the topic of dead letters may be too narrow for the largest of them, and could not be widened: set its max.message.bytes",
			"topic", TopicDeadLetters, "takes", takes, "want", maxLetterBytes, "error", err)
		return nil
	}
	b.log.Info("widened the topic of dead letters", "topic", TopicDeadLetters, "took", takes, "takes", maxLetterBytes)
	return nil
}

func (b *Bus) setLetterBytes(ctx context.Context) error {
	altered, err := b.client.IncrementalAlterConfigs(ctx, &kafka.IncrementalAlterConfigsRequest{Addr: b.addr, Resources: []kafka.IncrementalAlterConfigsRequestResource{{
		ResourceType: kafka.ResourceTypeTopic, ResourceName: TopicDeadLetters,
		Configs: []kafka.IncrementalAlterConfigsRequestConfig{{
			Name: maxMessageBytes, Value: strconv.Itoa(maxLetterBytes), ConfigOperation: kafka.ConfigOperationSet,
		}},
	}}})
	if err != nil {
		return err
	}
	for _, r := range altered.Resources {
		if r.Error != nil {
			return r.Error
		}
	}
	return nil
}
