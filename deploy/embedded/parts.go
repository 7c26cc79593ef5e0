package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
	"github.com/moltwatch/moltwatch/deploy/embedded/kafka"
	"github.com/moltwatch/moltwatch/deploy/embedded/lock"
)

// Config says which parts are needed and where those are that need not be started.
type Config struct {
	DataDir        string
	NeedKafka      bool
	NeedClickHouse bool
	Kafka          string // host:port[,host:port]; empty: start the embedded one
	ClickHouse     string // clickhouse://…; empty: start the embedded one
	KafkaPort      int    // of the embedded broker; 0: a free one is chosen
	TCPPort        int    // of the embedded ClickHouse's native protocol; 0: a free one
	HTTPPort       int    // of the embedded ClickHouse's HTTP interface; 0: a free one
	MemoryLimit    int64  // bytes for the embedded ClickHouse; 0: its default
	Logger         *slog.Logger
}

// Parts are the running parts, or the addresses of those that run elsewhere.
type Parts struct {
	Brokers       []string
	ClickHouseDSN string
	ReaderDSN     string // of a user who may only read, for Grafana; empty: ClickHouse runs elsewhere

	clickhouse *clickhouse.Server
	kafka      *kafka.Broker
	held       *lock.Lock
}

// Start starts what is needed and has no address. What it began before an error is stopped. It
// gives a *lock.HeldError if another process has its parts on the same data directory.
func Start(ctx context.Context, cfg Config) (*Parts, error) {
	p := &Parts{ClickHouseDSN: cfg.ClickHouse}
	if cfg.Kafka != "" {
		p.Brokers = strings.Split(cfg.Kafka, ",")
	}
	if err := p.start(ctx, cfg); err != nil {
		return nil, errors.Join(err, p.Stop(context.WithoutCancel(ctx)))
	}
	return p, nil
}

func (p *Parts) start(ctx context.Context, cfg Config) (err error) {
	startKafka, startClickHouse := cfg.NeedKafka && cfg.Kafka == "", cfg.NeedClickHouse && cfg.ClickHouse == ""
	if !startKafka && !startClickHouse {
		return nil
	}
	if p.held, err = lock.Acquire(ctx, cfg.DataDir, 0); err != nil {
		return fmt.Errorf("taking the data directory: %w", err)
	}
	if startKafka {
		p.kafka, err = kafka.Start(ctx, kafka.Config{
			DataDir: filepath.Join(cfg.DataDir, "kafka"), Port: cfg.KafkaPort, Logger: cfg.Logger,
		})
		if err != nil {
			return err
		}
		p.Brokers = []string{p.kafka.Addr()}
	}
	if startClickHouse {
		p.clickhouse, err = clickhouse.Start(ctx, clickhouse.Config{
			DataDir: filepath.Join(cfg.DataDir, "clickhouse"), TCPPort: cfg.TCPPort, HTTPPort: cfg.HTTPPort,
			MemoryLimit: cfg.MemoryLimit, Logger: cfg.Logger,
		})
		if err != nil {
			return err
		}
		p.ClickHouseDSN, p.ReaderDSN = p.clickhouse.DSN(), p.clickhouse.ReaderDSN(clickhouse.Database)
	}
	return nil
}

// ClickHouse is the server that Start started, or nil if it runs elsewhere.
func (p *Parts) ClickHouse() *clickhouse.Server { return p.clickhouse }

// Wait returns nil when ctx ends, or why a part ended by itself. The broker lives in this
// process and ends with it.
func (p *Parts) Wait(ctx context.Context) error {
	if p.clickhouse == nil {
		<-ctx.Done()
		return nil
	}
	return p.clickhouse.Wait(ctx)
}

// Stop ends what Start began, within ten seconds or so; what is left of ClickHouse when ctx ends
// is ended by force. Call it after the services that use the parts have ended.
func (p *Parts) Stop(ctx context.Context) (err error) {
	if p.clickhouse != nil {
		err = p.clickhouse.Stop(ctx)
	}
	if p.kafka != nil {
		err = errors.Join(err, p.kafka.Stop())
	}
	if p.held != nil {
		err = errors.Join(err, p.held.Release())
	}
	return err
}
