package kafka

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strconv"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/moltwatch/moltwatch/deploy/embedded/lock"
)

const (
	// maxBatch is the largest batch of records that is taken, in bytes: four times a client's
	// usual 1 MiB, so that what a client takes for full is never refused.
	maxBatch = 4 << 20
	// segmentBytes bounds a file of records: it is deleted when all in it is past its topic's retention.
	segmentBytes = 16 << 20
	// offsetsKept, in minutes, is how long a group that nobody is in keeps its place: ten years.
	offsetsKept = 10 * 365 * 24 * 60
	// lockWait covers a broker of this same process that is being stopped.
	lockWait = 5 * time.Second
)

// Config says where a broker keeps its data and where it listens. Only DataDir must be set.
type Config struct {
	DataDir string
	Port    int // 0: a free one is chosen, another one at each start
	Logger  *slog.Logger
}

// Broker is a running broker. Safe for concurrent use.
type Broker struct {
	cluster *kfake.Cluster
	held    *lock.Lock
	addr    string
}

// Start opens cfg.DataDir and listens. It gives a *lock.HeldError if another broker is on it.
func Start(ctx context.Context, cfg Config) (*Broker, error) {
	if cfg.DataDir == "" {
		return nil, errors.New("starting Kafka: no data directory is named")
	}
	log := cfg.Logger
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	dir, err := filepath.Abs(cfg.DataDir)
	if err != nil {
		return nil, fmt.Errorf("starting Kafka: %w", err)
	}
	held, err := lock.Acquire(ctx, dir, lockWait)
	if err != nil {
		return nil, fmt.Errorf("starting Kafka: %w", err)
	}
	cluster, err := kfake.NewCluster(
		kfake.Ports(cfg.Port), // one port, one broker
		kfake.ClusterID("moltwatch"),
		kfake.DefaultNumPartitions(1),
		kfake.DataDir(filepath.Join(dir, "log")),
		kfake.SyncWrites(),
		kfake.WithLogger(brokerLog{log}),
		kfake.BrokerConfigs(map[string]string{
			"message.max.bytes":         strconv.Itoa(maxBatch),
			"log.retention.ms":          "-1",
			"log.retention.bytes":       "-1",
			"log.segment.bytes":         strconv.Itoa(segmentBytes),
			"offsets.retention.minutes": strconv.Itoa(offsetsKept),
			// Groups of one machine need no patience: a member that was killed is gone.
			"group.initial.rebalance.delay.ms": "0",
			"group.min.session.timeout.ms":     "1000",
		}),
	)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("starting Kafka on %s: %w", dir, err), held.Release())
	}
	b := &Broker{cluster: cluster, held: held, addr: cluster.ListenAddrs()[0]}
	log.Info("kafka started", "addr", b.addr, "data_dir", dir)
	return b, nil
}

// Addr is the broker's host:port.
func (b *Broker) Addr() string { return b.addr }

// Stop ends the broker and writes out what it holds in memory.
func (b *Broker) Stop() error {
	b.cluster.Compact() // as it does every hour: who runs it for minutes at a time has records expire all the same
	b.cluster.Close()
	return b.held.Release()
}
