package bus_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/moltwatch/moltwatch/internal/bus"
)

func open(t *testing.T) (*bus.Bus, *kfake.Cluster) {
	t.Helper()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	b, err := bus.Open(bus.Config{Brokers: cluster.ListenAddrs()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.EnsureTopics(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	return b, cluster
}

func number(i int) []byte { return binary.BigEndian.AppendUint64(nil, uint64(i)) }

func drain(t *testing.T, b *bus.Bus, topic string) map[int][]int {
	t.Helper()
	got := map[int][]int{}
	err := b.Drain(t.Context(), topic, func(m bus.Message) error {
		got[m.Partition] = append(got[m.Partition], int(binary.BigEndian.Uint64(m.Value)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestPublishKeepsOrderWhileTheBrokerRefuses(t *testing.T) {
	b, cluster := open(t)
	var calls atomic.Int64
	// Every third produce request is refused after the broker has looked at it: the records
	// that were on it must come again before anything later does.
	cluster.ControlKey(int16(kmsg.Produce), func(req kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		if calls.Add(1)%3 != 0 {
			return nil, nil, false
		}
		produce := req.(*kmsg.ProduceRequest)
		res := produce.ResponseKind().(*kmsg.ProduceResponse)
		for _, topic := range produce.Topics {
			rt := kmsg.NewProduceResponseTopic()
			rt.Topic, rt.TopicID = topic.Topic, topic.TopicID
			for _, partition := range topic.Partitions {
				rp := kmsg.NewProduceResponseTopicPartition()
				rp.Partition, rp.ErrorCode = partition.Partition, kerr.NotLeaderForPartition.Code
				rt.Partitions = append(rt.Partitions, rp)
			}
			res.Topics = append(res.Topics, rt)
		}
		return res, nil, true
	})
	producer := b.Producer(bus.TopicActions)
	const total = 300
	for i := 0; i < total; i += 10 {
		var records []bus.Record
		for j := i; j < i+10; j++ {
			records = append(records, bus.Record{Key: []byte(fmt.Sprint("agent-", j%7)), Value: number(j)})
		}
		if err := producer.Publish(t.Context(), records); err != nil {
			t.Fatal(err)
		}
	}
	seen := 0
	for partition, values := range drain(t, b, bus.TopicActions) {
		if !slices.IsSorted(values) {
			t.Errorf("partition %d is out of order: %v", partition, values)
		}
		seen += len(slices.Compact(values))
	}
	if seen != total {
		t.Errorf("got %d records, want %d", seen, total)
	}
	if calls.Load() < 30 {
		t.Errorf("only %d requests were made, the refusals were not exercised", calls.Load())
	}
}

func TestEverywhereReachesEveryPartition(t *testing.T) {
	b, _ := open(t)
	if err := b.Producer(bus.TopicActions).Publish(t.Context(), []bus.Record{{Value: number(5), Everywhere: true}}); err != nil {
		t.Fatal(err)
	}
	if got := drain(t, b, bus.TopicActions); len(got) != 3 {
		t.Errorf("reached %d of 3 partitions", len(got))
	}
}

func TestPublishOfWhatNoBrokerTakesIsAnError(t *testing.T) {
	b, _ := open(t)
	value := make([]byte, 3<<20)
	rand.NewChaCha8([32]byte{}).Read(value) // nothing that compression could shrink
	err := b.Producer(bus.TopicFlags).Publish(t.Context(), []bus.Record{{Value: value}})
	if err == nil || !strings.Contains(err.Error(), bus.TopicFlags) {
		t.Errorf("got %v, want an error that names the topic", err)
	}
}

func TestPublishEndsWithItsContextWhenTheBrokerIsGone(t *testing.T) {
	b, cluster := open(t)
	cluster.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := b.Producer(bus.TopicFlags).Publish(ctx, []bus.Record{{Value: number(1)}}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline", err)
	}
}

func TestTailWithAGroupResumesAfterWhatWasHandled(t *testing.T) {
	b, _ := open(t)
	producer := b.Producer(bus.TopicFlags)
	for i := range 5 {
		if err := producer.Publish(t.Context(), []bus.Record{{Value: number(i)}}); err != nil {
			t.Fatal(err)
		}
	}
	read := func(stopAt int, failAt int) (got []int, err error) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		err = b.Tail(ctx, bus.TailConfig{Topic: bus.TopicFlags, Group: "g"}, func(_ context.Context, m bus.Message) error {
			i := int(binary.BigEndian.Uint64(m.Value))
			if i == failAt {
				return errors.New("cannot take it")
			}
			got = append(got, i)
			if i == stopAt {
				cancel()
			}
			return nil
		})
		return got, err
	}
	got, err := read(-1, 3)
	if err == nil || !slices.Equal(got, []int{0, 1, 2}) {
		t.Fatalf("got %v and %v, want 0 to 2 and the handler's error", got, err)
	}
	if lag, err := b.Lag(t.Context(), "g", bus.TopicFlags); err != nil || lag != 2 {
		t.Errorf("lag is %d (%v), want 2", lag, err)
	}
	if got, err = read(4, -1); err != nil || !slices.Equal(got, []int{3, 4}) {
		t.Errorf("after the restart got %v and %v, want 3 and 4", got, err)
	}
}

func TestOpenNamesWhatIsMissing(t *testing.T) {
	for _, brokers := range [][]string{nil, {"nowhere"}} {
		if _, err := bus.Open(bus.Config{Brokers: brokers}); err == nil {
			t.Errorf("brokers %v were taken", brokers)
		}
	}
}

// Compaction may leave a batch whose last records are gone, and a broker asked for one of those answers
// with the whole batch: a reader goes on after it.
func TestARecordThatWasCompactedAwayIsPassedOver(t *testing.T) {
	b, cluster := open(t)
	producer := b.Producer(bus.TopicFlags)
	for _, batch := range [][]int{{0, 1}, {2}, {3}} {
		var records []bus.Record
		for _, i := range batch {
			records = append(records, bus.Record{Key: []byte("flag"), Value: number(i)})
		}
		if err := producer.Publish(t.Context(), records); err != nil {
			t.Fatal(err)
		}
	}
	asked := 0
	cluster.ControlKey(int16(kmsg.Fetch), func(req kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		partition := &req.(*kmsg.FetchRequest).Topics[0].Partitions[0]
		if partition.FetchOffset == 1 || partition.FetchOffset == 2 { // as if 2 had been in the first batch
			asked++
			partition.FetchOffset, partition.PartitionMaxBytes = 1, 1
		}
		return nil, nil, false
	})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	next := int64(1)
	var got []int
	for next < 4 {
		batch, err := b.Fetch(ctx, bus.TopicFlags, 0, next, bus.FetchBytes)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range batch.Messages {
			got = append(got, int(binary.BigEndian.Uint64(m.Value)))
		}
		next = batch.Next
	}
	if !slices.Equal(got, []int{1, 3}) || asked != 2 {
		t.Errorf("got %v, asking %d times for what is gone, want 1 and 3", got, asked)
	}
}

// What is deleted while somebody drains a topic was not to be read; the rest is.
func TestADrainGoesOnWhereTheTopicBeginsByNow(t *testing.T) {
	b, cluster := open(t)
	if err := b.Producer(bus.TopicFlags).Publish(t.Context(), []bus.Record{{Value: number(0)}}); err != nil {
		t.Fatal(err)
	}
	if err := b.Producer(bus.TopicFlags).Publish(t.Context(), []bus.Record{{Value: number(1)}}); err != nil {
		t.Fatal(err)
	}
	refused := false
	cluster.ControlKey(int16(kmsg.Fetch), func(req kmsg.Request) (kmsg.Response, error, bool) {
		fetch := req.(*kmsg.FetchRequest)
		res := fetch.ResponseKind().(*kmsg.FetchResponse)
		rt := kmsg.NewFetchResponseTopic()
		rt.Topic, rt.TopicID = fetch.Topics[0].Topic, fetch.Topics[0].TopicID
		rp := kmsg.NewFetchResponseTopicPartition()
		rp.ErrorCode = kerr.OffsetOutOfRange.Code
		rt.Partitions = append(rt.Partitions, rp)
		res.Topics = append(res.Topics, rt)
		refused = true
		return res, nil, true // once
	})
	if got := drain(t, b, bus.TopicFlags); !slices.Equal(got[0], []int{0, 1}) || !refused {
		t.Errorf("got %v", got)
	}
}

// What somebody set on purpose stays where it will do.
func TestTopicsOfEarlierVersionsAreBroughtUpToDate(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	made := map[string]map[string]string{
		bus.TopicActions:     {"retention.ms": "7200000", "segment.ms": "604800000"},
		bus.TopicDeadLetters: {"retention.ms": "2592000000", "segment.ms": "60000", "max.message.bytes": "99000000"},
	}
	for topic, configs := range made {
		if err := cluster.CreateTopic(topic, 1, configs); err != nil {
			t.Fatal(err)
		}
	}
	b, err := bus.Open(bus.Config{Brokers: cluster.ListenAddrs()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.EnsureTopics(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for topic, want := range map[string]map[string]string{
		bus.TopicActions: {"retention.ms": "7200000", "segment.ms": "86400000"},
		bus.TopicDeadLetters: {
			"retention.ms": "2592000000", "segment.ms": "60000", "max.message.bytes": "99000000", "cleanup.policy": "compact,delete", "max.compaction.lag.ms": "3600000",
		},
	} {
		has := cluster.TopicInfo(topic).Configs
		for name, value := range want {
			if has[name] == nil || *has[name] != value {
				t.Errorf("%s of %s is %v, want %s", name, topic, has[name], value)
			}
		}
	}
}
