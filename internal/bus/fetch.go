package bus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/segmentio/kafka-go"
)

// Message is one record as it was read. Time is the broker's.
type Message struct {
	Topic      string
	Partition  int
	Offset     int64
	Time       time.Time
	Key, Value []byte
}

// Batch is what one fetch of a partition gave.
type Batch struct {
	Messages []Message // may be empty when nothing new came in time
	Next     int64     // the offset to fetch from next
	End      int64     // the partition's end as of this fetch
}

// ErrGone is returned when the records asked for are no longer kept.
var ErrGone = errors.New("the offset is outside what Kafka keeps")

// FetchBytes is what a fetch asks for when its caller has no reason for less.
const FetchBytes = 4 << 20

const fetchWait = 250 * time.Millisecond

// Fetch reads what follows offset in one partition, about maxBytes of it, waiting a moment for
// something to come. A record that is larger comes all the same.
// It tries once; the caller decides what to do about an error.
func (b *Bus) Fetch(ctx context.Context, topic string, partition int, offset int64, maxBytes int) (Batch, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	res, err := b.client.Fetch(ctx, &kafka.FetchRequest{
		Addr: b.addr, Topic: topic, Partition: partition, Offset: offset,
		MinBytes: 1, MaxBytes: int64(maxBytes), MaxWait: fetchWait,
	})
	if err == nil {
		err = res.Error
	}
	if errors.Is(err, kafka.OffsetOutOfRange) {
		err = ErrGone
	}
	if err != nil {
		return Batch{}, fmt.Errorf("fetching %s/%d from offset %d: %w", topic, partition, offset, err)
	}
	batch := Batch{Next: offset, End: res.HighWatermark}
	var memory slab
	earlier := false
	for {
		record, err := res.Records.ReadRecord()
		if errors.Is(err, io.EOF) {
			if earlier && len(batch.Messages) == 0 {
				// The records from here to the end of their batch were compacted away: without a step
				// the same answer would come for ever.
				batch.Next = offset + 1
			}
			return batch, nil
		}
		if err != nil {
			return Batch{}, fmt.Errorf("reading %s/%d at offset %d: %w", topic, partition, batch.Next, err)
		}
		if record.Offset < offset { // a compressed batch may begin before what was asked for
			earlier = true
			continue
		}
		key, err := memory.read(record.Key)
		if err != nil {
			return Batch{}, fmt.Errorf("reading the key of %s/%d@%d: %w", topic, partition, record.Offset, err)
		}
		value, err := memory.read(record.Value)
		if err != nil {
			return Batch{}, fmt.Errorf("reading %s/%d@%d: %w", topic, partition, record.Offset, err)
		}
		batch.Messages = append(batch.Messages, Message{
			Topic: topic, Partition: partition, Offset: record.Offset, Time: record.Time, Key: key, Value: value,
		})
		batch.Next = record.Offset + 1
	}
}

// Offsets gives a partition's first offset that is kept and its end.
func (b *Bus) Offsets(ctx context.Context, topic string, partition int) (first, end int64, err error) {
	res, err := b.client.ListOffsets(ctx, &kafka.ListOffsetsRequest{
		Addr: b.addr, Topics: map[string][]kafka.OffsetRequest{topic: {kafka.FirstOffsetOf(partition), kafka.LastOffsetOf(partition)}},
	})
	if err != nil {
		return 0, 0, fmt.Errorf("asking for the offsets of %s/%d: %w", topic, partition, err)
	}
	for _, p := range res.Topics[topic] {
		if p.Partition == partition {
			if p.Error != nil {
				return 0, 0, fmt.Errorf("asking for the offsets of %s/%d: %w", topic, partition, p.Error)
			}
			return p.FirstOffset, p.LastOffset, nil
		}
	}
	return 0, 0, fmt.Errorf("asking for the offsets of %s/%d: %w", topic, partition, kafka.UnknownTopicOrPartition)
}
