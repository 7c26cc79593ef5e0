package bus

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/segmentio/kafka-go"
)

// topic is one of ours and what it must be like.
type topic struct {
	name       string
	partitions int
	retention  string
	settings   []setting
}

// setting is what a topic must have, or something that will do: what somebody set on purpose is left
// alone where it keeps what we promise.
type setting struct {
	name, value string
	does        func(has, want string) bool
}

func atMost(has, want string) bool {
	h, w, err := numbers(has, want)
	return err == nil && h <= w
}

func atLeast(has, want string) bool {
	h, w, err := numbers(has, want)
	return err == nil && h >= w
}

func compacts(has, _ string) bool { return strings.Contains(has, "compact") }

// numbers fails on what is no number, which then will not do.
func numbers(has, want string) (h, w int64, err error) {
	if h, err = strconv.ParseInt(has, 10, 64); err != nil {
		return 0, 0, err
	}
	w, err = strconv.ParseInt(want, 10, 64)
	return h, w, err
}

func (t topic) config() kafka.TopicConfig {
	entries := []kafka.ConfigEntry{
		{ConfigName: "message.timestamp.type", ConfigValue: "LogAppendTime"},
		{ConfigName: "retention.ms", ConfigValue: t.retention},
	}
	for _, s := range t.settings {
		entries = append(entries, kafka.ConfigEntry{ConfigName: s.name, ConfigValue: s.value})
	}
	return kafka.TopicConfig{Topic: t.name, NumPartitions: t.partitions, ReplicationFactor: -1, ConfigEntries: entries} // the broker's default
}

// update gives a topic those of its settings that it lacks. Who may not is told what to set: all works
// without, but for what docs/operations.md says of erasure and of large dead letters.
func (b *Bus) update(ctx context.Context, t topic) error {
	if len(t.settings) == 0 {
		return nil
	}
	about := kafka.DescribeConfigRequestResource{ResourceType: kafka.ResourceTypeTopic, ResourceName: t.name}
	for _, s := range t.settings {
		about.ConfigNames = append(about.ConfigNames, s.name)
	}
	described, err := b.client.DescribeConfigs(ctx, &kafka.DescribeConfigsRequest{Addr: b.addr, Resources: []kafka.DescribeConfigRequestResource{about}})
	if err != nil {
		return fmt.Errorf("asking for the settings of topic %s: %w", t.name, err)
	}
	has := map[string]string{}
	for _, r := range described.Resources {
		if r.Error != nil {
			err = r.Error
		}
		for _, entry := range r.ConfigEntries {
			has[entry.ConfigName] = entry.ConfigValue
		}
	}
	var lacking []kafka.IncrementalAlterConfigsRequestConfig
	var had, want []string
	for _, s := range t.settings {
		if !s.does(has[s.name], s.value) {
			lacking = append(lacking, kafka.IncrementalAlterConfigsRequestConfig{Name: s.name, Value: s.value, ConfigOperation: kafka.ConfigOperationSet})
			had, want = append(had, s.name+"="+has[s.name]), append(want, s.name+"="+s.value)
		}
	}
	if err == nil && len(lacking) == 0 {
		return nil
	}
	if err == nil {
		err = b.alter(ctx, t.name, lacking)
	}
	if err != nil {
		b.log.Warn("a topic's settings are not as they should be, and could not be set: set them with kafka-configs.sh --alter", "topic", t.name, "has", had, "want", want, "error", err)
		return nil
	}
	b.log.Info("brought a topic's settings up to date", "topic", t.name, "had", had, "has", want)
	return nil
}

func (b *Bus) alter(ctx context.Context, name string, configs []kafka.IncrementalAlterConfigsRequestConfig) error {
	altered, err := b.client.IncrementalAlterConfigs(ctx, &kafka.IncrementalAlterConfigsRequest{Addr: b.addr, Resources: []kafka.IncrementalAlterConfigsRequestResource{{
		ResourceType: kafka.ResourceTypeTopic, ResourceName: name, Configs: configs,
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
