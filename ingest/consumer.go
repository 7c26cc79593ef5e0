package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/moltwatch/moltwatch/internal/bus"
)

// consumer works one stage: it is a member of the stage's consumer group.
type consumer struct {
	*Ingest
	stage   stage
	limits  Limits
	metrics *metrics
	log     *slog.Logger
}

// consume joins the consumer group and works each generation's partitions.
func (c *consumer) consume(ctx context.Context) error {
	consumers, err := kafka.NewConsumerGroup(kafka.ConsumerGroupConfig{
		ID: c.stage.group, Brokers: c.bus.Brokers(), Dialer: c.bus.Dialer(), Topics: []string{bus.TopicActions},
		HeartbeatInterval: c.session / 10, SessionTimeout: c.session, RebalanceTimeout: max(c.session, 10*time.Second),
		JoinGroupBackoff: 500 * time.Millisecond, WatchPartitionChanges: true,
	})
	if err != nil {
		return fmt.Errorf("joining the consumer group %s: %w", c.stage.group, err)
	}
	defer consumers.Close()
	failed := make(chan error, 1)
	for {
		generation, err := consumers.Next(ctx)
		select {
		case err := <-failed:
			return err
		default:
		}
		if ctx.Err() != nil {
			return nil
		}
		c.readiness.join(c.stage.name, err == nil)
		if err != nil {
			c.log.Warn("joining the consumer group failed, trying again", "group", c.stage.group, "error", err)
			continue
		}
		c.work(ctx, generation, failed)
	}
}

// work starts a worker for each partition of a generation. The generation waits for them
// before the next one begins; the first that fails ends it.
func (c *consumer) work(ctx context.Context, generation *kafka.Generation, failed chan<- error) {
	assigned := generation.Assignments[bus.TopicActions]
	c.log.Info("partitions assigned", "generation", generation.ID, "partitions", len(assigned))
	var commit sync.Mutex // the generation's connection takes one request at a time
	for _, a := range assigned {
		if a.ID == 0 && c.stage.letters { // one of all processes
			generation.Start(c.sweepLetters)
		}
		generation.Start(func(generationCtx context.Context) {
			workCtx, cancel := context.WithCancel(ctx)
			defer cancel()
			stop := context.AfterFunc(generationCtx, cancel)
			defer stop()
			defer c.metrics.released(a.ID)
			defer c.free(a.ID)
			defer c.behind(a.ID, 0)
			w := &worker{consumer: c, partition: a.ID, block: c.stage.block(), appetite: newAppetite(c.limits.fetchBytes, c.limits.fetchMemory)}
			w.committed = func(next int64) {
				commit.Lock()
				defer commit.Unlock()
				err := generation.CommitOffsets(map[string]map[int]int64{bus.TopicActions: {a.ID: next}})
				if err != nil && workCtx.Err() == nil {
					// ClickHouse, not Kafka, says how far ingest is: this is for lag monitors only.
					c.log.Debug("committing an offset failed", "partition", a.ID, "error", err)
				}
			}
			if err := w.run(workCtx); err != nil && workCtx.Err() == nil {
				select {
				case failed <- fmt.Errorf("working partition %d of %s for the stage %s: %w", a.ID, bus.TopicActions, c.stage.name, err):
				default:
				}
			}
		})
	}
}

// hold notes that a partition waits, and free that it goes on.
func (c *consumer) hold(partition int, doing string) {
	c.readiness.hold(place{c.stage.name, partition}, doing)
}

func (c *consumer) free(partition int) { c.readiness.free(place{c.stage.name, partition}) }

// behind notes how many records of a partition are not read yet.
func (c *consumer) behind(partition int, records int64) {
	if c.stage.name == StageActions {
		c.backlog.set(partition, records)
	}
}
