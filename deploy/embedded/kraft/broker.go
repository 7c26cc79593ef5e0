package kraft

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/moltwatch/moltwatch/deploy/embedded/jvm"
	"github.com/moltwatch/moltwatch/deploy/embedded/process"
)

const (
	readyWithin = 60 * time.Second
	pollEvery   = 100 * time.Millisecond
)

// ErrUnavailable is returned where Apache Kafka cannot run: the error says what is missing.
var ErrUnavailable = jvm.ErrUnavailable

// Config says where a broker keeps its data and who may speak to it.
type Config struct {
	Dir   string
	Port  int    // of the listener in plain text; 0: a free one is chosen
	Login *Login // nil: plain text, whoever reaches it
}

// Broker is a running Apache Kafka, broker and controller in one. Safe for concurrent use.
type Broker struct {
	*process.Process
	at  addresses
	dir string
}

// Start runs a broker and returns when it answers. The error wraps ErrUnavailable if something
// that Kafka needs is not installed.
func Start(ctx context.Context, cfg Config) (*Broker, error) {
	lib, err := jvm.Jars(ctx, "kafka")
	if err != nil {
		return nil, fmt.Errorf("starting Apache Kafka: %w", err)
	}
	if cfg.Dir, err = filepath.Abs(cfg.Dir); err != nil {
		return nil, fmt.Errorf("starting Apache Kafka: %w", err)
	}
	at, err := freeAddrs(cfg.Port)
	if err != nil {
		return nil, err
	}
	if err := prepare(ctx, cfg, lib, at); err != nil {
		return nil, err
	}
	server, err := jvm.Run("Apache Kafka", filepath.Join(cfg.Dir, outputFile), lib, options(cfg.Dir), "kafka.Kafka", filepath.Join(cfg.Dir, propertiesFile))
	if err != nil {
		return nil, err
	}
	b := &Broker{Process: server, at: at, dir: cfg.Dir}
	if err := b.ready(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("starting Apache Kafka: %w", err), b.Stop())
	}
	return b, nil
}

func (b *Broker) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	transport := &kafka.Transport{}
	defer transport.CloseIdleConnections()
	client := &kafka.Client{Addr: kafka.TCP(b.at.plain), Timeout: time.Second, Transport: transport}
	for {
		meta, err := client.Metadata(ctx, &kafka.MetadataRequest{})
		if err == nil && len(meta.Brokers) > 0 {
			return nil
		}
		select {
		case <-b.Done():
			return b.Wait(context.Background())
		case <-ctx.Done():
			return fmt.Errorf("no answer at %s: %w", b.at.plain, errors.Join(ctx.Err(), err))
		case <-time.After(pollEvery):
		}
	}
}

// Addr is the broker's host:port.
func (b *Broker) Addr() string { return b.at.plain }

// SecureAddr is the host:port that wants TLS and a login, if Config asked for one.
func (b *Broker) SecureAddr() string { return b.at.secure }

// Files are what a client needs at SecureAddr.
func (b *Broker) Files() Files {
	in := func(name string) string { return filepath.Join(b.dir, name) }
	return Files{Authority: in(authorityFile), Certificate: in(clientFile), Key: in(clientKeyFile)}
}

// addresses are host:port each.
type addresses struct{ plain, secure, controller string }

// freeAddrs gives local addresses, the first with port if that is not 0, the others with ports
// that were free a moment ago.
func freeAddrs(port int) (addresses, error) {
	var found addresses
	for _, addr := range []*string{&found.plain, &found.secure, &found.controller} {
		var err error
		if *addr, err = process.FreeAddr(); err != nil {
			return addresses{}, err
		}
	}
	if port != 0 {
		found.plain = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	}
	return found, nil
}
