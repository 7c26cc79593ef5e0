package bus

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"
	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/internal/pause"
)

// Record is one record to publish.
type Record struct {
	Key, Value []byte
	Everywhere bool // to every partition: for control records such as watermarks
}

// A request stays well under the million bytes that a broker takes by default.
const (
	maxRequestBytes   = 900_000
	maxRequestRecords = 5_000
)

// Producer publishes to one topic. kafka-go's Writer is not used: it goes on with the next
// batch when one has failed for good, which breaks the order that seq numbers promise.
type Producer struct {
	bus        *Bus
	topic      string
	mu         sync.Mutex // one Publish at a time keeps their order
	partitions int
}

// Producer gives a publisher to topic.
func (b *Bus) Producer(topic string) *Producer { return &Producer{bus: b, topic: topic} }

// Publish writes records in order and returns when all replicas have them. Errors that may
// pass are tried again until ctx ends; a repeated request may repeat records, never reorder
// or skip them. A record that the broker will never take ends it with an error.
func (p *Producer) Publish(ctx context.Context, records []Record) error {
	if len(records) == 0 {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.partitions == 0 {
		n, err := p.bus.Partitions(ctx, p.topic)
		if err != nil {
			return err
		}
		p.partitions = n
	}
	group, ctx := errgroup.WithContext(ctx)
	for partition, list := range p.split(records) {
		if len(list) > 0 {
			group.Go(func() error { return p.publishPartition(ctx, partition, list) })
		}
	}
	return group.Wait()
}

// split assigns records to partitions by the hash of their key, as Java's client does.
func (p *Producer) split(records []Record) [][]kafka.Record {
	balancer := kafka.Murmur2Balancer{Consistent: true}
	all := make([]int, p.partitions)
	for i := range all {
		all[i] = i
	}
	split := make([][]kafka.Record, p.partitions)
	for _, r := range records {
		first, last := 0, p.partitions-1
		if !r.Everywhere {
			first = balancer.Balance(kafka.Message{Key: r.Key}, all...)
			last = first
		}
		for i := first; i <= last; i++ {
			split[i] = append(split[i], kafka.Record{Key: kafka.NewBytes(r.Key), Value: kafka.NewBytes(r.Value)})
		}
	}
	return split
}

func (p *Producer) publishPartition(ctx context.Context, partition int, records []kafka.Record) error {
	for len(records) > 0 {
		n, size := 0, 0
		for n < len(records) && n < maxRequestRecords {
			size += recordBytes(records[n])
			if n > 0 && size > maxRequestBytes {
				break
			}
			n++
		}
		if err := p.publishUntilDone(ctx, partition, records[:n]); err != nil {
			return err
		}
		records = records[n:]
	}
	return nil
}

func recordBytes(r kafka.Record) int {
	const overhead = 64
	size := overhead
	for _, b := range []kafka.Bytes{r.Key, r.Value} {
		if b != nil { // a record may have no key, and a tombstone has no value
			size += b.Len()
		}
	}
	return size
}

func (p *Producer) publishUntilDone(ctx context.Context, partition int, records []kafka.Record) error {
	for try := 1; ; try++ {
		err := p.publishOnce(ctx, partition, records)
		if err == nil {
			return nil
		}
		var kafkaErr kafka.Error
		if errors.As(err, &kafkaErr) && !kafkaErr.Temporary() {
			return fmt.Errorf("publishing %d records to %s/%d: %w", len(records), p.topic, partition, err)
		}
		if try == 1 {
			p.bus.log.Warn("kafka does not take records, trying again", "topic", p.topic, "partition", partition, "error", err)
		}
		if !pause.For(ctx, min(time.Duration(try)*retryWait, 2*time.Second)) {
			return fmt.Errorf("publishing to %s/%d: %w", p.topic, partition, errors.Join(ctx.Err(), err))
		}
	}
}

func (p *Producer) publishOnce(ctx context.Context, partition int, records []kafka.Record) error {
	for _, r := range records { // a retry reads them again from their start
		for _, b := range []kafka.Bytes{r.Key, r.Value} {
			if seeker, ok := b.(interface {
				Seek(int64, int) (int64, error)
			}); ok {
				if _, err := seeker.Seek(0, 0); err != nil {
					return fmt.Errorf("rewinding a record: %w", err)
				}
			}
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	res, err := p.bus.client.Produce(ctx, &kafka.ProduceRequest{
		Addr: p.bus.addr, Topic: p.topic, Partition: partition, RequiredAcks: kafka.RequireAll,
		Records: kafka.NewRecordReader(records...), Compression: kafka.Snappy, // lz4 wants buffers of 4 MiB for the smallest batch
	})
	if err != nil {
		return err
	}
	return res.Error
}
