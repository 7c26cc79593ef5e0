package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/moltwatch/moltwatch/internal/pause"
)

// Config says how to reach the brokers.
type Config struct {
	Brokers  []string // host:port each
	Security Security
	Logger   *slog.Logger
}

// Bus is a connection to one Kafka cluster. Safe for concurrent use.
type Bus struct {
	brokers   []string
	addr      net.Addr
	transport *kafka.Transport
	client    *kafka.Client
	security  Security
	log       *slog.Logger
}

// clientID is how the brokers' logs and quotas know this program.
const clientID = "moltwatch"

// retryWait is the pause between two tries at a broker that does not answer.
const retryWait = 100 * time.Millisecond

// Open prepares a bus. Nothing is dialled before it is used.
func Open(cfg Config) (*Bus, error) {
	if len(cfg.Brokers) == 0 {
		return nil, errors.New("no Kafka broker is named: set --kafka host:port, or leave it out to start the embedded broker")
	}
	for _, b := range cfg.Brokers {
		if _, _, err := net.SplitHostPort(b); err != nil {
			return nil, fmt.Errorf("kafka broker %q is not host:port: %w", b, err)
		}
	}
	log := cfg.Logger
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	// MetadataTTL bounds how long a moved leader goes unnoticed.
	transport := &kafka.Transport{
		ClientID: clientID, DialTimeout: dialTimeout, MetadataTTL: 5 * time.Second,
		TLS: cfg.Security.TLS, SASL: cfg.Security.SASL,
	}
	addr := kafka.TCP(cfg.Brokers...)
	return &Bus{
		brokers: cfg.Brokers, addr: addr, transport: transport, security: cfg.Security, log: log,
		client: &kafka.Client{Addr: addr, Transport: transport},
	}, nil
}

// Close gives the connections back. Calls under way fail.
func (b *Bus) Close() { b.transport.CloseIdleConnections() }

// Brokers lists the addresses that the bus was opened with.
func (b *Bus) Brokers() []string { return b.brokers }

// partitions asks how many partitions topic has.
func (b *Bus) partitions(ctx context.Context, topic string) (int, error) {
	meta, err := b.client.Metadata(ctx, &kafka.MetadataRequest{Addr: b.addr, Topics: []string{topic}})
	if err != nil {
		return 0, fmt.Errorf("asking Kafka at %s about topic %s: %w", strings.Join(b.brokers, ","), topic, err)
	}
	for _, t := range meta.Topics {
		if t.Name == topic && t.Error == nil && len(t.Partitions) > 0 {
			return len(t.Partitions), nil
		}
		if t.Name == topic && t.Error != nil {
			return 0, fmt.Errorf("asking Kafka about topic %s: %w", topic, t.Error)
		}
	}
	return 0, fmt.Errorf("asking Kafka about topic %s: %w", topic, kafka.UnknownTopicOrPartition)
}

// Partitions waits until topic exists and says how many partitions it has.
func (b *Bus) Partitions(ctx context.Context, topic string) (int, error) {
	for {
		n, err := b.partitions(ctx, topic)
		if err == nil {
			return n, nil
		}
		if !pause.For(ctx, retryWait) {
			return 0, fmt.Errorf("waiting for topic %s: %w", topic, errors.Join(ctx.Err(), err))
		}
	}
}
